import { AbortError, type Issue, ReelSpeedError } from '@reelspeed/engine';
import type { FastifyError, FastifySchemaValidationError } from 'fastify';

/** Every answer that is no success has this body, under the key `error`. */
export interface ErrorBody {
  /** The stable name of the kind of failure: the engine's, or one of the server's own. */
  readonly code: string;
  /** What happened, for people. */
  readonly message: string;
  /** The field of the request where the fault lies, such as `composition.layers[2].src`. */
  readonly path?: string;
  /** Every fault of a document or a request. */
  readonly issues?: readonly Issue[];
  /** `MEMORY_BUDGET`: bytes that the job was predicted to need. */
  readonly predicted?: number;
  /** `MEMORY_BUDGET`: bytes that it may need at the most. */
  readonly limit?: number;
}

/** A refusal of the server itself. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Omit<ErrorBody, 'code' | 'message'> & { readonly retryAfter?: number } = {},
  ) {
    super(message);
  }
}

/** The status of each failure of the engine. */
const STATUS: Readonly<Record<string, number>> = {
  INVALID_DOCUMENT: 400,
  INVALID_ARGUMENT: 400,
  MISSING_FONT: 400,
  // The request asks for more than this server will ever give; the same again will fail again.
  MEMORY_BUDGET: 413,
  UNSUPPORTED_MEDIA: 415,
  DECODE: 422,
  CLOSED: 503,
};

/** What a failure says to the client. */
export interface Answer {
  readonly status: number;
  readonly body: ErrorBody;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number;
}

/**
 * Makes an answer out of whatever was thrown.
 *
 * @param clean - Takes the server's paths out of a text: clients know files by their ids.
 */
export function answerTo(error: unknown, clean: (text: string) => string): Answer {
  if (error instanceof HttpError) {
    const { retryAfter, ...details } = error.details;
    const body = { code: error.code, message: error.message, ...details };
    return retryAfter === undefined ? { status: error.status, body } : { status: error.status, body, retryAfter };
  }
  if (error instanceof ReelSpeedError) return fromEngine(error, clean);
  // 499 is nobody's standard and everybody's custom: whoever asked is gone, or asked to stop.
  if (error instanceof AbortError) return { status: 499, body: { code: 'CANCELLED', message: 'the job was cancelled' } };
  const { statusCode, code, message, validation } = error as Partial<FastifyError>;
  if (validation !== undefined) return { status: 400, body: { code: 'INVALID_ARGUMENT', ...fromSchema(validation[0]) } };
  if (statusCode !== undefined && statusCode < 500) return { status: statusCode, body: { code: code ?? 'BAD_REQUEST', message: message ?? '' } };
  // What nobody foresaw is told to the log, not to the client.
  return { status: 500, body: { code: 'INTERNAL', message: 'the server failed; its log says why' } };
}

/** Where a body does not have the form of its route, and why. */
function fromSchema(fault: FastifySchemaValidationError | undefined): Pick<ErrorBody, 'message' | 'path'> {
  const unknown = fault?.params['additionalProperty'] ?? fault?.params['missingProperty'];
  const field = [...(fault?.instancePath ?? '').split('/').slice(1), ...(typeof unknown === 'string' ? [unknown] : [])].join('.');
  const what = fault?.keyword === 'additionalProperties' ? 'is no field of this request' : fault?.keyword === 'required' ? 'must be given' : fault?.message;
  return { message: `${field || 'the body'} ${what ?? 'is not right'}`, ...(field === '' ? {} : { path: field }) };
}

function fromEngine(error: ReelSpeedError, clean: (text: string) => string): Answer {
  const status = STATUS[error.code] ?? 500;
  const body: ErrorBody = {
    code: error.code,
    message: clean(error.message),
    ...(error.path === undefined ? {} : { path: clean(error.path) }),
    ...(error.issues.length === 0 ? {} : { issues: error.issues.map((issue) => cleanIssue(issue, clean)) }),
    ...(error.predicted === undefined ? {} : { predicted: error.predicted }),
    ...(error.limit === undefined ? {} : { limit: error.limit }),
  };
  return status === 503 ? { status, body, retryAfter: 5 } : { status, body };
}

function cleanIssue(issue: Issue, clean: (text: string) => string): Issue {
  return { ...issue, message: clean(issue.message), actual: clean(issue.actual) };
}
