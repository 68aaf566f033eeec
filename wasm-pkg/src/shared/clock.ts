// Where playback stands, as a function of time. No timers, no contexts: what the time is, callers say.

/** A point of a clock: at `at` (milliseconds since the epoch) playback stands at `position` and runs with `rate`. */
export interface Anchor {
  /** Seconds since playback's beginning; grows on past the end of a loop. */
  readonly position: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Seconds of position per second; 0 stands still. */
  readonly rate: number;
}

/** Milliseconds since the epoch, finer than `Date.now()` and the same in a page and its workers. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}

/** A clock that follows the anchors that it is given. It never runs backwards between two anchors of the same run. */
export class Clock {
  #anchor: Anchor = { position: 0, at: 0, rate: 0 };
  #last = Number.NEGATIVE_INFINITY;

  /** Begins a run: the position may jump. */
  start(anchor: Anchor): void {
    this.#anchor = anchor;
    this.#last = Number.NEGATIVE_INFINITY;
  }

  /** Corrects a run: what was told already is not told again, the clock waits instead. */
  correct(anchor: Anchor): void {
    this.#anchor = anchor;
  }

  /** Stands still where it is. */
  stop(at: number): number {
    const position = this.position(at);
    this.start({ position, at, rate: 0 });
    return position;
  }

  get running(): boolean {
    return this.#anchor.rate > 0;
  }

  get rate(): number {
    return this.#anchor.rate;
  }

  /** The position at a time; before the anchor's it is the anchor's. */
  position(at: number): number {
    const { position, at: since, rate } = this.#anchor;
    const now = position + (Math.max(0, at - since) / 1000) * rate;
    this.#last = Math.max(this.#last, now);
    return this.#last;
  }

  /** Milliseconds from `at` until the clock stands at `position`: 0 where it is past it, infinity where it stands still. */
  until(position: number, at: number): number {
    const { position: from, at: since, rate } = this.#anchor;
    if (rate <= 0) return position <= from ? 0 : Number.POSITIVE_INFINITY;
    return Math.max(0, since + ((position - from) / rate) * 1000 - at);
  }
}

/** Which part of a composition a position is: with a loop it starts again at every `duration`. */
export function wrap(position: number, duration: number, loop: boolean): number {
  if (position < 0 || !(duration > 0)) return 0;
  return loop ? position % duration : Math.min(position, duration);
}
