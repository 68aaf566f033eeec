// The scale of the preview's pictures under load.

const STEPS = [1, 0.75, 0.5, 0.375, 0.25] as const;

/**
 * Chooses the scale: a step down where frames take longer than there is time for, a step up where the next larger one would fit
 * easily. Decisions are a second or more apart, so that the picture does not flicker between two.
 */
export class AutoScale {
  #step = 0;
  #over = 0;
  #under = 0;
  /** Steps that turned out to be too much; tried again after a long while only. */
  #patience = 3000;
  #lastChange = Number.NEGATIVE_INFINITY;
  #lastUp = Number.NEGATIVE_INFINITY;

  get scale(): number {
    return STEPS[this.#step]!;
  }

  /**
   * A frame was made.
   *
   * @param cost - Milliseconds that it took to composite and show it.
   * @param budget - Milliseconds between two frames.
   * @param at - Now, in milliseconds.
   * @returns Whether the scale is another one now.
   */
  add(cost: number, budget: number, at: number): boolean {
    this.#over = this.#over * 0.9 + (cost > budget * 0.85 ? 0.1 : 0);
    const next = STEPS[this.#step - 1];
    const grown = next === undefined ? Number.POSITIVE_INFINITY : cost * (next / this.scale) ** 2;
    this.#under = this.#under * 0.95 + (grown < budget * 0.6 ? 0.05 : 0);
    if (this.#over > 0.5 && this.#step < STEPS.length - 1 && at - this.#lastChange > 700) {
      // A step up that had to be taken back so soon was a mistake: wait longer before the next.
      if (at - this.#lastUp < 5000) this.#patience = Math.min(60_000, this.#patience * 2);
      return this.#change(this.#step + 1, at);
    }
    if (this.#under > 0.9 && at - this.#lastChange > this.#patience) {
      this.#lastUp = at;
      return this.#change(this.#step - 1, at);
    }
    return false;
  }

  #change(step: number, at: number): boolean {
    this.#step = step;
    this.#lastChange = at;
    this.#over = this.#under = 0;
    return true;
  }
}
