import type { Issue } from './types/index.js';

/**
 * The stable name of a kind of failure.
 *
 * - `INVALID_DOCUMENT`: a composition is not right; `issues` has every fault.
 * - `INVALID_ARGUMENT`: an argument or option is not right.
 * - `IO`: a media file, a font or a part of this package cannot be fetched or read, or a target cannot be written.
 * - `UNSUPPORTED_MEDIA`: a media file is broken, or of a kind that this browser cannot decode.
 * - `DECODE`: a media file broke while it was decoded.
 * - `ENCODE`: an encoder failed midway.
 * - `UNSUPPORTED_CODEC`: this browser has no encoder for what was asked; `available` lists those that it has.
 * - `UNSUPPORTED_BROWSER`: this browser lacks something without which nothing works (WebAssembly, workers).
 * - `MISSING_FONT`: a font or a glyph is missing.
 * - `NOT_READY`: a call needs a composition, and none is loaded.
 * - `CLOSED`: the preview was closed before.
 * - `INTERNAL`: a fault of the package itself.
 *
 * What was cancelled by an `AbortSignal` rejects with the signal's `reason`, as `fetch` does, and has none of these.
 */
export type PreviewErrorCode =
  | 'INVALID_DOCUMENT'
  | 'INVALID_ARGUMENT'
  | 'IO'
  | 'UNSUPPORTED_MEDIA'
  | 'DECODE'
  | 'ENCODE'
  | 'UNSUPPORTED_CODEC'
  | 'UNSUPPORTED_BROWSER'
  | 'MISSING_FONT'
  | 'NOT_READY'
  | 'CLOSED'
  | 'INTERNAL';

/** What makes a {@link PreviewError}. @internal */
export interface ErrorDetails {
  readonly issues?: readonly Issue[] | undefined;
  readonly path?: string | undefined;
  readonly available?: readonly string[] | undefined;
}

/** What every call of this package fails with, unless it was cancelled. */
export class PreviewError extends Error {
  /** The kind of failure; never changes its spelling. */
  readonly code: PreviewErrorCode;
  /** Every fault of a document, each with its path, what was expected and what came. Empty for other failures. */
  readonly issues: readonly Issue[];
  /** Where the fault lies: the `src` of a file, or the name of an argument. `undefined` where there is no such place. */
  readonly path: string | undefined;
  /** `UNSUPPORTED_CODEC`: the codecs that this browser encodes into the container that was asked for. Empty otherwise. */
  readonly available: readonly string[];

  /** @internal */
  constructor(code: PreviewErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PreviewError';
    this.code = code;
    this.issues = details.issues ?? [];
    this.path = details.path;
    this.available = details.available ?? [];
  }
}

/** An error as it crosses between threads. @internal */
export interface ErrorReport extends ErrorDetails {
  readonly code: PreviewErrorCode;
  readonly message: string;
  readonly stack?: string | undefined;
}

const CODES: ReadonlySet<string> = new Set<PreviewErrorCode>([
  'INVALID_DOCUMENT', 'INVALID_ARGUMENT', 'IO', 'UNSUPPORTED_MEDIA', 'DECODE', 'ENCODE', 'UNSUPPORTED_CODEC',
  'UNSUPPORTED_BROWSER', 'MISSING_FONT', 'NOT_READY', 'CLOSED', 'INTERNAL',
]);

/** Whatever was thrown, as one of ours: the module's errors keep their code and issues. @internal */
export function toPreviewError(error: unknown, otherwise: PreviewErrorCode = 'INTERNAL'): PreviewError {
  if (error instanceof PreviewError) return error;
  if (!(error instanceof Error)) return new PreviewError(otherwise, String(error));
  const { code, issues } = error as Error & { code?: unknown; issues?: readonly Issue[] };
  const known = typeof code === 'string' && CODES.has(code) ? (code as PreviewErrorCode) : otherwise;
  return new PreviewError(known, error.message, { issues: Array.isArray(issues) ? issues : undefined }, { cause: error });
}

/** @internal */
export function toReport(error: unknown): ErrorReport {
  const { code, message, issues, path, available, stack } = toPreviewError(error);
  return { code, message, issues, path, available, stack };
}

/** @internal */
export function fromReport(report: ErrorReport): PreviewError {
  return new PreviewError(report.code, report.message, report);
}
