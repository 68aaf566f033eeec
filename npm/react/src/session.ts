import type { CompositionInfo, MediaInput, Preview, PreviewDocument, PreviewOptions, PreviewState } from '@reelspeed/wasm';

import { failureOf, type PreviewFailure } from './failure.js';
import { ScaleKeeper } from './scale.js';

/** Where the engine's files lie; without these the package finds them itself. Read once, when the preview is created. */
export type EngineUrls = Pick<PreviewOptions, 'moduleUrl' | 'workerUrl' | 'fontsUrl' | 'baseUrl'>;

/** A document and its media. */
export interface Source {
  readonly composition: PreviewDocument;
  readonly media?: Readonly<Record<string, MediaInput>> | undefined;
}

/** What there is to show, besides the time. Replaced as a whole, never changed. */
export interface PreviewSnapshot {
  /** The engine, once it runs. */
  readonly preview: Preview | null;
  /** What the engine does. */
  readonly state: PreviewState;
  /** Whether the engine starts or a document is being taken in. */
  readonly loading: boolean;
  /** The document on screen, once there is one; it stays while a newer one has faults. */
  readonly info: CompositionInfo | null;
  /** What is wrong with the newest document, or with the engine. */
  readonly error: PreviewFailure | null;
  /** Whether it starts again at the end. */
  readonly loop: boolean;
  /** Whether it is silent. */
  readonly muted: boolean;
  /** Loudness, 0 to 1. */
  readonly volume: number;
  /** Speed of playback; 1 is that of the document. */
  readonly playbackRate: number;
}

/** The settings of playback that a session carries from one engine to the next. */
export type PlaybackSettings = Pick<PreviewSnapshot, 'loop' | 'muted' | 'volume' | 'playbackRate'>;

type Listener = () => void;

const EMPTY: PreviewSnapshot = {
  preview: null,
  state: 'empty',
  loading: true,
  info: null,
  error: null,
  loop: false,
  muted: false,
  volume: 1,
  playbackRate: 1,
};

/**
 * One engine for one place on a page, from the first mount to the last unmount: a store that React subscribes to.
 *
 * React may mount, unmount and mount again at once (`StrictMode`), and take a canvas away and give it back. Both are waited out for a
 * microtask, so that one engine is made and one canvas attached.
 */
