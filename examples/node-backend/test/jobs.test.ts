import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { JobView } from '../src/jobs.js';
import { Backend, collect, events, ffprobe, LONG, SHORT, until } from './harness.js';

const CLIP = { start: 2, duration: 1, width: 180, height: 320 };
/** Seconds of work. */
const LENGTHY = { start: 0, duration: 20, width: 1080, height: 1920 };

let backend: Backend;
let video: string;
beforeAll(async () => {
  backend = await Backend.start({ MAX_CONCURRENT_JOBS: '1', MAX_JOBS: '3', HEARTBEAT_SECONDS: '0.05', CORS_ORIGIN: 'https://studio.example' });
  video = (await backend.upload(LONG)).id;
});
afterAll(() => backend.stop());

describe('a clip', () => {
  test('upload, clip, events, download', async () => {
    const job = await backend.job(`/videos/${video}/clips`, CLIP);
    expect(job).toMatchObject({ kind: 'clip', error: null });

    const response = await backend.get(`/jobs/${job.id}/events`, { headers: { origin: 'https://studio.example' } });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBe('https://studio.example');
    const seen = (await collect(events(response))).filter((event) => !event.comment);
    const views = seen.map((event) => JSON.parse(event.data) as JobView);
    expect(seen.at(-1)?.event).toBe('done');
    expect(seen.slice(0, -1).every((event) => event.event === 'progress')).toBe(true);
    const frames = views.map((view) => view.progress?.frame ?? 0);
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
    expect(views.at(-1)).toMatchObject({ state: 'done', result: { frames: 24, width: 180, height: 320 } });
    // Clients see names, not folders.
    expect(JSON.stringify(views)).not.toContain(backend.folder);

    const output = await backend.get(`/jobs/${job.id}/output`);
    expect(output.status).toBe(200);
    expect(output.headers.get('content-type')).toBe('video/mp4');
    const file = join(backend.folder, 'downloaded.mp4');
    const bytes = Buffer.from(await output.arrayBuffer());
    expect(bytes.length).toBe(views.at(-1)?.bytes);
    await writeFile(file, bytes);
    const { streams, format } = ffprobe(file);
    expect(streams[0]).toMatchObject({ codec_name: 'h264', width: 180, height: 320 });
    expect(streams[1]).toMatchObject({ codec_name: 'aac' });
    expect(Number(format.duration)).toBeCloseTo(1, 1);

    const part = await backend.get(`/jobs/${job.id}/output`, { headers: { range: 'bytes=4-7' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 4-7/${bytes.length}`);
    expect(await part.text()).toBe('ftyp');
    expect((await backend.get(`/jobs/${job.id}/output`, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);

    expect((await backend.delete(`/jobs/${job.id}`)).status).toBe(204);
    expect((await backend.get(`/jobs/${job.id}`)).status).toBe(404);
    expect((await backend.files()).filter((name) => name.includes('outputs'))).toEqual([]);
  });

  test('made small enough', async () => {
    const short = await backend.upload(SHORT);
    const job = await backend.job(`/videos/${short.id}/optimize`, { targetSizeMb: 0.05, preset: 'veryfast' });
    const done = await backend.finished(job.id);
    expect(done).toMatchObject({ state: 'done', kind: 'optimize', result: { originalSize: short.bytes } });
    expect(done.bytes).toBeLessThanOrEqual(50_000);
  });

  test.each([
    [{ start: 500, duration: 1 }, 'INVALID_DOCUMENT', 'start'],
    [{ start: 0, width: 181 }, 'INVALID_ARGUMENT', 'width'],
    [{ start: '0' }, 'INVALID_ARGUMENT', 'start'],
    [{}, 'INVALID_ARGUMENT', 'start'],
    // What names files or threads of the server is not for clients.
    [{ start: 0, input: '/etc/passwd' }, 'INVALID_ARGUMENT', 'input'],
    [{ start: 0, baseDirectory: '/' }, 'INVALID_ARGUMENT', 'baseDirectory'],
    [{ start: 0, encoderThreads: 64 }, 'INVALID_ARGUMENT', 'encoderThreads'],
  ])('what is not right is refused at once: %j', async (body, code, path) => {
    const response = await backend.post(`/videos/${video}/clips`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code, path } });
  });

  test('more memory than there is, with the numbers', async () => {
    const response = await backend.post(`/videos/${video}/clips`, { start: 0, duration: 1, width: 8192, height: 8192 });
    expect(response.status).toBe(413);
    const { error } = (await response.json()) as { error: { code: string; predicted: number; limit: number } };
    expect(error.code).toBe('MEMORY_BUDGET');
    expect(error.limit).toBe(1024 * 2 ** 20);
    expect(error.predicted).toBeGreaterThan(error.limit);
  });
});

describe('watching and stopping', () => {
  test('an event stream taken up again, with signs of life while nothing happens', async () => {
    const first = await backend.job(`/videos/${video}/clips`, LENGTHY);
    const waiting = await backend.job(`/videos/${video}/clips`, CLIP);

    const stream = events(await backend.get(`/jobs/${waiting.id}/events`));
    const seen = [];
    for await (const event of stream) {
      seen.push(event);
      if (seen.filter(({ comment }) => comment).length === 2) break;
    }
    expect(seen[0]?.event).toBe('progress');
    expect(JSON.parse(seen[0]?.data ?? '')).toMatchObject({ id: waiting.id, state: 'active' });

    // The client went away; the job goes on, and whoever comes back gets the state of now.
    const again = await (await backend.get(`/jobs/${waiting.id}/events`)).body?.getReader().read();
    expect(new TextDecoder().decode(again?.value)).toContain('retry: ');
    expect((await backend.view(waiting.id)).state).toBe('active');

    const begun = performance.now();
    expect(await (await backend.delete(`/jobs/${first.id}`)).json()).toMatchObject({ state: 'cancelled' });
    expect(performance.now() - begun).toBeLessThan(2000);
    const end = (await collect(events(await backend.get(`/jobs/${waiting.id}/events`)))).at(-1);
    expect(end?.event).toBe('done');

    // Late comers get the end; whoever had it is told not to come again.
    expect((await collect(events(await backend.get(`/jobs/${waiting.id}/events`)))).map(({ event }) => event)).toEqual(['done']);
    expect((await backend.get(`/jobs/${waiting.id}/events`, { headers: { 'last-event-id': end?.id ?? '' } })).status).toBe(204);
    expect((await backend.get(`/jobs/${first.id}/output`)).status).toBe(409);
  });

  test('cancelled in the middle, a job leaves nothing', async () => {
    const before = await backend.files();
    const job = await backend.job(`/videos/${video}/clips`, LENGTHY);
    const stream = events(await backend.get(`/jobs/${job.id}/events`));
    const rest = [];
    let cancelled: Promise<Response> | undefined;
    for await (const event of stream) {
      if (event.comment) continue;
      rest.push(event.event);
      if ((JSON.parse(event.data) as JobView).progress?.frame !== 0) cancelled ??= backend.delete(`/jobs/${job.id}`);
    }
    expect(await (await cancelled)?.json()).toMatchObject({ state: 'cancelled', result: null, bytes: null });
    expect(rest.at(-1)).toBe('cancelled');
    expect(await backend.files()).toEqual(before);
    // Nothing holds the video any more.
    expect(await (await backend.get('/metrics')).text()).toMatch(/^backend_jobs_active 0$/m);
  });

  test('too many jobs', async () => {
    const jobs = [];
    for (let n = 0; n < 3; n += 1) jobs.push(await backend.job(`/videos/${video}/clips`, LENGTHY));
    const refused = await backend.post(`/videos/${video}/clips`, CLIP);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: 'TOO_MANY_JOBS', limit: 3 } });
    // A video in use is not taken away.
    expect((await backend.delete(`/videos/${video}`)).status).toBe(409);
    for (const { id } of jobs.reverse()) expect((await backend.delete(`/jobs/${id}`)).status).toBe(200);
    await until(async () => (await backend.get('/healthz')).json().then((health) => (health as { jobs: number }).jobs === 0));
    expect((await backend.finished((await backend.job(`/videos/${video}/clips`, CLIP)).id)).state).toBe('done');
  });
});
