import type { ErrorReport, Issue } from './types/index.js';

/**
 * The stable name of a kind of failure.
 *
 * - `INVALID_DOCUMENT`: a composition is not right; `issues` has every fault.
 * - `INVALID_ARGUMENT`: an argument or option is not right; `path` names it, `issues` has every fault of a request.
 * - `IO`: a file cannot be opened, read or written.
 * - `UNSUPPORTED_MEDIA`: a media file is broken, hostile, or of a kind that the engine refuses.
 * - `DECODE`: a media file broke while it was decoded.
 * - `ENCODE`: no encoder could be opened, or one failed midway.
 * - `MEMORY_BUDGET`: a job needs more memory than it may have; `predicted` and `limit` say how much.
 * - `MISSING_FONT`: a font or a glyph is missing.
 * - `CLOSED`: the engine was closed before.
 * - `INTERNAL`: a fault of the engine itself.
 *
 * A job that was cancelled rejects with an {@link AbortError} and has none of these.
 */
export type ErrorCode =
  | 'INVALID_DOCUMENT'
  | 'INVALID_ARGUMENT'
  | 'IO'
  | 'UNSUPPORTED_MEDIA'
  | 'DECODE'
  | 'ENCODE'
  | 'MEMORY_BUDGET'
  | 'MISSING_FONT'
  | 'CLOSED'
  | 'INTERNAL';

/** What every call of this package fails with, unless it was cancelled. */
export class ReelSpeedError extends Error {
  /** The kind of failure; never changes its spelling. */
  readonly code: ErrorCode;
  /**
   * Where the fault lies: the path of the first faulty field of a document or request (`layers[2].src`), the name of the
   * argument, or the path of the file. `undefined` where there is no such place.
   */
  readonly path: string | undefined;
  /** Every fault of a document or a request, each with its path, what was expected and what came. Empty for other failures. */
  readonly issues: readonly Issue[];
  /** `MEMORY_BUDGET`: bytes that the job was predicted to need. */
  readonly predicted: number | undefined;
  /** `MEMORY_BUDGET`: bytes that it may need at the most. */
  readonly limit: number | undefined;

  /** @internal */
  constructor(report: Pick<ErrorReport, 'message'> & Partial<ErrorReport>, options?: ErrorOptions) {
    super(report.message, options);
    this.name = 'ReelSpeedError';
    this.code = (report.code ?? 'INTERNAL') as ErrorCode;
    this.path = report.path ?? undefined;
    this.issues = report.issues ?? [];
    this.predicted = report.predicted ?? undefined;
    this.limit = report.limit ?? undefined;
  }
}

/**
 * What a job rejects with that was cancelled: by its signal, by {@link Job.cancel}, or because its engine was closed.
 * Named and coded as Node's own, so that code that knows those knows this one.
 */
export class AbortError extends Error {
  /** Always `ABORT_ERR`. */
  readonly code = 'ABORT_ERR';

  /** @param cause - Why: the signal's `reason`, or what {@link Job.cancel} was given. */
  constructor(cause?: unknown) {
    super('The operation was aborted', cause === undefined ? undefined : { cause });
    this.name = 'AbortError';
  }
}

/** An error out of the JSON that the addon gives. @internal */
export function fromReport(json: string, options?: ErrorOptions): ReelSpeedError {
  return new ReelSpeedError(JSON.parse(json) as ErrorReport, options);
}

/** Calls the addon; what it throws becomes a {@link ReelSpeedError}. @internal */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof ReelSpeedError || !(error instanceof Error)) throw error;
    throw error.message.startsWith('{') ? fromReport(error.message) : new ReelSpeedError({ message: error.message }, { cause: error });
  }
}

/** Where a call came from: the frames of the stack outside of this package's `inner`. @internal */
export function callSite(inner: Function): { readonly stack?: string } {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, inner);
  return site;
}

/** The error with the stack of the call that it is about: its own only shows where the addon's answer arrived. @internal */
export function calledFrom(site: { readonly stack?: string }, error: unknown): unknown {
  if (error instanceof ReelSpeedError || error instanceof AbortError) {
    const frames = site.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
    error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  }
  return error;
}
