import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import type { Upload } from '../src/store.js';
import { Backend, fixture, LONG, SHORT, until } from './harness.js';

let backend: Backend;
beforeAll(async () => {
  backend = await Backend.start({ MAX_UPLOAD_MB: '1', MAX_STORED_MB: '2', MAX_UPLOADS: '2' });
});
afterEach(async () => {
  // Whatever a test made of it, the next begins with nothing.
  for (const file of await backend.files()) {
    if (file.includes('uploads')) await backend.delete(`/videos/${basename(file)}`);
    else await rm(file);
  }
});
afterAll(() => backend.stop());

describe('uploads', () => {
  test('a video, its metadata, its end', async () => {
    const response = await backend.send(SHORT, 'my talk.mp4');
    expect(response.status).toBe(201);
    const upload = (await response.json()) as Upload;
    expect(response.headers.get('location')).toBe(`/videos/${upload.id}`);
    expect(upload).toMatchObject({ name: 'my talk.mp4', media: { video: [{ codec: 'h264', width: 320, height: 180 }] } });
    expect(await (await backend.get(`/videos/${upload.id}`)).json()).toEqual(upload);
    expect((await backend.delete(`/videos/${upload.id}`)).status).toBe(204);
    expect((await backend.get(`/videos/${upload.id}`)).status).toBe(404);
    expect(await backend.files()).toEqual([]);
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/etc/passwd', 'passwd'],
    ['file:///etc/passwd', 'passwd'],
    ['concat:a.mp4|b.mp4', 'concat:a.mp4|b.mp4'],
    ['..', 'video'],
    ['', 'video'],
  ])('the name of a file is shown, not used: %j', async (name, shown) => {
    const response = await backend.send(fixture('silent.mp4'), name);
    // A form field without a file name is no file.
    if (name === '') return expect([201, 400]).toContain(response.status);
    expect(response.status).toBe(201);
    const upload = (await response.json()) as Upload;
    expect(upload.name).toBe(shown);
    expect(await backend.files()).toEqual([join(backend.folder, 'uploads', upload.id)]);
  });

  test.each([
    ['text', Buffer.from('just a text\n'.repeat(1000))],
    ['a list of files for FFmpeg', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n")],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n')],
    ['noise', randomBytes(50_000)],
    ['nothing', Buffer.alloc(0)],
  ])('what is no media is refused and removed: %s', async (_name, bytes) => {
    const file = join(backend.folder, 'sent');
    await writeFile(file, bytes);
    const response = await backend.send(file);
    expect(response.status).toBe(415);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'UNSUPPORTED_MEDIA' } });
    expect(text).not.toContain(backend.folder);
    expect(await backend.files()).toEqual([file]);
  });

  test('too large: said in the head of the request', async () => {
    const response = await backend.send(LONG);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'FILE_TOO_LARGE', limit: 1_000_000 } });
    expect((await backend.files()).filter((name) => name.includes('uploads'))).toEqual([]);
  });

  test('too large: found out while it comes in', async () => {
    const response = await fetch(`${backend.url}/videos`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=xxx' },
      body: ReadableStream.from(form(3_000_000)),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'FILE_TOO_LARGE' } });
    expect((await backend.files()).filter((name) => name.includes('uploads'))).toEqual([]);
    expect(await stored()).toBe(0);
  });

  test('a client that goes away leaves nothing', async () => {
    const socket = connect(Number(new URL(backend.url).port), '127.0.0.1');
    socket.write('POST /videos HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=xxx\r\ncontent-length: 500000\r\n\r\n');
    for (const chunk of form(100_000)) socket.write(chunk);
    await until(async () => (await backend.files()).some((name) => name.includes('uploads')));
    socket.destroy();
    await until(async () => !(await backend.files()).some((name) => name.includes('uploads')));
    expect(await stored()).toBe(0);
  });

  test('no more than the storage takes', async () => {
    const flac = fixture('music-loop.flac');
    const kept = [await backend.upload(flac), await backend.upload(flac)];
    const response = await backend.send(flac);
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({ error: { code: 'STORAGE_FULL', limit: 2_000_000 } });
    expect((await backend.files()).filter((name) => name.includes('uploads'))).toHaveLength(2);
    for (const { id } of kept) await backend.delete(`/videos/${id}`);
    expect(await stored()).toBe(0);
  });

  test('no form, no file', async () => {
    expect((await backend.post('/videos', {})).status).toBe(415);
    const empty = new FormData();
    empty.set('note', 'x');
    expect((await fetch(`${backend.url}/videos`, { method: 'POST', body: empty })).status).toBe(400);
  });
});

test('files whose time is over go', async () => {
  const brief = await Backend.start({ FILE_TTL_MINUTES: '0.01' });
  try {
    const { id } = await brief.upload(fixture('silent.mp4'));
    const job = await brief.job(`/videos/${id}/clips`, { start: 0, duration: 0.5, width: 64, height: 64 });
    expect((await brief.finished(job.id)).state).toBe('done');
    await until(async () => (await brief.files()).length === 0);
    expect((await brief.get(`/videos/${id}`)).status).toBe(404);
    expect((await brief.get(`/jobs/${job.id}`)).status).toBe(404);
  } finally {
    await brief.stop();
  }
});

/** A form with a file of so many bytes, whose end never comes where it is cut off. */
function* form(bytes: number): Generator<Uint8Array> {
  yield Buffer.from('--xxx\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n');
  for (let sent = 0; sent < bytes; sent += 50_000) yield randomBytes(50_000);
  yield Buffer.from('\r\n--xxx--\r\n');
}

async function stored(): Promise<number> {
  return Number(/^backend_stored_bytes (\d+)$/m.exec(await (await backend.get('/metrics')).text())?.[1]);
}
