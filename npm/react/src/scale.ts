/** Shares of the canvas that `auto` chooses from: each is a new set of sprites, so there are not many. */
const STEP = 1 / 8;
/** Milliseconds that a size must hold before the scale follows: a window is dragged through many sizes. */
const SETTLE_MS = 120;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The least scale that loses no pixel that is seen, in steps, at most 1. */
export function scaleFor(shown: Size, picture: Size, pixelRatio: number): number {
  // As `object-fit: contain` fits it.
  const fit = Math.min(shown.width / picture.width, shown.height / picture.height) * pixelRatio;
  if (!(fit > 0)) return STEP;
  return Math.min(1, Math.max(STEP, Math.ceil(fit / STEP - 0.02) * STEP));
}

/** Keeps the preview's scale in step with the size of its canvas on screen. */
export class ScaleKeeper {
  #apply: (scale: number | 'auto', maxScale: number) => void;
  #mode: number | 'auto' = 'auto';
  #canvas: HTMLCanvasElement | null = null;
  #picture: Size | null = null;
  #applied: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | undefined;

  /** @param apply - Told the scale: one that the page chose, or `auto` under the most that is seen of it. */
  constructor(apply: (scale: number | 'auto', maxScale: number) => void) {
    this.#apply = apply;
  }

  set(mode: number | 'auto'): void {
    this.#mode = mode;
    this.#update();
  }

  /** What is watched from here on; null ends it. */
  watch(canvas: HTMLCanvasElement | null, picture: Size | null): void {
    const same = canvas === this.#canvas && picture?.width === this.#picture?.width && picture?.height === this.#picture?.height;
    if (same) return;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    clearTimeout(this.#timer);
    // Another canvas may mean another preview, which knows nothing of what was applied.
    if (canvas !== this.#canvas) this.#applied = null;
    this.#canvas = canvas;
    this.#picture = picture;
    if (canvas === null || picture === null) return;
    const later = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#update(), SETTLE_MS);
    };
    const observer = typeof ResizeObserver === 'function' ? new ResizeObserver(later) : null;
    observer?.observe(canvas);
    const ratio = watchPixelRatio(later);
    this.#stopWatching = () => {
      observer?.disconnect();
      ratio();
    };
    this.#update();
  }

  #update(): void {
    const canvas = this.#canvas;
    if (canvas === null || this.#picture === null) return;
    let most = 1;
    if (this.#mode === 'auto') {
      const shown = { width: canvas.clientWidth, height: canvas.clientHeight };
      // Not laid out: hidden, or not in a document.
      if (shown.width === 0 || shown.height === 0) return;
      most = scaleFor(shown, this.#picture, window.devicePixelRatio || 1);
    }
    const wanted = `${this.#mode} ${most}`;
    if (wanted === this.#applied) return;
    this.#applied = wanted;
    this.#apply(this.#mode, most);
  }
}

/** Calls when the page moves to a screen with other pixels, or is zoomed. */
function watchPixelRatio(changed: () => void): () => void {
  if (typeof window.matchMedia !== 'function') return () => {};
  let query: MediaQueryList | null = null;
  const arm = (): void => {
    query?.removeEventListener('change', fire);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    query.addEventListener('change', fire);
  };
  const fire = (): void => {
    arm();
    changed();
  };
  arm();
  return () => query?.removeEventListener('change', fire);
}
