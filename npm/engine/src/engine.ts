import { randomUUID } from 'node:crypto';

import { guarded } from './errors.js';
import { decodeFrames, encodeFrames, type FrameSource, type FrameStream } from './frames.js';
import * as is from './is.js';
import { ask, Job, startJob, type Start, type WatchOptions } from './job.js';
import type { DocumentKind, NativeEngine } from './native/binding.js';
import { load } from './native/load.js';
import type * as T from './types/index.js';

/** How a job is run, watched and stopped. */
export interface JobOptions extends T.JobSettings, WatchOptions {}

/** A path of a file: a string, or a `file:` URL. */
export type PathLike = string | URL;

/** A composition: the document as an object, or the path of a file that holds it as JSON. */
export type CompositionLike = T.Composition | StoryLike | PathLike;

/** A chat story in place of a composition. */
export interface StoryLike {
  /** Its configuration. */
  readonly reelspeed: T.ReelSpeedVideoConfig;
}

/** Options of {@link RustVideoEngine.clip}. */
export interface ClipOptions extends Omit<T.ClipRequest, 'input' | 'start' | 'duration'>, JobOptions {}

/** Options of {@link RustVideoEngine.optimizeVideo}. */
export interface OptimizeOptions extends Omit<T.OptimizeRequest, 'input' | 'targetSizeMb'>, JobOptions {}

/** Options of {@link RustVideoEngine.encodeFrames}. */
export interface EncodeOptions extends T.EncodeRequest, JobOptions {}

/** Options of {@link RustVideoEngine.decodeFrames}. */
export interface DecodeOptions extends Omit<T.DecodeRequest, 'input'>, Omit<JobOptions, 'onProgress'> {}

/** Options of {@link RustVideoEngine.renderFrame}. */
export interface FrameOptions extends JobOptions {
  /** `png`: a PNG file; `rgba`: raw pixels. Default `png`. */
  readonly format?: 'png' | 'rgba' | undefined;
}

/** A picture in memory: rows from top to bottom without gaps, red, green, blue, straight alpha. */
export interface RgbaPicture {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** `width * height * 4` bytes. */
  readonly data: Buffer;
}

/** What `optimize_video` gives: §5.1 of the specification. */
export interface OptimizeVideoResult {
  /** Size of the input in bytes. */
  readonly original_size: number;
  /** Size of the result in bytes. */
  readonly optimized_size: number;
  /** How many times smaller the result is. */
  readonly compression_ratio: number;
  /** How good it looks beside the input, 0 to 100. */
  readonly quality_score: number;
}

/** What `process_video` gives: §5.1 of the specification, in the names that §5.2 reads. */
export interface ProcessVideoResult {
  /** Always true: what fails rejects. */
  readonly success: boolean;
  /** The finished file. */
  readonly output_path: string;
  /** Length of the output in milliseconds. */
  readonly duration_ms: number;
  /** Size of the output in bytes. */
  readonly file_size: number;
  /** What is in the output: JSON of a `MediaReport`. */
  readonly metadata: string;
}

/**
 * The engine: renders compositions, cuts clips, processes single videos, looks into media files. Jobs run in threads of its own,
 * at most `maxConcurrentJobs` at a time, and the process keeps to `memoryLimit`: a job waits until the memory that it is predicted to
 * need is free, and is refused with `MEMORY_BUDGET` where it can never be.
 *
 * ```ts
 * import { RustVideoEngine } from '@reelspeed/engine';
 *
 * await using engine = new RustVideoEngine({ maxConcurrentJobs: 3, memoryLimit: 512 });
 * const report = await engine.clip('talk.mp4', 12.5, 10, 'short.mp4', { signal: AbortSignal.timeout(60_000) });
 * console.log(report.bytes, report.fps);
 * ```
 *
 * An idle engine does not keep the process alive; a running job does. When the process or the worker ends, its jobs are cancelled
 * and leave nothing behind. Methods never throw: they reject.
 */
export class RustVideoEngine {
  readonly #native: NativeEngine;
  #initialized: Promise<void> | undefined;

  /**
   * An engine. Costs next to nothing: threads begin with the first job.
   *
   * @param options - How the machine is shared.
   * @throws {@link ReelSpeedError} `INVALID_ARGUMENT` for an option that does not exist or is out of its range.
   */
  constructor(options?: T.EngineOptions) {
    const json = is.json('options', is.object('options', options));
    this.#native = guarded(() => new (load().NativeEngine)(json));
  }

