import { readFileSync } from 'node:fs';

import type { Composition } from '@reelspeed/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Backend, fixture, SHORT } from './harness.js';

let backend: Backend;
let video: string;
let music: string;
beforeAll(async () => {
  backend = await Backend.start();
  video = (await backend.upload(SHORT)).id;
  music = (await backend.upload(fixture('music-loop.flac'))).id;
});
afterAll(() => backend.stop());

const composition = (): Composition => ({
  version: 1,
  width: 180,
  height: 320,
  duration: 2,
  layers: [
    { type: 'video', src: video, trim: { start: 1 } },
    { type: 'text', text: 'src: ../../etc/passwd', maxWidth: 160, style: { fontSize: 24 } },
  ],
  audio: [{ src: music, volume: 0.3 }],
});

describe('compositions', () => {
  test('rendered', async () => {
    const job = await backend.job('/renders', { composition: composition() });
    expect(await backend.finished(job.id)).toMatchObject({ state: 'done', kind: 'render', result: { width: 180, durationSecs: 2 } });
  });

  test('in another container', async () => {
    const job = await backend.job('/renders', { composition: { ...composition(), duration: 0.2, output: { container: 'webm' } } });
    expect((await backend.finished(job.id)).state).toBe('done');
    expect((await backend.get(`/jobs/${job.id}/output`)).headers.get('content-type')).toBe('video/webm');
  });

  test('one frame of it', async () => {
    const response = await backend.post('/frames', { composition: composition(), at: 1 });
    expect(response.headers.get('content-type')).toBe('image/png');
    const png = Buffer.from(await response.arrayBuffer());
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([180, 320]);
    const late = await backend.post('/frames', { composition: composition(), at: 5 });
    expect(late.status).toBe(400);
    expect(await late.json()).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } });
  });

  test('explained', async () => {
    const report = await (await backend.post('/renders/explain', { composition: composition() })).json();
    expect(report).toMatchObject({ width: 180, height: 320, frames: 60, encoder: { name: expect.any(String) } });
  });

  test('every fault at once', async () => {
    const response = await backend.post('/renders', { composition: { ...composition(), width: 181, colour: 'red' } });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; issues: { path: string }[] } };
    expect(error.code).toBe('INVALID_DOCUMENT');
    expect(error.issues.map(({ path }) => path).sort()).toEqual(['colour', 'width']);
  });
});

describe('no path of a client reaches the file system', () => {
  const names = [
    '/etc/passwd',
    '../../etc/passwd',
    '..',
    '',
    'u-00000000-0000-0000-0000-000000000000',
    'file:///etc/passwd',
    'concat:/etc/passwd|/etc/hosts',
    'subfile,,start,0,end,9,,:/etc/passwd',
    'http://127.0.0.1/x.mp4',
    'talk\0.mp4',
    './u-x',
    'C:\\boot.ini',
  ];

  test.each(names)('%j', async (src) => {
    const group = { type: 'group', width: 100, height: 100, layers: [{ type: 'sequence', items: [{ src }] }] };
    const hostile = { version: 1, width: 180, height: 320, layers: [{ type: 'image', src }, group], audio: [{ src }], fonts: [{ src }] };
    for (const [path, body] of [
      ['/renders', { composition: hostile }],
      ['/renders/explain', { composition: hostile }],
      ['/frames', { composition: hostile, at: 0 }],
    ] as const) {
      const response = await backend.post(path, body);
      expect(response.status).toBe(400);
      const { error } = (await response.json()) as { error: { code: string; issues: { path: string }[] } };
      expect(error.code).toBe('INVALID_DOCUMENT');
      expect(error.issues.map((issue) => issue.path)).toEqual(['layers[0].src', 'layers[1].layers[0].items[0].src', 'audio[0].src', 'fonts[0].src']);
    }
  });

  test.each(names.filter((name) => name !== ''))('as an id in an address: %j', async (name) => {
    const id = encodeURIComponent(name);
    for (const path of [`/videos/${id}`, `/jobs/${id}`, `/jobs/${id}/output`, `/jobs/${id}/events`]) {
      const response = await backend.get(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
    }
    expect((await backend.post(`/videos/${id}/clips`, { start: 0 })).status).toBe(404);
  });

  test.each([{ src: {} }, { src: [] }, { src: 7 }, { src: null }, { src: { path: '/etc/passwd' } }])('a source that is no string: %j', async ({ src }) => {
    const response = await backend.post('/renders', { composition: { version: 1, width: 64, height: 64, layers: [{ type: 'image', src }] } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'INVALID_DOCUMENT', path: 'layers[0].src' } });
  });

  test('nested without end', async () => {
    const deep = `${'{"layers":['.repeat(20_000)}${']}'.repeat(20_000)}`;
    const headers = { 'content-type': 'application/json' };
    const response = await backend.get('/renders', { method: 'POST', headers, body: `{"composition":${deep}}` });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'INVALID_DOCUMENT' } });
  });

  test('`src` is the only field of a document that names a file', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../npm/types/composition.schema.json', import.meta.url), 'utf8')) as unknown;
    const found = new Set<string>();
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, item] of Object.entries(value)) {
        if (key === 'properties') {
          for (const [field, { description }] of Object.entries(item as Record<string, { description?: string }>)) {
            if (/\b(file|folder|directory)\b/i.test(description ?? '')) found.add(field);
          }
        }
        walk(item);
      }
    };
    walk(schema);
    // A new field comes to light here. Those beside `src` speak of files and name none: the container that the output's name leads to,
    // the family in a font's file, the list of fonts, the part of a file that is used and its end.
    expect([...found].sort()).toEqual(['container', 'end', 'family', 'fonts', 'src', 'trim']);
  });
});
