import { AbortError, calledFrom, callSite, fromReport, guarded } from './errors.js';
import { optionalFunction, optionalSignal } from './is.js';
import { type Callback, Kind, type NativeJob } from './native/binding.js';
import type { Progress } from './types/index.js';

/** How a job is watched and stopped. */
export interface WatchOptions {
  /**
   * Cancels the job: it ends within 250 ms, leaves nothing behind and rejects with an {@link AbortError} whose `cause` is the
   * signal's reason. A signal that is aborted already keeps the job from starting.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Told how far the job is, about 30 times a second at the most; what there was no time for is left out, and the last event comes
   * before the job settles. Frames never fall. What it throws cancels the job, which then rejects with it.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How a job is told apart from its promise: what the addon started. @internal */
export type Start = (callback: Callback) => NativeJob;

/** What a job that streams frames does with what the addon says in between. @internal */
export interface Stream {
  /** A frame has come. */
  readonly onFrame?: (json: string, pixels: Buffer) => void;
  /** There is room for a frame. */
  readonly onReady?: () => void;
  /** The job is over: no more comes, and no more is taken. */
  readonly onEnd?: () => void;
}

/** What a job makes of what the addon says at the end. @internal */
export type Finish<T> = (json: string, pixels: Buffer | null) => T;

/**
 * A job under way. It is a promise of its result, an async iterable of its {@link Progress}, and can be cancelled.
 *
 * ```ts
 * const job = engine.render(composition, 'out.mp4');
 * for await (const { stage, frame, frames } of job) console.log(stage, frame, frames);
 * const report = await job;
 * ```
 *
 * The iteration ends when the job is done, and throws where the job fails. Whoever leaves it early leaves the job running. A slow
 * loop misses events, never the latest.
 */
export class Job<T> extends Promise<T> implements AsyncIterable<Progress> {
  /** What `then` gives is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #control: Control;

  /** Jobs are made by an engine. @internal */
  constructor(executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason: unknown) => void) => void, control: Control) {
    super(executor);
    this.#control = control;
  }

  /** The job's number in its engine, counted from 1; 0 for one that was never started. */
  get id(): number {
    return this.#control.id;
  }

  /**
   * Stops the job, which then rejects with an {@link AbortError} whose `cause` is `reason`. Without effect on one that is done.
   *
   * @param reason - Why, for whoever waits.
   */
  cancel(reason?: unknown): void {
    this.#control.cancel(reason);
  }

  /** The progress from now on. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Progress> {
    return progressOf(this, this.#control);
  }
}

/** What a job and those who watch it share. @internal */
export class Control {
  id = 0;
  native: NativeJob | undefined;
  settled = false;
  /** Whoever stopped it first decides what it rejects with. One that is done all the same keeps its result, unless `always`. */
  failure: { readonly error: unknown; readonly always: boolean } | undefined;
  readonly watchers = new Set<(progress: Progress) => void>();

  cancel(reason?: unknown): void {
    this.stop(new AbortError(reason), false);
  }

  stop(error: unknown, always: boolean): void {
    if (this.settled) return;
    this.failure ??= { error, always };
    this.native?.cancel();
  }
}

/** Starts a job. What is wrong with the call rejects; nothing is thrown. @internal */
export function startJob<T>(
  prepare: (control: Control) => Start,
  finish: Finish<T>,
  options: WatchOptions | undefined,
  stream: Stream = {},
): Job<T> {
  const control = new Control();
  const site = callSite(startJob);
  return new Job<T>((resolve, fail) => {
    const reject = (error: unknown): void => fail(calledFrom(site, error));
    let forget = (): void => {};
    const settle = (end: () => void): void => {
      control.settled = true;
      control.watchers.clear();
      forget();
      stream.onEnd?.();
      try {
        end();
      } catch (error) {
        reject(error);
      }
    };
    const onEvent: Callback = (kind, json, pixels) => {
      switch (kind) {
        case Kind.Progress:
          if (json !== '' && control.failure === undefined) tell(control, JSON.parse(json) as Progress);
          return;
        case Kind.Done:
        case Kind.Failed:
          return settle(() => {
            const { failure } = control;
            if (kind === Kind.Done && failure?.always !== true) return resolve(finish(json, pixels));
            if (failure !== undefined) return reject(failure.error);
            const error = fromReport(json);
            reject((error.code as string) === 'CANCELLED' ? new AbortError(error) : error);
          });
        case Kind.Frame:
          return stream.onFrame?.(json, pixels as Buffer);
        case Kind.Ready:
          return stream.onReady?.();
      }
    };
    try {
      const signal = optionalSignal('options.signal', options?.signal);
      const onProgress = optionalFunction<(progress: Progress) => void>('options.onProgress', options?.onProgress);
      const start = prepare(control);
      if (signal?.aborted) throw new AbortError(signal.reason);
      if (onProgress !== undefined) control.watchers.add(onProgress);
      control.native = guarded(() => start(onEvent));
      control.id = control.native.id;
      if (signal !== undefined) {
        const onAbort = (): void => control.cancel(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        forget = () => signal.removeEventListener('abort', onAbort);
      }
    } catch (error) {
      settle(() => reject(error));
    }
  }, control);
}

/** Asks something that is no job: it cannot be cancelled and takes no time to speak of. @internal */
export function ask<T>(start: (callback: Callback) => void, finish: (json: string) => T): Promise<T> {
  const site = callSite(ask);
  return new Promise((resolve, reject) => {
    guarded(() =>
      start((kind, json) => {
        if (kind === Kind.Done) resolve(finish(json));
        else if (kind === Kind.Failed) reject(calledFrom(site, fromReport(json)));
      }),
    );
  });
}

function tell(control: Control, progress: Progress): void {
  for (const watcher of control.watchers) {
    try {
      watcher(progress);
    } catch (error) {
      control.stop(error, true);
      return;
    }
  }
}

async function* progressOf<T>(job: Job<T>, control: Control): AsyncGenerator<Progress, void, undefined> {
  let latest: Progress | undefined;
  let wake = (): void => {};
  const watcher = (progress: Progress): void => {
    latest = progress;
    wake();
  };
  if (!control.settled) control.watchers.add(watcher);
  let over = false;
  const end = job.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  void end.then(() => {
    over = true;
    wake();
  });
  try {
    for (;;) {
      if (latest !== undefined) {
        const progress: Progress = latest;
        latest = undefined;
        yield progress;
      } else if (over) {
        const failure = await end;
        if (failure !== undefined) throw failure.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    control.watchers.delete(watcher);
  }
}