  /** The options with their defaults. */
  get options(): Required<Omit<T.EngineOptions, 'tempDirectory'>> & Pick<T.EngineOptions, 'tempDirectory'> {
    return JSON.parse(guarded(() => this.#native.options()));
  }

  /**
   * Makes the folder of intermediate files, and so finds out whether it can be used. Not needed before other calls; doing it twice
   * does nothing.
   *
   * @throws {@link ReelSpeedError} `IO` where the folder cannot be made.
   */
  initialize(): Promise<void> {
    const initialized = (this.#initialized ??= ask((callback) => this.#native.initialize(callback), () => undefined));
    // A folder that could not be made may be possible later.
    initialized.catch(() => (this.#initialized = undefined));
    return initialized;
  }

  /**
   * Renders a composition into a file. The output appears under its name only when it is complete; an older file stays as it was
   * where the job fails.
   *
   * @param composition - The document, or the path of a file with it. Relative paths in it count from `baseDirectory`, else from the
   *   document's folder, else from the current folder.
   * @param output - Path of the file; its extension chooses the container where the document does not.
   * @returns Who encoded it, its size, how long each stage took.
   * @throws {@link ReelSpeedError} `INVALID_DOCUMENT` with every fault at once; `IO`, `UNSUPPORTED_MEDIA`, `DECODE`, `ENCODE`,
   *   `MISSING_FONT`, `MEMORY_BUDGET`, `CLOSED`.
   * @throws {@link AbortError} where it is cancelled.
   */
  render(composition: CompositionLike, output: PathLike, options?: JobOptions): Job<T.RenderReport> {
    return this.#job<T.RenderReport>(options, (settings) => {
      const [document, kind] = toDocument(composition);
      const target = is.path('output', output);
      return (callback) => this.#native.render(document, kind, target, is.json('options', settings), callback);
    });
  }

  /**
   * The frame of a composition that is on screen at a time, as a render would show it before encoding. Takes no place among the jobs.
   *
   * @param composition - As in {@link RustVideoEngine.render}.
   * @param seconds - When: at least 0, below the composition's duration.
   * @returns A PNG file, or with `format: 'rgba'` the pixels, which are handed over without a copy.
   * @throws As {@link RustVideoEngine.render}; `INVALID_ARGUMENT` for a time outside the composition.
   */
  renderFrame(composition: CompositionLike, seconds: number, options: FrameOptions & { readonly format: 'rgba' }): Job<RgbaPicture>;
  renderFrame(composition: CompositionLike, seconds: number, options?: FrameOptions & { readonly format?: 'png' | undefined }): Job<Buffer>;
  renderFrame(composition: CompositionLike, seconds: number, options?: FrameOptions): Job<Buffer | RgbaPicture>;
  renderFrame(composition: CompositionLike, seconds: number, options?: FrameOptions): Job<Buffer | RgbaPicture> {
    let rgba = false;
    return this.#job<Buffer | RgbaPicture>(
      options,
      ({ format = 'png', ...settings }) => {
        const [document, kind] = toDocument(composition);
        const at = is.number('seconds', seconds);
        const as = is.string('options.format', format);
        rgba = as === 'rgba';
        return (callback) => this.#native.frame(document, kind, at, as, is.json('options', settings), callback);
      },
      (json, pixels) => {
        const data = pixels as Buffer;
        return rgba ? { ...(JSON.parse(json) as { width: number; height: number }), data } : data;
      },
    );
  }

  /**
   * Everything that is wrong with a composition, the files that it names and the fonts that it needs.
   *
   * @param composition - As in {@link RustVideoEngine.render}.
   * @returns The faults; none where it can be rendered.
   * @throws {@link ReelSpeedError} `IO` where the document itself cannot be read.
   */
  async validate(composition: CompositionLike, options?: Pick<JobOptions, 'baseDirectory'>): Promise<T.Issue[]> {
    const [document, kind] = toDocument(composition);
    const settings = is.json('options', is.object('options', options));
    return ask((callback) => this.#native.validate(document, kind, settings, callback), JSON.parse) as Promise<T.Issue[]>;
  }

  /**
   * The composition that a chat story stands for, to be changed or kept. A story as it is can be given to
   * {@link RustVideoEngine.render} and its neighbours as `{ reelspeed: config }`.
   *
   * @param config - The story.
   * @returns The composition; texts are measured with the fonts of this machine.
   * @throws {@link ReelSpeedError} `INVALID_DOCUMENT` or `IO` with every fault at once, in words of the configuration.
   */
  async composeStory(config: T.ReelSpeedVideoConfig, options?: Pick<JobOptions, 'baseDirectory'>): Promise<T.Composition> {
    const story = is.json('config', is.object('config', config));
    const settings = is.json('options', is.object('options', options));
    return ask((callback) => this.#native.composeStory(story, settings, callback), JSON.parse) as Promise<T.Composition>;
  }

  /**
   * What the messages of a chat story say, and when: for `writeCaptions` and subtitle files beside the video.
   *
   * @param config - The story.
   * @throws As {@link RustVideoEngine.composeStory}.
   */
  async storyCaptions(config: T.ReelSpeedVideoConfig, options?: Pick<JobOptions, 'baseDirectory'>): Promise<T.Captions> {
    const story = is.json('config', is.object('config', config));
    const settings = is.json('options', is.object('options', options));
    return ask((callback) => this.#native.storyCaptions(story, settings, callback), JSON.parse) as Promise<T.Captions>;
  }

  /**
   * What a render would take here: memory, time and size, and the encoder's settings that the memory limit leads to.
   *
   * @param composition - As in {@link RustVideoEngine.render}.
   * @param output - The file that would be rendered, for its extension. Default `out.mp4`.
   * @throws As {@link RustVideoEngine.render}.
   */
  explain(composition: CompositionLike, output: PathLike = 'out.mp4', options?: JobOptions): Job<T.ExplainReport> {
    return this.#job<T.ExplainReport>(options, (settings) => {
      const [document, kind] = toDocument(composition);
      const target = is.path('output', output);
      return (callback) => this.#native.explain(document, kind, target, is.json('options', settings), callback);
    });
  }

  /**
   * What is in a media file: container, duration, streams, colours, rotation.
   *
   * @param input - Path of the file.
   * @throws {@link ReelSpeedError} `IO` where it cannot be read, `UNSUPPORTED_MEDIA` where it is broken or refused.
   */
  probe(input: PathLike, options?: JobOptions): Job<T.MediaReport> {
    return this.#job<T.MediaReport>(options, (settings) => {
      const file = is.path('input', input);
      return (callback) => this.#native.probe(file, is.json('options', settings), callback);
    });
  }

  /**
   * Cuts a part out of a video and makes it a short of its own: 1080x1920 and filling the canvas, unless the options say otherwise.
   *
   * @param input - Path of the video.
   * @param start - Where the part begins, in seconds, at least 0.
   * @param duration - How long it is, in seconds, over 0; `undefined`: to the end of the video.
   * @param output - Path of the file.
   * @throws As {@link RustVideoEngine.render}, with the options as paths; `INVALID_ARGUMENT` for options that are not right.
   */
  clip(input: PathLike, start: number, duration: number | undefined, output: PathLike, options?: ClipOptions): Job<T.RenderReport> {
    return this.#job<T.RenderReport>(options, (rest) => {
      const request: Record<string, unknown> = { ...rest, input: is.path('input', input), start: is.number('start', start) };
      if (duration !== undefined) request['duration'] = is.number('duration', duration);
      const target = is.path('output', output);
      return (callback) => this.#native.clip(is.json('options', request), target, callback);
    });
  }

  /**
   * Makes a short out of one video with a few settings: size, quality, effects, texts, background. For anything with more layers
   * write a composition and {@link RustVideoEngine.render} it. The output's folder is made where it is missing.
   *
   * @param input - Path of the video; `''` for none: the background alone.
   * @param output - Path of the file.
   * @param config - The settings, as an object or as JSON: a `ProcessRequest`, or the snake-case form that ReelSpeed's backend
   *   writes (`BackendConfig`). Default: all of the video as 1080x1920 at 30 frames per second.
   * @throws As {@link RustVideoEngine.render}, with the settings as paths; `INVALID_ARGUMENT` for settings that are not right.
   */
  processVideo(
    input: PathLike,
    output: PathLike,
    config?: T.ProcessRequest | T.BackendConfig | string,
    options?: JobOptions,
  ): Job<T.ProcessingResult> {
    return this.#process(input, output, config, options, (json) => JSON.parse(json) as T.ProcessingResult);
  }

  /**
   * As {@link RustVideoEngine.processVideo}, in the form of §5.1 of the specification.
   *
   * @param config - The settings as JSON.
   */
  process_video(input: PathLike, output: PathLike, config: string, options?: JobOptions): Job<ProcessVideoResult> {
    return this.#process(input, output, config, options, (json) => {
      const result = JSON.parse(json) as T.ProcessingResult;
      return {
        success: result.success,
        output_path: result.outputPath,
        duration_ms: result.durationMs,
        file_size: result.fileSize,
        metadata: JSON.stringify(result.metadata),
      };
    });
  }

  #process<R>(input: unknown, output: unknown, config: unknown, options: JobOptions | undefined, finish: (json: string) => R): Job<R> {
    return this.#job<R>(
      options,
      (settings) => {
        const file = input === '' ? '' : is.path('input', input);
        const target = is.path('output', output);
        const request = typeof config === 'string' ? config : is.json('config', is.object('config', config));
        return (callback) => this.#native.process(file, target, request, is.json('options', settings), callback);
      },
      finish,
    );
  }

  /**
   * Makes a video fit a size: the result has at least 98 % of it and never more, unless the video is smaller already or needs less.
   *
   * @param input - Path of the video.
   * @param targetSizeMb - The most that the whole file may have, in megabytes of 1,000,000 bytes, over 0.
   * @param options - `output` says where the result goes: by default beside the input, as `<name>.optimized.mp4`.
   * @returns Sizes, and how good it looks: `qualityScore` from 0 to 100, out of the structural similarity with the input.
   * @throws As {@link RustVideoEngine.render}; `INVALID_ARGUMENT` for a target that cannot be reached, with the smallest that can.
   */
  optimizeVideo(input: PathLike, targetSizeMb: number, options?: OptimizeOptions): Job<T.OptimizeReport> {
    return this.#optimize(input, targetSizeMb, options, (json) => JSON.parse(json) as T.OptimizeReport);
  }

  /** As {@link RustVideoEngine.optimizeVideo}, in the form of §5.1 of the specification. */
  optimize_video(input: PathLike, target_size_mb: number, options?: OptimizeOptions): Job<OptimizeVideoResult> {
    return this.#optimize(input, target_size_mb, options, (json) => {
      const report = JSON.parse(json) as T.OptimizeReport;
      return {
        original_size: report.originalSize,
        optimized_size: report.optimizedSize,
        compression_ratio: report.compressionRatio,
        quality_score: report.qualityScore,
      };
    });
  }

  #optimize<R>(input: unknown, size: unknown, options: OptimizeOptions | undefined, finish: (json: string) => R): Job<R> {
    return this.#job<R>(
      options,
      (rest) => {
        const request = { ...rest, input: is.path('input', input), targetSizeMb: is.number('targetSizeMb', size) };
        return (callback) => this.#native.optimize(is.json('options', request), callback);
      },
      finish,
    );
  }

  /**
   * Encodes frames that the caller makes. The next one is asked for when there is room: a source may be as fast as it likes, and memory
   * does not grow with its length.
   *
   * A frame is read where it lies, not copied: it may be changed when the source is asked for the next one, and not before.
   *
   * ```ts
   * async function* frames() {
   *   for (let n = 0; n < 90; n += 1) yield draw(n); // a Uint8Array of 1080 * 1920 * 4 bytes
   * }
   * await engine.encodeFrames(frames(), 'out.mp4', { width: 1080, height: 1920, frameRate: 30 });
   * ```
   *
   * @param frames - Buffers of `width * height * 4` bytes for `rgba`; see `pixelFormat` for others.
   * @param output - Path of the file.
   * @throws As {@link RustVideoEngine.render}; `INVALID_ARGUMENT` for a frame of another length; what the source throws, the job rejects
   *   with. Where the job fails or is cancelled, the source's `return` is called.
   */
  encodeFrames(frames: FrameSource, output: PathLike, options: EncodeOptions): Job<T.RenderReport> {
    return encodeFrames(frames, options, (all) => {
      const request = is.json('options', unwatched(all));
      const target = is.path('output', output);
      return (callback) => this.#native.encode(request, target, callback);
    });
  }

  /**
   * The frames of a video, upright, in their shown size and in SDR, each when the loop asks for it.
   *
   * ```ts
   * for await (const { pts, width, height, data } of engine.decodeFrames('talk.mp4', { start: 10, duration: 2, width: 320 })) {
   *   console.log(pts, data.length === width * height * 4);
   * }
   * ```
   *
   * @param input - Path of the video.
   * @param options - Which part, which size, which rate, which pixel format.
   * @returns The frames. Leaving the loop stops the decoder. Failures are thrown by the loop: as {@link RustVideoEngine.probe}, and
   *   `DECODE`, `MEMORY_BUDGET`, {@link AbortError}.
   */
  decodeFrames(input: PathLike, options?: DecodeOptions): FrameStream {
    return decodeFrames(options, (all) => {
      const request = is.json('options', { ...unwatched(all), input: is.path('input', input) });
      return (callback) => this.#native.decode(request, callback);
    });
  }

  /**
   * Makes what ReelSpeed's backend asks of its integration layer, under a name of its own in `folder`.
   *
   * @internal
   */
  generate(request: T.VideoGenerationRequest, folder: PathLike, options?: JobOptions): Job<T.ProcessingResult> {
    return this.#job<T.ProcessingResult>(options, (settings) => {
      const what = is.json('request', is.object('request', request));
      const where = is.path('folder', folder);
      return (callback) => this.#native.generate(what, where, randomUUID(), is.json('options', settings), callback);
    });
  }

  /**
   * What is in a media file, as the JSON of a `MediaReport`: the form of §5.1 of the specification. {@link RustVideoEngine.probe}
   * gives the same as an object.
   *
   * @param path - Path of the file.
   * @throws As {@link RustVideoEngine.probe}.
   */
  getVideoMetadata(path: PathLike, options?: JobOptions): Job<string> {
    return this.#job<string>(
      options,
      (settings) => {
        const file = is.path('path', path);
        return (callback) => this.#native.probe(file, is.json('options', settings), callback);
      },
      (json) => json,
    );
  }

  /** As {@link RustVideoEngine.getVideoMetadata}. Not synchronous, as §5.1 has it: that would stop the event loop. */
  get_video_metadata(path: PathLike, options?: JobOptions): Job<string> {
    return this.getVideoMetadata(path, options);
  }

  /** What this machine and build can do: encoders, hardware, fonts, and what is missing. */
  async doctor(): Promise<T.DoctorReport> {
    return ask((callback) => this.#native.doctor(callback), JSON.parse) as Promise<T.DoctorReport>;
  }

  /** What the engine did so far and does now. Returns at once. */
  metrics(): T.MetricsReport {
    return JSON.parse(guarded(() => this.#native.metrics())) as T.MetricsReport;
  }

  /**
   * The same for Prometheus, with a histogram for each stage. Serve it as
   * `application/openmetrics-text; version=1.0.0; charset=utf-8`. Returns at once.
   */
  prometheus(): string {
    return guarded(() => this.#native.prometheus());
  }

  /**
   * Takes in no more jobs (they reject with `CLOSED`), cancels those that there are, and removes intermediate files. Doing it twice
   * does nothing.
   *
   * @returns When all of them are gone.
   */
  async close(): Promise<void> {
    await ask((callback) => this.#native.close(callback), () => undefined);
  }

  /** As {@link RustVideoEngine.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Starts a job. `prepare` gets the options without those that are for watching. */
  #job<R>(
    options: (JobOptions & Record<string, any>) | undefined,
    prepare: (settings: Record<string, unknown>) => Start,
    finish: (json: string, pixels: Buffer | null) => R = (json) => JSON.parse(json) as R,
  ): Job<R> {
    return startJob<R>(
      () => prepare(unwatched(is.object('options', options))),
      finish,
      typeof options === 'object' && options !== null ? options : undefined,
    );
  }
}

/** Options without those that are for watching. */
function unwatched(options: Record<string, unknown>): Record<string, unknown> {
  const { signal: _signal, onProgress: _onProgress, ...rest } = options;
  return rest;
}

/** A document as the addon takes it: JSON, or a path. */
function toDocument(composition: unknown): [document: string, kind: DocumentKind] {
  if (typeof composition === 'string' || composition instanceof URL) return [is.path('composition', composition), 'path'];
  if (typeof composition !== 'object' || composition === null || Array.isArray(composition)) {
    throw is.invalid('composition', 'an object, a path or a file URL', composition);
  }
  if ('reelspeed' in composition) return [is.json('composition.reelspeed', is.object('composition.reelspeed', composition.reelspeed)), 'story'];
  return [is.json('composition', composition), 'document'];
}