export class PreviewSession {
  #snapshot = EMPTY;
  #listeners = new Set<Listener>();
  #timeListeners = new Set<Listener>();
  #urls: EngineUrls = {};
  #holders = 0;
  /** Counts engines, so that an answer of an older one is told apart. */
  #generation = 0;
  #running = false;
  #source: Source | null = null;
  #loaded: Source | null = null;
  #loadingNow = false;
  #canvas: HTMLCanvasElement | null = null;
  #attached: HTMLCanvasElement | null = null;
  #wanted: number | null = null;
  /** As the engine last told it. Its own clock runs on between two pictures, and a store must not change without saying so. */
  #shown = { time: 0, frame: 0 };
  #seeking = false;
  #off: Listener[] = [];
  #scale = new ScaleKeeper((scale, maxScale) => {
    if (this.#snapshot.preview !== null) Object.assign(this.#snapshot.preview, { scale, maxScale });
  });

  readonly getSnapshot = (): PreviewSnapshot => this.#snapshot;
  readonly subscribe = (listener: Listener): Listener => subscribe(this.#listeners, listener);
  readonly subscribeTime = (listener: Listener): Listener => subscribe(this.#timeListeners, listener);

  /** Seconds; where a seek is under way, its aim. */
  get time(): number {
    return this.#wanted ?? this.#shown.time;
  }

  /** Frame number, from 0. */
  get frame(): number {
    const { info } = this.#snapshot;
    if (this.#wanted === null || info === null) return this.#shown.frame;
    return Math.min(Math.max(0, info.frameCount - 1), Math.floor(this.#wanted * info.frameRate + 1e-6));
  }

  /** Takes part in the engine, which starts with the first holder. Call what comes back to let go. */
  hold(urls: EngineUrls): Listener {
    this.#holders += 1;
    this.#urls = urls;
    if (!this.#running) void this.#start();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders -= 1;
      queueMicrotask(() => {
        if (this.#holders === 0) this.#stop();
      });
    };
  }

  /** Starts the engine again after it failed to. */
  retry(): void {
    if (this.#holders === 0) return;
    if (this.#snapshot.preview === null) {
      this.#stop();
      void this.#start();
    } else {
      this.#loaded = null;
      void this.#load();
    }
  }

  /** The document to show. The newest wins; those in between are passed over. */
  setSource(source: Source | null): void {
    this.#source = source;
    void this.#load();
  }

  /** The canvas to draw on. */
  setCanvas(canvas: HTMLCanvasElement | null): void {
    this.#canvas = canvas;
    queueMicrotask(() => this.#attach());
  }

  /** `auto`: as many pixels as are seen. */
  setScale(scale: number | 'auto'): void {
    this.#scale.set(scale);
  }

  /** Settings of playback; what is not named stays. */
  configure(settings: Partial<PlaybackSettings>): void {
    this.#set(settings);
    if (this.#snapshot.preview !== null) Object.assign(this.#snapshot.preview, settings);
  }

  /** Plays; does nothing before there is a document. Where the browser forbids it, it stays paused. */
  async play(): Promise<void> {
    const { preview, info } = this.#snapshot;
    if (preview === null || info === null) return;
    try {
      await preview.play();
    } catch (error) {
      if ((error as { name?: string } | null)?.name !== 'NotAllowedError' && preview === this.#snapshot.preview) {
        this.#set({ error: failureOf(error) });
      }
    }
  }

  pause(): void {
    this.#snapshot.preview?.pause();
  }

  /** Shows the frame at a time. Of many in a row the last one counts: scrubbing shows what it can. */
  async seek(seconds: number): Promise<void> {
    const { info } = this.#snapshot;
    if (info === null || !Number.isFinite(seconds)) return;
    this.#wanted = Math.min(Math.max(0, seconds), info.duration);
    notify(this.#timeListeners);
    if (this.#seeking) return;
    this.#seeking = true;
    try {
      while (this.#wanted !== null) {
        const { preview } = this.#snapshot;
        const aim: number = this.#wanted;
        if (preview === null) break;
        await preview.seek(aim);
        if (this.#wanted === aim) this.#wanted = null;
      }
    } catch (error) {
      if (this.#snapshot.preview !== null) this.#set({ error: failureOf(error) });
    } finally {
      this.#seeking = false;
      this.#wanted = null;
      this.#look();
    }
  }

  /** Shows a frame by its number. */
  async seekFrame(frame: number): Promise<void> {
    const { info } = this.#snapshot;
    if (info === null) return;
    // The middle of the frame: no rounding leads to its neighbour.
    const number = Math.min(Math.max(0, Math.round(frame)), Math.max(0, info.frameCount - 1));
    await this.seek((number + 0.5) / info.frameRate);
  }

  async #start(): Promise<void> {
    this.#running = true;
    const generation = ++this.#generation;
    const { loop, muted, volume, playbackRate } = this.#snapshot;
    this.#set({ loading: true, error: null });
    try {
      // Only here, and so never on a server.
      const { Preview } = await import('@reelspeed/wasm');
      if (generation !== this.#generation) return;
      const preview = await Preview.create({ ...defined(this.#urls), loop, muted, volume, playbackRate });
      if (generation !== this.#generation) return preview.close();
      // What changed while it started.
      const now = this.#snapshot;
      Object.assign(preview, { loop: now.loop, muted: now.muted, volume: now.volume, playbackRate: now.playbackRate });
      this.#off = [
        preview.on('statechange', () => this.#set({ state: preview.state })),
        preview.on('timeupdate', () => this.#look()),
        preview.on('error', () => {
          // A document's faults come by `load` as well.
          if (preview.error !== null && !this.#loadingNow) this.#set({ error: failureOf(preview.error) });
        }),
      ];
      this.#set({ preview, state: preview.state });
      this.#attach();
      await this.#load();
    } catch (error) {
      if (generation === this.#generation) this.#set({ loading: false, state: 'error', error: failureOf(error) });
    }
  }

  #stop(): void {
    this.#generation += 1;
    this.#running = false;
    this.#off.forEach((off) => off());
    this.#off = [];
    this.#scale.watch(null, null);
    this.#snapshot.preview?.close();
    this.#attached = null;
    this.#loaded = null;
    this.#loadingNow = false;
    this.#wanted = null;
    this.#shown = { time: 0, frame: 0 };
    const { loop, muted, volume, playbackRate } = this.#snapshot;
    this.#set({ ...EMPTY, loop, muted, volume, playbackRate });
  }

  async #load(): Promise<void> {
    if (this.#loadingNow) return;
    const generation = this.#generation;
    while (this.#source !== this.#loaded) {
      const source: Source | null = this.#source;
      const { preview } = this.#snapshot;
      if (source === null || preview === null) break;
      this.#loadingNow = true;
      this.#set({ loading: true });
      let outcome: Partial<PreviewSnapshot>;
      try {
        const info = await preview.load(source.composition, source.media === undefined ? undefined : { ...source.media });
        outcome = { info, error: null };
      } catch (error) {
        outcome = { error: failureOf(error) };
      }
      if (generation !== this.#generation) return;
      this.#loadingNow = false;
      this.#loaded = source;
      this.#set(outcome);
      this.#scale.watch(this.#attached, this.#snapshot.info);
      this.#look();
    }
    this.#set({ loading: this.#snapshot.preview === null && this.#running && this.#snapshot.error === null });
  }

  /** Takes the time over from the engine. */
  #look(): void {
    const { preview } = this.#snapshot;
    if (preview !== null) this.#shown = { time: preview.currentTime, frame: preview.currentFrame };
    notify(this.#timeListeners);
  }

  #attach(): void {
    const { preview, info } = this.#snapshot;
    if (preview === null || this.#attached === this.#canvas) return;
    if (this.#attached !== null) preview.detach();
    this.#attached = this.#canvas;
    if (this.#canvas !== null) preview.attach(this.#canvas);
    this.#scale.watch(this.#attached, info);
  }

  #set(change: Partial<PreviewSnapshot>): void {
    const now = this.#snapshot;
    if (Object.entries(change).every(([key, value]) => now[key as keyof PreviewSnapshot] === value)) return;
    this.#snapshot = { ...now, ...change };
    notify(this.#listeners);
  }
}

function subscribe(listeners: Set<Listener>, listener: Listener): Listener {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function notify(listeners: Set<Listener>): void {
  for (const listener of [...listeners]) listener();
}

/** Without the fields that are undefined, which would hide defaults. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
