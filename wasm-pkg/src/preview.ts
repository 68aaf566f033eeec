import { PreviewError } from './errors.js';
import type {
  CompositionInfo, ExportOptions, ExportResult, MediaInput, MediaMap, PreviewEvents, PreviewOptions, PreviewState,
} from './options.js';
import type { Composition } from './types/index.js';

/** A composition, shown as it will be rendered. */
export class Preview {
  #state: PreviewState = 'empty';
  /** Whether it begins again at its end. */
  loop = false;
  /** Speed, 0.1 to 4; pitch follows. */
  playbackRate = 1;
  /** Loudness as a factor, 0 to 1. */
  volume = 1;
  /** Whether it is silent. */
  muted = false;
  /** The share of the canvas's size at which pictures are composited, 0.1 to 1; `'auto'` lowers it under load while it plays. */
  scale: number | 'auto' = 'auto';

  private constructor() {}

  /** Starts a worker and loads the module into it. */
  static async create(_options: PreviewOptions = {}): Promise<Preview> {
    return new Preview();
  }

  /** Shows the picture in a canvas. Its width and height become those of the picture; style its size with CSS. */
  attach(_canvas: HTMLCanvasElement): void {}

  /** Shows the picture nowhere. */
  detach(): void {}

  /** Loads a composition, or replaces the one that is loaded: what both have in common (time, media, fonts) stays. */
  async load(_composition: Composition | string, _media?: MediaMap): Promise<CompositionInfo> {
    throw new PreviewError('INTERNAL', 'not built yet');
  }

  /** Says where a medium comes from. Takes effect with the next `load`. */
  setMedia(_src: string, _input: MediaInput): void {}

  async play(): Promise<void> {}
  pause(): void {}
  async seek(_seconds: number): Promise<void> {}
  async seekFrame(_frame: number): Promise<void> {}

  get info(): CompositionInfo | null {
    return null;
  }
  get state(): PreviewState {
    return this.#state;
  }
  get currentTime(): number {
    return 0;
  }
  get currentFrame(): number {
    return 0;
  }
  get error(): PreviewError | null {
    return null;
  }

  /** Calls `listener` on every event of that name. Returns a function that ends it. */
  on<E extends keyof PreviewEvents>(_event: E, _listener: (payload: PreviewEvents[E]) => void): () => void {
    return () => {};
  }

  async snapshot(): Promise<ImageData> {
    throw new PreviewError('NOT_READY', 'no composition is loaded');
  }
  async yuv(): Promise<Uint8Array> {
    throw new PreviewError('NOT_READY', 'no composition is loaded');
  }
  async waveform(_src: string, _buckets: number): Promise<Float32Array> {
    throw new PreviewError('NOT_READY', 'no composition is loaded');
  }
  async export(_options: ExportOptions = {}): Promise<ExportResult> {
    throw new PreviewError('NOT_READY', 'no composition is loaded');
  }

  close(): void {
    this.#state = 'closed';
  }
  [Symbol.dispose](): void {
    this.close();
  }
}
