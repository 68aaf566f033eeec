import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';

import { AbortError, type JobOptions, type Progress } from '@reelspeed/engine';

import type { Config } from './config.js';
import { answerTo, type ErrorBody, HttpError } from './errors.js';
import type { Store } from './store.js';

export type JobKind = 'clip' | 'render' | 'optimize';
export type JobState = 'active' | 'done' | 'failed' | 'cancelled';

/** What a client may know of a job. */
export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  /** The engine's: stage (`queued` while it waits), frames, speed, seconds left. */
  readonly progress: Progress | null;
  /** The engine's report, once it is done. */
  readonly result: unknown;
  /** Why it failed. */
  readonly error: ErrorBody | null;
  /** Size of the result in bytes, once it is done. */
  readonly bytes: number | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

/** How a job is started: what it runs, where its result goes, and what lets go of the files that it reads. */
export interface JobPlan {
  readonly kind: JobKind;
  readonly extension: string;
  readonly run: (output: string, options: JobOptions) => Promise<unknown>;
  readonly done: () => void;
}

/** How long the answer to a request for a job waits for the engine to refuse it. */
const REFUSAL_MS = 500;

/** A job, which tells of every change by `change`. */
export class Job extends EventEmitter<{ change: [] }> {
  readonly #abort = new AbortController();
  readonly #created = Date.now();
  state: JobState = 'active';
  progress: Progress | null = null;
  result: unknown = null;
  failure: unknown = null;
  bytes: number | null = null;
  finished: number | null = null;
  /** How often it changed: the id of its latest event. */
  changes = 0;

  constructor(
    readonly id: string,
    readonly kind: JobKind,
    readonly output: string,
    readonly clean: (text: string) => string,
  ) {
    super();
    // One listener for each client that watches.
    this.setMaxListeners(0);
  }

  get isOver(): boolean {
    return this.state !== 'active';
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  cancel(reason: string): void {
    this.#abort.abort(new Error(reason));
  }

  /** Cancels it and waits until nothing of it is left. */
  async stop(reason: string): Promise<void> {
    this.cancel(reason);
    while (!this.isOver) await once(this, 'change');
  }

  changed(): void {
    this.changes += 1;
    this.emit('change');
  }

  view(): JobView {
    const { id, kind, state, progress, bytes, failure } = this;
    return {
      id,
      kind,
      state,
      progress,
      result: this.result === null ? null : JSON.parse(this.clean(JSON.stringify(this.result))),
      error: failure === null ? null : answerTo(failure, this.clean).body,
      bytes,
      createdAt: new Date(this.#created).toISOString(),
      finishedAt: this.finished === null ? null : new Date(this.finished).toISOString(),
    };
  }
}

/** The jobs of this process. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Set<Promise<void>>();
  #closing = false;

  constructor(
    private readonly store: Store,
    private readonly config: Pick<Config, 'maxJobs' | 'fileTtlMs'>,
  ) {}

  /** Jobs that wait or run. */
  get active(): number {
    return this.#running.size;
  }

  /** @throws {@link HttpError} 404. */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new HttpError(404, 'NOT_FOUND', 'there is no such job; its time may be over');
    return job;
  }

  /**
   * Starts a job. What the engine refuses at once (a document that is not right, more memory than there is) is thrown, and no job is
   * kept; later failures are the job's.
   *
   * @param prepare - Called when there is room for a job.
   * @throws {@link HttpError} 429 where too many wait, 503 while the server ends.
   */
  async start(prepare: () => JobPlan): Promise<Job> {
    if (this.#closing) throw new HttpError(503, 'CLOSED', 'the server is shutting down', { retryAfter: 5 });
    if (this.#running.size >= this.config.maxJobs) {
      const message = `${this.#running.size} jobs wait or run already`;
      throw new HttpError(429, 'TOO_MANY_JOBS', message, { limit: this.config.maxJobs, retryAfter: 5 });
    }
    this.store.take(0);
    const plan = prepare();
    const id = `j-${randomUUID()}`;
    const job = new Job(id, plan.kind, this.store.newOutput(id, plan.extension), this.store.clean);
    this.#jobs.set(id, job);
    const end = this.#run(job, plan);
    this.#running.add(end);
    void end.finally(() => this.#running.delete(end));

    await underWay(job);
    if (job.failure !== null) {
      this.#jobs.delete(job.id);
      throw job.failure;
    }
    return job;
  }

  async #run(job: Job, plan: JobPlan): Promise<void> {
    try {
      job.result = await plan.run(job.output, {
        signal: job.signal,
        onProgress: (progress) => {
          job.progress = progress;
          job.changed();
        },
      });
      job.bytes = await this.store.keepOutput(job.output);
      job.state = 'done';
    } catch (error) {
      if (error instanceof AbortError) {
        job.state = 'cancelled';
      } else {
        job.state = 'failed';
        job.failure = error;
      }
    } finally {
      job.finished = Date.now();
      plan.done();
      job.changed();
    }
  }

  /** Forgets a job that is over, and its result. */
  async remove(job: Job): Promise<void> {
    this.#jobs.delete(job.id);
    if (job.bytes !== null) await this.store.removeOutput(job.output, job.bytes);
  }

  /** Forgets jobs that were over long ago. */
  async sweep(now = Date.now()): Promise<void> {
    for (const job of [...this.#jobs.values()]) {
      if (job.finished !== null && now - job.finished >= this.config.fileTtlMs) await this.remove(job);
    }
  }

  /** Takes in no more jobs; those that there are may go on for a while, then they are cancelled. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    const all = Promise.allSettled([...this.#running]);
    const timer = setTimeout(() => {
      for (const job of this.#jobs.values()) job.cancel('the server is shutting down');
    }, graceMs);
    await all;
    clearTimeout(timer);
  }
}

/** Until a job renders, is over, or neither is told for a while: it may wait behind others. */
async function underWay(job: Job): Promise<void> {
  const signal = AbortSignal.timeout(REFUSAL_MS);
  try {
    while (!job.isOver && job.progress?.stage !== 'rendering') await once(job, 'change', { signal });
  } catch {
    // Not refused at once.
  }
}
