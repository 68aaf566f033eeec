import type { EffectsConfig, VideoProcessingConfig } from './effects.js';
import { PreviewError } from './errors.js';
import { Host, initCall, type PartUrls } from './page/host.js';
import type { ProcessCall } from './shared/protocol.js';

const ENDED = new PreviewError('CLOSED', 'the processor was closed');

/**
 * Effects on single pictures, and videos out of pictures: §4.2 of the specification.
 *
 * ```ts
 * const processor = new RustVideoProcessor();
 * await processor.initialize();
 * await processor.processVideoPreview(canvas, imageData, { brightness: 1.2, blur: 4 });
 * const mp4 = await processor.processVideo(frames, { width: 720, height: 1280, fps: 30, codec: 'h264', quality: 80, effects: [] });
 * ```
 */
export class RustVideoProcessor {
  readonly #urls: PartUrls;
  #host: Promise<Host> | undefined;
  #effects: string[] = [];

  /** @param urls - Where the parts of this package lie, if not where it was installed. */
  constructor(urls: PartUrls = {}) {
    this.#urls = urls;
  }

  /**
   * Starts a worker and loads the module into it. Doing it twice does nothing.
   *
   * @throws {@link PreviewError} `IO`, `UNSUPPORTED_BROWSER`.
   */
  async initialize(): Promise<void> {
    this.#host ??= this.#start();
    try {
      const { peer } = await this.#host;
      this.#effects = await peer.call<string[]>('effectNames');
    } catch (error) {
      this.#host = undefined;
      throw error;
    }
  }

  /**
   * Shows a picture with effects on it. The picture itself is not changed.
   *
   * @param canvas - Becomes as large as the picture.
   * @throws {@link PreviewError} `INVALID_ARGUMENT` for effects that are not right, `MISSING_FONT`, `NOT_READY` before `initialize`.
   */
  async processVideoPreview(canvas: HTMLCanvasElement, imageData: ImageData, effects: EffectsConfig): Promise<void> {
    if (this.#host === undefined) throw notReady();
    const { peer } = await this.#host;
    const { width, height, data } = imageData;
    const processed = await peer.call<Uint8ClampedArray<ArrayBuffer>>('effects', { width, height, data, effects });
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    if (context === null) {
      throw new PreviewError('INVALID_ARGUMENT', 'the canvas has a context that is not 2D', { path: 'canvas' });
    }
    context.putImageData(new ImageData(processed, width, height), 0, 0);
  }

  /** The names of the effects that there are; none before `initialize`. */
  getSupportedEffects(): string[] {
    return [...this.#effects];
  }

  /**
   * Encodes pictures, with effects on them, in a worker: `h264` gives MP4, `vp8` and `vp9` give WebM.
   *
   * @param videoFrames - Pictures of any size; they are stretched to the video's. At least one.
   * @returns The file.
   * @throws {@link PreviewError} `UNSUPPORTED_CODEC` where the browser lacks the codec, with those that it has; `INVALID_ARGUMENT`;
   *   `ENCODE`; `NOT_READY` before `initialize`.
   */
  async processVideo(videoFrames: ImageData[], config: VideoProcessingConfig): Promise<Uint8Array> {
    if (this.#host === undefined) throw notReady();
    check(videoFrames, config);
    const host = await this.#start();
    try {
      const call: ProcessCall = { frames: videoFrames.map(({ width, height, data }) => ({ width, height, data })), config };
      return await host.peer.call<Uint8Array>('processVideo', call);
    } finally {
      host.end(ENDED);
    }
  }

  /** Ends the worker. `initialize` starts another. */
  close(): void {
    void this.#host?.then((host) => host.end(ENDED)).catch(() => undefined);
    this.#host = undefined;
    this.#effects = [];
  }

  async #start(): Promise<Host> {
    const host = await Host.start(this.#urls.workerUrl, {}, () => undefined, () => undefined);
    try {
      await host.peer.call('init', initCall(this.#urls));
      return host;
    } catch (error) {
      host.end(ENDED);
      throw error;
    }
  }
}

function notReady(): PreviewError {
  return new PreviewError('NOT_READY', 'Engine not initialized: call initialize() first');
}

function check(frames: unknown, config: VideoProcessingConfig | null | undefined): void {
  const fail = (path: string, expected: string, actual: unknown): never => {
    throw new PreviewError('INVALID_ARGUMENT', `expected ${expected} for ${path}, was ${JSON.stringify(actual)}`, { path });
  };
  if (!Array.isArray(frames) || frames.length === 0) fail('videoFrames', 'at least one ImageData', frames);
  if (typeof config !== 'object' || config === null) return fail('config', 'an object', config);
  for (const side of ['width', 'height'] as const) {
    const value = config[side];
    if (!Number.isInteger(value) || value % 2 !== 0 || value < 16 || value > 8192) fail(`config.${side}`, 'an even number of 16 to 8192', value);
  }
  if (!(config.fps >= 1 && config.fps <= 240)) fail('config.fps', 'a number of 1 to 240', config.fps);
  if (!(config.quality >= 1 && config.quality <= 100)) fail('config.quality', 'a number of 1 to 100', config.quality);
  if (!['h264', 'vp8', 'vp9'].includes(config.codec)) fail('config.codec', 'h264, vp8 or vp9', config.codec);
  if (!Array.isArray(config.effects)) fail('config.effects', 'a list of effects', config.effects);
}
