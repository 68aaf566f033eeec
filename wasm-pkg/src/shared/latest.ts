// Requests of which only the newest counts: while one is under way, one more waits, and what comes in between is left out.

/** Runs an action for the newest of the values that it is given. */
export class Latest<T> {
  readonly #action: (value: T) => Promise<void>;
  #running: Promise<void> | undefined;
  #next: { value: T; done: Promise<void> } | undefined;

  /** @param action - Never runs twice at the same time. */
  constructor(action: (value: T) => Promise<void>) {
    this.#action = action;
  }

  /** Whether anything is under way. */
  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** Settles when nothing is under way any more, whatever came of it. */
  async idle(): Promise<void> {
    while (this.#running !== undefined || this.#next !== undefined) await (this.#next?.done ?? this.#running)?.catch(() => undefined);
  }

  /** Settles when the action ran for this value, or for a newer one that came before its turn. */
  run(value: T): Promise<void> {
    if (this.#running === undefined) return this.#start(value);
    if (this.#next !== undefined) {
      this.#next.value = value;
      return this.#next.done;
    }
    const next = { value, done: Promise.resolve() };
    next.done = this.#running.then(
      () => this.#take(),
      () => this.#take(),
    );
    this.#next = next;
    return next.done;
  }

  #take(): Promise<void> {
    const next = this.#next;
    this.#next = undefined;
    return next === undefined ? Promise.resolve() : this.#start(next.value);
  }

  #start(value: T): Promise<void> {
    // What is thrown at once counts as rejected.
    const run = (async () => this.#action(value))();
    const running: Promise<void> = run.finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
