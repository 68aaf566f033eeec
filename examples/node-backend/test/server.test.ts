import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readConfig } from '../src/config.js';
import type { JobView } from '../src/jobs.js';
import type { Upload } from '../src/store.js';
import { Backend, type Event, events, fixture, LONG } from './harness.js';

describe('configuration', () => {
  test('what is wrong is said all at once', () => {
    const wrong = () => readConfig({ PORT: '70000', MAX_JOBS: 'many', LOG_LEVEL: 'loud', CORS_ORIGIN: 'https://a.example/page' });
    for (const name of ['PORT', 'MAX_JOBS', 'LOG_LEVEL', 'CORS_ORIGIN']) expect(wrong).toThrow(name);
    expect(wrong).toThrow('from 0 to 65535, is "70000"');
  });

  test('defaults', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 3000, maxUploadBytes: 5e8, corsOrigins: [] });
    expect(readConfig({ CORS_ORIGIN: '*' }).corsOrigins).toBe('*');
  });
});

describe('pages of other origins', () => {
  test.each([
    ['', null],
    ['*', '*'],
    ['https://studio.example', 'https://studio.example'],
    ['https://other.example', null],
  ])('CORS_ORIGIN=%s', async (CORS_ORIGIN, allowed) => {
    const backend = await Backend.start({ CORS_ORIGIN });
    try {
      const response = await backend.get('/healthz', { headers: { origin: 'https://studio.example' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe(allowed === null ? null : allowed);
    } finally {
      await backend.stop();
    }
  });
});

test('what there is not', async () => {
  const backend = await Backend.start();
  try {
    const response = await backend.get('/../../etc/passwd');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
    const metrics = await backend.get('/metrics');
    expect(metrics.headers.get('content-type')).toContain('openmetrics');
    expect(await metrics.text()).toMatch(/rust_engine_jobs[\s\S]*backend_jobs_active 0\n[\s\S]*# EOF\n$/);
    const broken = await backend.get('/renders', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"composition":' });
    expect(broken.status).toBe(400);
    const large = await backend.post('/renders', { composition: { text: 'x'.repeat(2_000_000) } }).catch(() => undefined);
    expect(large?.status ?? 413).toBe(413);
  } finally {
    await backend.stop();
  }
});

describe('the end of the process', () => {
  const project = fileURLToPath(new URL('..', import.meta.url));
  let folder: string;
  beforeAll(async () => {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { cwd: project });
    folder = await mkdtemp(join(tmpdir(), 'reelspeed-backend-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The server as a process, with an upload and a job that runs. */
  async function running(file: string, clip: object, graceSeconds: string): Promise<{ child: ChildProcess; url: string; job: JobView }> {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: project,
      env: { ...process.env, PORT: '0', DATA_DIR: folder, SHUTDOWN_GRACE_SECONDS: graceSeconds },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
      child.stdout?.on('data', (chunk: Buffer) => {
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0];
        if (address !== undefined) resolve(address);
      });
    });
    const form = new FormData();
    form.set('file', await openAsBlob(file), 'a.mp4');
    const { id } = (await (await fetch(`${url}/videos`, { method: 'POST', body: form })).json()) as Upload;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/videos/${id}/clips`, { method: 'POST', headers, body: JSON.stringify(clip) });
    return { child, url, job: (await response.json()) as JobView };
  }

  test.each([
    ['SIGTERM', '0', { start: 0, duration: 25 }, 'cancelled'],
    ['SIGINT', '20', { start: 0, duration: 1, width: 180, height: 320 }, 'done'],
  ] as const)('%s with %s s of grace: the job is told as it ended, and no file is left', async (signal, grace, clip, end) => {
    const { child, url, job } = await running(end === 'done' ? fixture('silent.mp4') : LONG, clip, grace);
    const stream = events(await fetch(`${url}/jobs/${job.id}/events`));
    let last = ((await stream.next()).value as Event).event;
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    for await (const { event, comment } of stream) if (!comment) last = event;
    expect(last).toBe(end);
    expect(await exit).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});
