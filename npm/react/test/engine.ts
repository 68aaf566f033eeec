import type { Composition, CompositionInfo, MediaMap, PreviewEvents, PreviewOptions, PreviewState } from '../../../wasm-pkg/src/index.js';

type Listener = (payload: never) => void;

/** Every engine that was made since the last {@link reset}, in order. */
export const engines: Preview[] = [];
/** What the next engines do. */
export const behaviour = { createFails: null as unknown, createDelay: 0, loadDelay: 0, playFails: null as unknown };

export function reset(): void {
  engines.length = 0;
  Object.assign(behaviour, { createFails: null, createDelay: 0, loadDelay: 0, playFails: null });
}

/** The engines that were not closed. */
export function alive(): Preview[] {
  return engines.filter((engine) => engine.state !== 'closed');
}

/** A stand-in for the engine: no pictures, but its states, calls and events. */
export class Preview {
  readonly calls: string[] = [];
  readonly loads: (Composition | string)[] = [];
  media: MediaMap | undefined;
  canvas: HTMLCanvasElement | null = null;
  state: PreviewState = 'empty';
  info: CompositionInfo | null = null;
  error: unknown = null;
  currentTime = 0;
  loop = false;
  muted = false;
  volume = 1;
  playbackRate = 1;
  scale: number | 'auto' = 'auto';
  maxScale = 1;
  #listeners = new Map<string, Set<Listener>>();

  constructor(readonly options: PreviewOptions) {
    engines.push(this);
    Object.assign(this, { loop: options.loop ?? false, muted: options.muted ?? false, volume: options.volume ?? 1 });
  }

  static async create(options: PreviewOptions = {}): Promise<Preview> {
    if (behaviour.createFails !== null) throw behaviour.createFails;
    const preview = new Preview(options);
    await wait(behaviour.createDelay);
    return preview;
  }

  get currentFrame(): number {
    return Math.floor(this.currentTime * (this.info?.frameRate ?? 30) + 1e-6);
  }
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }

  attach(canvas: HTMLCanvasElement): void {
    this.calls.push('attach');
    this.canvas = canvas;
  }
  detach(): void {
    this.calls.push('detach');
    this.canvas = null;
  }
  async load(composition: Composition | string, media?: MediaMap): Promise<CompositionInfo> {
    this.loads.push(composition);
    this.media = media;
    await wait(behaviour.loadDelay);
    if (this.state === 'closed') throw Object.assign(new Error('closed'), { code: 'CLOSED' });
    const document = (typeof composition === 'string' ? JSON.parse(composition) : composition) as Composition & { faults?: unknown };
    if (document.faults !== undefined) {
      throw Object.assign(new Error('the composition is not right'), { code: 'INVALID_DOCUMENT', issues: document.faults });
    }
    const duration = document.duration ?? 4;
    this.info = { width: document.width, height: document.height, frameRate: 25, frameCount: duration * 25, duration, hasAudio: true };
    this.turn('ready');
    return this.info;
  }
  async play(): Promise<void> {
    this.calls.push('play');
    if (behaviour.playFails !== null) throw behaviour.playFails;
    this.turn('playing');
  }
  pause(): void {
    this.calls.push('pause');
    if (this.state === 'playing') this.turn('paused');
  }
  async seek(seconds: number): Promise<void> {
    this.calls.push(`seek ${seconds}`);
    await wait(0);
    this.tick(seconds);
  }
  async seekFrame(frame: number): Promise<void> {
    await this.seek(frame / 25);
  }
  on<E extends keyof PreviewEvents>(event: E, listener: (payload: PreviewEvents[E]) => void): () => void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set.add(listener as Listener));
    return () => set.delete(listener as Listener);
  }
  close(): void {
    this.calls.push('close');
    this.state = 'closed';
  }

  /** Another time, as playback brings it. */
  tick(time: number): void {
    this.currentTime = time;
    this.#emit('timeupdate', { time, frame: this.currentFrame });
  }
  /** Another state. */
  turn(state: PreviewState): void {
    const previous = this.state;
    this.state = state;
    this.#emit('statechange', { state, previous });
  }
  /** A failure that no call tells. */
  fail(error: unknown): void {
    this.error = error;
    this.#emit('error', error);
  }
  #emit(event: string, payload: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(payload as never);
  }
}

function wait(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
