import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the server is told from outside, checked. */
export interface Config {
  /** Address to listen on. `HOST`, default `127.0.0.1`. */
  readonly host: string;
  /** Port, 0 for any free one. `PORT`, default 3000. */
  readonly port: number;
  /** The server's own folder; what is in its subfolders is removed at start and at the end. `DATA_DIR`. */
  readonly dataDir: string;
  /** The most bytes of one upload. `MAX_UPLOAD_MB`, default 500. */
  readonly maxUploadBytes: number;
  /** The most bytes of all uploads and results. `MAX_STORED_MB`, default 10,000. */
  readonly maxStoredBytes: number;
  /** The most uploads that are received at a time. `MAX_UPLOADS`, default 8. */
  readonly maxUploads: number;
  /** The most jobs that run at a time. `MAX_CONCURRENT_JOBS`, default 2. */
  readonly maxConcurrentJobs: number;
  /** The most jobs that run or wait; more are refused. `MAX_JOBS`, default 32. */
  readonly maxJobs: number;
  /** The most stills that are drawn at a time. `MAX_FRAMES`, default 4. */
  readonly maxFrames: number;
  /** The most mebibytes of the whole process. `MEMORY_LIMIT_MB`, default 1024. */
  readonly memoryLimit: number;
  /** How long an upload that nobody uses and the result of a job are kept. `FILE_TTL_MINUTES`, default 60. */
  readonly fileTtlMs: number;
  /** How often an idle event stream says that it is alive. `HEARTBEAT_SECONDS`, default 15. */
  readonly heartbeatMs: number;
  /** How long running jobs may go on after SIGTERM before they are cancelled. `SHUTDOWN_GRACE_SECONDS`, default 10. */
  readonly shutdownGraceMs: number;
  /** Origins of pages that may call: `*`, or some with commas between. `CORS_ORIGIN`, default none. */
  readonly corsOrigins: '*' | readonly string[];
  /** `fatal` to `trace`, or `silent`. `LOG_LEVEL`, default `info`. */
  readonly logLevel: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * The configuration out of environment variables.
 *
 * @throws `Error` that names every variable that is wrong, what it may be and what it is.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults: string[] = [];
  const number = (name: string, fallback: number, least: number, most: number, whole = true): number => {
    const text = env[name];
    if (text === undefined || text.trim() === '') return fallback;
    const value = Number(text);
    if (Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    faults.push(`${name} must be ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}, is ${JSON.stringify(text)}`);
    return fallback;
  };
  const logLevel = env['LOG_LEVEL'] || 'info';
  if (!LOG_LEVELS.includes(logLevel)) faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, is ${JSON.stringify(logLevel)}`);

  const config: Config = {
    host: env['HOST'] || '127.0.0.1',
    port: number('PORT', 3000, 0, 65_535),
    dataDir: resolve(env['DATA_DIR'] || join(tmpdir(), 'reelspeed-backend')),
    maxUploadBytes: megabytes(number('MAX_UPLOAD_MB', 500, 0.001, 1_000_000, false)),
    maxStoredBytes: megabytes(number('MAX_STORED_MB', 10_000, 1, 1_000_000_000, false)),
    maxUploads: number('MAX_UPLOADS', 8, 1, 1000),
    maxConcurrentJobs: number('MAX_CONCURRENT_JOBS', 2, 1, 64),
    maxJobs: number('MAX_JOBS', 32, 1, 10_000),
    maxFrames: number('MAX_FRAMES', 4, 1, 64),
    memoryLimit: number('MEMORY_LIMIT_MB', 1024, 64, 1_048_576),
    fileTtlMs: number('FILE_TTL_MINUTES', 60, 0.001, 525_600, false) * 60_000,
    heartbeatMs: number('HEARTBEAT_SECONDS', 15, 0.05, 3600, false) * 1000,
    shutdownGraceMs: number('SHUTDOWN_GRACE_SECONDS', 10, 0, 3600, false) * 1000,
    corsOrigins: origins(env['CORS_ORIGIN'], faults),
    logLevel,
  };
  if (faults.length > 0) throw new Error(`wrong configuration:\n  ${faults.join('\n  ')}`);
  return config;
}

function megabytes(count: number): number {
  return Math.round(count * 1e6);
}

function origins(text: string | undefined, faults: string[]): '*' | string[] {
  const list = (text ?? '').split(',').map((item) => item.trim()).filter((item) => item !== '');
  if (list.length === 1 && list[0] === '*') return '*';
  for (const item of list) {
    // An origin is compared as browsers send it: without a path, without a slash at the end.
    if (!URL.canParse(item) || new URL(item).origin !== item) {
      faults.push(`CORS_ORIGIN must be * or origins such as https://studio.example, has ${JSON.stringify(item)}`);
    }
  }
  return list;
}
