import { type ErrorReport, fromReport, PreviewError, toPreviewError } from './errors.js';
import type {
  CompositionInfo, ExportOptions, ExportResult, MediaInput, MediaMap, PreviewDocument, PreviewEvents, PreviewOptions, PreviewState,
  PreviewStats,
} from './options.js';
import { Elements } from './page/elements.js';
import { Emitter } from './page/emitter.js';
import { runExport } from './page/export.js';
import { Host, initCall, type Internals } from './page/host.js';
import { mediaSpec } from './page/media-specs.js';
import { connect } from './page/presenter.js';
import { SoundOutput } from './page/sound-output.js';
import { type Anchor, Clock, epochNow, wrap } from './shared/clock.js';
import { Latest } from './shared/latest.js';
import type {
  ClockEvent, InitCall, LoadAnswer, LoadCall, MediaSpec, PictureAnswer, PlayCall, RunEvent, ShowCall, Shown, SoundEvent,
} from './shared/protocol.js';
import type { Composition } from './types/index.js';

const CLOSED = new PreviewError('CLOSED', 'the preview was closed');

/**
 * A composition, shown as it will be rendered: the same compositor as the engine's, in a worker, over media that the browser decodes.
 *
 * ```ts
 * const preview = await Preview.create({ canvas });
 * await preview.load(composition, { 'clip.mp4': file });
 * await preview.play();
 * ```
 */
export class Preview {
  readonly #host: Host;
  readonly #init: InitCall;
  readonly #workerUrl: string | URL | undefined;
  readonly #elements: Elements;
  readonly #events = new Emitter<PreviewEvents>();
  readonly #clock = new Clock();
  readonly #sound: SoundOutput;
  readonly #media = new Map<string, MediaInput>();
  readonly #loads: Latest<string>;
  readonly #seeks: Latest<ShowCall>;
  #document: string | undefined;
  #info: CompositionInfo | null = null;
  #state: PreviewState = 'empty';
  #error: PreviewError | null = null;
  /** Whether it plays when what is being loaded is there. */
  #resume = false;
  #time = 0;
  #frame = 0;
  #run = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #loop = false;
  #rate = 1;
  #volume = 1;
  #muted = false;
  #scale: number | 'auto' = 'auto';
  #maxScale = 1;

