import type { Issue } from '@reelspeed/wasm';

/** What went wrong, for a page to show. */
export interface PreviewFailure {
  /** Stable name of the kind, such as `INVALID_DOCUMENT`; `UNKNOWN` for what has none. */
  readonly code: string;
  /** What happened, for people. */
  readonly message: string;
  /** Every fault of the document with its path; empty for other failures. */
  readonly issues: readonly Issue[];
  /** What was thrown. */
  readonly cause: unknown;
}

/** A failure out of anything that can be thrown. */
export function failureOf(cause: unknown): PreviewFailure {
  const fields = (typeof cause === 'object' && cause !== null ? cause : {}) as { code?: unknown; message?: unknown; issues?: unknown };
  return {
    code: typeof fields.code === 'string' && fields.code !== '' ? fields.code : 'UNKNOWN',
    message: typeof fields.message === 'string' && fields.message !== '' ? fields.message : String(cause),
    issues: Array.isArray(fields.issues) ? (fields.issues as Issue[]) : [],
    cause,
  };
}

/** The heading over a failure. */
export function headingOf({ code, issues }: PreviewFailure): string {
  if (issues.length === 1) return 'The composition has a fault';
  if (issues.length > 1) return `The composition has ${issues.length} faults`;
  if (code === 'INVALID_DOCUMENT') return 'The composition has faults';
  return 'The preview cannot be shown';
}
