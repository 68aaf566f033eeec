// Small measures: how many a second, how long on average, how far a long job is.
import type { ExportProgress } from '../options.js';

/** Events per second over the last second or so. */
export class RateMeter {
  readonly #times: number[] = [];
  readonly #span: number;

  /** @param span - Milliseconds that count. */
  constructor(span = 1000) {
    this.#span = span;
  }

  add(at: number): void {
    this.#times.push(at);
    this.#forget(at);
  }

  /** Per second; 0 with fewer than two events in the span. */
  rate(at: number): number {
    this.#forget(at);
    const first = this.#times[0];
    const last = this.#times.at(-1);
    if (first === undefined || last === undefined || last <= first) return 0;
    return ((this.#times.length - 1) * 1000) / (last - first);
  }

  reset(): void {
    this.#times.length = 0;
  }

  #forget(at: number): void {
    let old = 0;
    while (old < this.#times.length && this.#times[old]! < at - this.#span) old++;
    this.#times.splice(0, old);
  }
}

/** A mean in which the newest value weighs an eighth. */
export class Mean {
  #value: number | undefined;

  add(value: number): void {
    this.#value = this.#value === undefined ? value : this.#value + (value - this.#value) / 8;
  }

  /** 0 before the first value. */
  get value(): number {
    return this.#value ?? 0;
  }

  reset(): void {
    this.#value = undefined;
  }
}

/** How far an export is, from the number of frames that are done. */
export class ProgressMeter {
  readonly #frames: number;
  readonly #samples: { at: number; frame: number }[];

  /**
   * @param frames - Frames in all, at least 1.
   * @param at - When it began, in milliseconds.
   */
  constructor(frames: number, at: number) {
    this.#frames = Math.max(1, frames);
    this.#samples = [{ at, frame: 0 }];
  }

  at(frame: number, at: number): ExportProgress {
    const samples = this.#samples;
    samples.push({ at, frame });
    // The pace of the last five seconds: what the beginning cost says little about what is to come.
    while (samples.length > 2 && samples[1]!.at <= at - 5000) samples.shift();
    const first = samples[0]!;
    const passed = (at - first.at) / 1000;
    const fps = passed > 0 && frame > first.frame ? (frame - first.frame) / passed : 0;
    const left = this.#frames - frame;
    const eta = left <= 0 ? 0 : fps > 0 ? left / fps : null;
    return { frame, frames: this.#frames, fraction: Math.min(1, frame / this.#frames), fps, eta };
  }
}