  private constructor(host: Host, init: InitCall, options: PreviewOptions, elements: Elements) {
    this.#host = host;
    this.#init = init;
    this.#workerUrl = options.workerUrl;
    this.#elements = elements;
    this.#sound = new SoundOutput(() => {
      // It plays in silence: from here on with sound.
      if (this.#state === 'playing' && !this.#seeks.busy) void this.#startRun(this.currentTime).catch(() => undefined);
    });
    this.#loads = new Latest((document) => this.#load(document));
    this.#seeks = new Latest((call) => this.#seekTo(call));
    for (const [src, input] of Object.entries(options.media ?? {})) this.#media.set(src, input);
    if (options.loop !== undefined) this.loop = options.loop;
    if (options.muted !== undefined) this.muted = options.muted;
    if (options.volume !== undefined) this.volume = options.volume;
    if (options.playbackRate !== undefined) this.playbackRate = options.playbackRate;
    if (options.scale !== undefined) this.scale = options.scale;
  }

  /**
   * Starts a worker and loads the module into it.
   *
   * @throws {@link PreviewError} `IO` where a part of this package cannot be fetched, `UNSUPPORTED_BROWSER`, `INVALID_ARGUMENT`.
   */
  static async create(options: PreviewOptions = {}): Promise<Preview> {
    const init = initCall(options as PreviewOptions & Internals);
    const elements = new Elements();
    let preview: Preview | undefined;
    const host = await Host.start(
      options.workerUrl,
      elements.handlers,
      (name, payload) => preview !== undefined && preview.#onEvent(name, payload),
      (error) => preview !== undefined && preview.#fail(error),
    );
    try {
      await host.peer.call('init', init);
      preview = new Preview(host, init, options, elements);
      if (options.canvas !== undefined) preview.attach(options.canvas);
      return preview;
    } catch (error) {
      host.end(CLOSED);
      throw error;
    }
  }

  /**
   * Shows the picture in a canvas. Its width and height become those of the picture; style its size with CSS. One canvas at a time;
   * a canvas may be given to one preview after another.
   *
   * @throws {@link PreviewError} `INVALID_ARGUMENT` for a canvas that has a context already.
   */
  attach(canvas: HTMLCanvasElement): void {
    this.#check();
    if (canvas === this.#canvas) return;
    const port = connect(canvas, this.#workerUrl);
    this.#canvas = canvas;
    this.#host.peer.emit('screen', { port }, [port]);
    if (this.#info !== null && this.#state !== 'playing') void this.#seeks.run({ frame: this.#frame }).catch(() => undefined);
  }

  /** Shows the picture nowhere. What is on the canvas stays there. */
  detach(): void {
    if (this.#canvas === undefined) return;
    this.#canvas = undefined;
    this.#host.peer.emit('screen', {});
  }

  /**
   * Loads a composition and shows its picture. Again: replaces what is loaded; time, playback, open media and fonts stay where both
   * have them. While one is being loaded, only the newest of those that come counts.
   *
   * @param composition - The document, a chat story as `{ reelspeed: config }`, or the JSON of either.
   * @param media - Adds to the media that are known by their `src`.
   * @throws {@link PreviewError} `INVALID_DOCUMENT` with every fault, `IO`, `UNSUPPORTED_MEDIA`, `MISSING_FONT`, `CLOSED`.
   */
  async load(composition: PreviewDocument, media?: MediaMap): Promise<CompositionInfo> {
    this.#check();
    for (const [src, input] of Object.entries(media ?? {})) this.#media.set(src, input);
    let document: string;
    try {
      document = typeof composition === 'string' ? composition : JSON.stringify(composition);
    } catch (error) {
      throw new PreviewError('INVALID_ARGUMENT', `the composition is not JSON: ${(error as Error).message}`, { path: 'composition' });
    }
    if (typeof document !== 'string') {
      throw new PreviewError('INVALID_ARGUMENT', 'expected a composition or its JSON', { path: 'composition' });
    }
    await this.#loads.run(document);
    return this.#ready();
  }

  /** Says where a medium comes from. Takes effect with the next `load`. */
  setMedia(src: string, input: MediaInput): void {
    mediaSpec(src, input, this.#init.baseUrl);
    this.#media.set(src, input);
  }

  /**
   * Plays, from the start where it is at its end. Settles when picture and sound have begun. Where the browser does not let a page
   * sound that nobody has touched, it plays in silence until then.
   *
   * @throws {@link PreviewError} `NOT_READY`, `DECODE`, `CLOSED`.
   */
  async play(): Promise<void> {
    this.#check();
    if (this.#state === 'loading') {
      this.#resume = true;
      await this.#loads.idle();
      this.#ready();
      return;
    }
    const { duration, frameRate } = this.#ready();
    if (this.#state === 'playing') return;
    const time = this.#state === 'ended' || this.#time > duration - 0.5 / frameRate ? 0 : this.#time;
    this.#setState('playing');
    await this.#startRun(time);
  }

  /** Stands still at the picture that is on screen. */
  pause(): void {
    if (this.#state === 'loading') this.#resume = false;
    if (this.#state !== 'playing') return;
    const time = this.currentTime;
    this.#endRun();
    this.#time = time;
    this.#setState('paused');
    // At full size, and the very picture of that time.
    void this.#seeks.run({ seconds: time }).catch((error: unknown) => this.#report(error));
  }

  /**
   * Goes to a time, exactly; playback goes on from there. While it goes, only the newest of those that come counts; all of them
   * settle then.
   *
   * @param seconds - Kept within the composition.
   */
  async seek(seconds: number): Promise<void> {
    const { duration } = this.#ready();
    if (!Number.isFinite(seconds)) throw new PreviewError('INVALID_ARGUMENT', `expected seconds, was ${seconds}`, { path: 'seconds' });
    await this.#goTo({ seconds: Math.min(duration, Math.max(0, seconds)) });
  }

  /** As `seek`, by the number of a frame from 0. */
  async seekFrame(frame: number): Promise<void> {
    const { frameCount } = this.#ready();
    if (!Number.isInteger(frame)) throw new PreviewError('INVALID_ARGUMENT', `expected a frame's number, was ${frame}`, { path: 'frame' });
    await this.#goTo({ frame: Math.min(frameCount - 1, Math.max(0, frame)) });
  }

  /** What is loaded; `null` before, and after a document that was not right. */
  get info(): CompositionInfo | null {
    return this.#info;
  }

  get state(): PreviewState {
    return this.#state;
  }

  /** Seconds: where it stands. */
  get currentTime(): number {
    if (this.#state !== 'playing' || this.#info === null || !this.#clock.running) return this.#time;
    return wrap(this.#clock.position(epochNow()), this.#info.duration, this.#loop);
  }

  /** The number of the frame on screen. */
  get currentFrame(): number {
    return this.#frame;
  }

  /** What failed last; `null` after the next thing that works. */
  get error(): PreviewError | null {
    return this.#error;
  }

  /** Whether it begins again at its end. */
  get loop(): boolean {
    return this.#loop;
  }
  set loop(loop: boolean) {
    if (loop === this.#loop) return;
    const time = this.currentTime;
    this.#loop = Boolean(loop);
    this.#restart(time);
  }

  /** Speed, 0.1 to 4; the pitch follows. */
  get playbackRate(): number {
    return this.#rate;
  }
  set playbackRate(rate: number) {
    within('playbackRate', rate, 0.1, 4);
    if (rate === this.#rate) return;
    const time = this.currentTime;
    this.#rate = rate;
    this.#restart(time);
  }

  /** Loudness as a factor, 0 to 1. */
  get volume(): number {
    return this.#volume;
  }
  set volume(volume: number) {
    within('volume', volume, 0, 1);
    this.#volume = volume;
    this.#sound.level = this.#muted ? 0 : volume;
  }

  /** Whether it is silent. */
  get muted(): boolean {
    return this.#muted;
  }
  set muted(muted: boolean) {
    this.#muted = Boolean(muted);
    this.#sound.level = muted ? 0 : this.#volume;
  }

  /**
   * The share of the canvas's size at which pictures are composited, 0.1 to 1. `'auto'` composites them at full size and lowers it
   * under load while it plays.
   */
  get scale(): number | 'auto' {
    return this.#scale;
  }
  set scale(scale: number | 'auto') {
    if (scale !== 'auto') within('scale', scale, 0.1, 1);
    if (scale === this.#scale) return;
    this.#scale = scale;
    this.#tellScale();
  }

  /** The most that `scale = 'auto'` takes, 0.1 to 1: what is shown small need not be made large. Default 1. */
  get maxScale(): number {
    return this.#maxScale;
  }
  set maxScale(scale: number) {
    within('maxScale', scale, 0.1, 1);
    if (scale === this.#maxScale) return;
    this.#maxScale = scale;
    this.#tellScale();
  }

  /** Calls `listener` on every event of that name. Returns a function that ends it. */
  on<E extends keyof PreviewEvents>(event: E, listener: (payload: PreviewEvents[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  /** How the preview does. */
  stats(): Promise<PreviewStats> {
    this.#check();
    return this.#host.peer.call<PreviewStats>('stats');
  }

  /** What is loaded as a composition: of a chat story what it has become, with its texts measured. */
  async composition(): Promise<Composition> {
    this.#ready();
    return JSON.parse(await this.#host.peer.call<string>('composition')) as Composition;
  }

  /** The frame on screen at full size: the bytes that the engine's `frame` command gives. */
  async snapshot(): Promise<ImageData> {
    this.#ready();
    const { data, width, height } = await this.#host.peer.call<PictureAnswer>('snapshot', this.#frame);
    return new ImageData(new Uint8ClampedArray(data), width, height);
  }

  /** The frame on screen as the encoder gets it: planes Y, Cb, Cr without gaps, 4:2:0, BT.709, limited range. */
  async yuv(): Promise<Uint8Array> {
    this.#ready();
    const { data } = await this.#host.peer.call<PictureAnswer>('yuv', this.#frame);
    return new Uint8Array(data);
  }

  /**
   * The waveform of a file's sound.
   *
   * @param src - As compositions name it; or an address.
   * @param buckets - Equal parts of its time, 1 to 100,000.
   * @returns Minimum and maximum of each part, −1 to 1, in turn; zeros where it has no sound.
   */
  async waveform(src: string, buckets: number): Promise<Float32Array> {
    this.#check();
    if (!Number.isInteger(buckets) || buckets < 1 || buckets > 100_000) {
      throw new PreviewError('INVALID_ARGUMENT', `expected a whole number of 1 to 100,000 for buckets, was ${buckets}`, { path: 'buckets' });
    }
    const spec = mediaSpec(src, this.#media.get(src) ?? src, this.#init.baseUrl);
    return this.#host.peer.call<Float32Array>('waveform', { spec, buckets });
  }

  /**
   * Encodes the whole composition at full size, in a worker of its own: the preview can be used meanwhile, and what is loaded into it
   * later does not matter.
   *
   * @throws {@link PreviewError} `UNSUPPORTED_CODEC`, `ENCODE`, `DECODE`, `IO`, `NOT_READY`; the signal's `reason` where it is cancelled.
   */
  async export(options: ExportOptions = {}): Promise<ExportResult> {
    this.#ready();
    checkExport(options);
    return runExport(this.#init, this.#workerUrl, this.#loadCall(this.#document!), options);
  }

  /** Ends it for good; what is under way rejects with `CLOSED`. Doing it twice does nothing. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#endRun();
    this.#sound.close();
    this.#host.end(CLOSED);
    this.#elements.close();
    this.#canvas = undefined;
    this.#setState('closed');
    this.#events.clear();
  }

  /** As `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #check(): void {
    if (this.#state === 'closed') throw CLOSED;
  }

  #ready(): CompositionInfo {
    this.#check();
    if (this.#info === null) throw new PreviewError('NOT_READY', 'no composition is loaded');
    return this.#info;
  }

  #tellScale(): void {
    this.#host.peer.emit('scale', { scale: this.#scale, maxScale: this.#maxScale });
    if (this.#state === 'playing') this.#restart(this.currentTime);
    else if (this.#info !== null) void this.#seeks.run({ frame: this.#frame }).catch(() => undefined);
  }

  #loadCall(document: string): LoadCall {
    const media: Record<string, MediaSpec> = {};
    for (const [src, input] of this.#media) media[src] = mediaSpec(src, input, this.#init.baseUrl);
    return { document, media };
  }

  async #load(document: string): Promise<void> {
    this.#check();
    const was = this.#state === 'loading' || this.#state === 'error' ? 'paused' : this.#state;
    const time = this.currentTime;
    this.#endRun();
    this.#time = time;
    if (this.#state !== 'loading') this.#resume = was === 'playing';
    this.#setState('loading');
    try {
      const { info } = await this.#host.peer.call<LoadAnswer>('load', this.#loadCall(document));
      const first = this.#document === undefined;
      this.#document = document;
      this.#info = info;
      this.#error = null;
      this.#time = Math.min(this.#time, info.duration);
      this.#events.emit('durationchange', info);
      if (!this.#resume) await this.#show({ seconds: this.#time });
      // It may have been told to play meanwhile.
      if (this.#resume) {
        const atEnd = this.#time > info.duration - 0.5 / info.frameRate;
        this.#setState('playing');
        await this.#startRun(atEnd ? 0 : this.#time);
      } else {
        this.#setState(first ? 'ready' : was === 'empty' ? 'ready' : was === 'playing' || (was === 'ended' && this.#time < info.duration) ? 'paused' : was);
      }
    } catch (error) {
      if ((this.#state as PreviewState) === 'closed') throw CLOSED;
      this.#info = null;
      throw this.#fail(error);
    }
  }

  async #goTo(call: ShowCall): Promise<void> {
    // At once, so that a control that follows the time does not jump back.
    this.#time = call.seconds ?? call.frame! / this.#ready().frameRate;
    if (this.#state === 'ended') this.#setState('paused');
    try {
      await this.#seeks.run(call);
    } catch (error) {
      throw this.#report(error);
    }
  }

  async #seekTo(call: ShowCall): Promise<void> {
    const { frameRate } = this.#ready();
    if (this.#state === 'playing') await this.#startRun(call.seconds ?? call.frame! / frameRate);
    else await this.#show(call);
  }

  async #show(call: ShowCall): Promise<void> {
    const { frame, time } = await this.#host.peer.call<Shown>('show', call);
    this.#frame = frame;
    if (call.frame !== undefined && this.#state !== 'playing') this.#time = time;
    this.#events.emit('timeupdate', { time: this.#time, frame });
  }

  #restart(time: number): void {
    if (this.#state !== 'playing') return;
    void this.#startRun(time).catch(() => undefined);
  }

  /** Begins to play at a time, whatever plays. */
  async #startRun(time: number): Promise<void> {
    this.#endRun();
    const run = ++this.#run;
    const { hasAudio } = this.#ready();
    this.#time = time;
    this.#sound.prepare(run, time, this.#rate);
    try {
      const call: PlayCall = { run, position: time, rate: this.#rate, loop: this.#loop };
      const [audible] = await Promise.all([hasAudio && this.#sound.unlock(), this.#host.peer.call('play', call)]);
      if (run !== this.#run) return;
      if (audible) this.#sound.start();
      this.#tick(run, time, true);
      this.#timer = setInterval(() => this.#tick(run, time, false), 250);
    } catch (error) {
      if (run !== this.#run) return;
      this.#endRun();
      throw this.#fail(error);
    }
  }

  /** Tells the clock what is heard; without sound the system's time goes on by itself. */
  #tick(run: number, time: number, first: boolean): void {
    const heard = this.#sound.anchor();
    if (heard === undefined && !first) return;
    const anchor: Anchor = heard ?? { position: time, at: epochNow() + 20, rate: this.#rate };
    if (first) this.#clock.start(anchor);
    else this.#clock.correct(anchor);
    this.#host.peer.emit('clock', { run, anchor } satisfies ClockEvent);
  }

  #endRun(): void {
    this.#run++;
    clearInterval(this.#timer);
    this.#sound.stop();
    this.#clock.stop(epochNow());
    this.#host.peer.emit('stop');
  }

  #setState(state: PreviewState): void {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#events.emit('statechange', { state, previous });
  }

  /** Something failed without which it cannot go on. */
  #fail(error: unknown): PreviewError {
    const fault = toPreviewError(error);
    if (this.#state === 'closed') return fault;
    this.#endRun();
    this.#error = fault;
    this.#setState('error');
    this.#events.emit('error', fault);
    return fault;
  }

  /** Something failed, and the rest goes on. */
  #report(error: unknown): PreviewError {
    const fault = toPreviewError(error);
    if (this.#state === 'closed' || fault.code === 'CLOSED') return fault;
    this.#error = fault;
    this.#events.emit('error', fault);
    return fault;
  }

  #onEvent(name: string, payload: unknown): void {
    switch (name) {
      case 'sound':
        return this.#sound.push(payload as SoundEvent);
      case 'stats':
        return this.#events.emit('stats', payload as PreviewStats);
      case 'waiting':
        return this.#events.emit('waiting', payload as boolean);
      case 'elementClose':
        return this.#elements.close(payload as string);
      case 'fault':
        return void this.#report(fromReport(payload as ErrorReport));
    }
    const event = payload as RunEvent & { position: number; error: ErrorReport };
    if (event.run !== this.#run || this.#info === null) return;
    switch (name) {
      case 'shown':
        this.#frame = event.frame;
        return this.#events.emit('timeupdate', { time: event.time, frame: event.frame });
      case 'ended':
        this.#endRun();
        this.#time = this.#info.duration;
        this.#frame = this.#info.frameCount - 1;
        this.#setState('ended');
        return;
      case 'starved':
        // The sound did not come in time: it goes on where it broke off as soon as there is some.
        this.#events.emit('waiting', true);
        void this.#startRun(wrap(event.position, this.#info.duration, this.#loop))
          .catch(() => undefined)
          .finally(() => this.#events.emit('waiting', false));
        return;
      case 'failed':
        this.#fail(fromReport(event.error));
    }
  }
}

function within(name: string, value: number, from: number, to: number): void {
  if (typeof value === 'number' && value >= from && value <= to) return;
  throw new PreviewError('INVALID_ARGUMENT', `expected a number of ${from} to ${to} for ${name}, was ${String(value)}`, { path: name });
}

function checkExport({ container, bitrate, audioBitrate, quality }: ExportOptions): void {
  const fail = (path: string, expected: string, actual: unknown): never => {
    throw new PreviewError('INVALID_ARGUMENT', `expected ${expected} for ${path}, was ${String(actual)}`, { path });
  };
  if (container !== undefined && container !== 'mp4' && container !== 'webm') fail('container', 'mp4 or webm', container);
  if (quality !== undefined && !['low', 'medium', 'high', 'ultra'].includes(quality)) fail('quality', 'low, medium, high or ultra', quality);
  if (bitrate !== undefined && !(bitrate >= 10_000 && bitrate <= 200_000_000)) fail('bitrate', 'a number of 10,000 to 200,000,000', bitrate);
  if (audioBitrate !== undefined && !(audioBitrate >= 6000 && audioBitrate <= 512_000)) fail('audioBitrate', 'a number of 6,000 to 512,000', audioBitrate);
}
