// RustVideoProcessor: §4.2 of the specification.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { setUp } from './support.mjs';

let it;
let folder;
before(async () => {
  it = await setUp();
  folder = mkdtempSync(join(tmpdir(), 'reelspeed-processor-'));
});
after(async () => {
  rmSync(folder, { recursive: true });
  await it.end();
});

test('effects on a canvas', async () => {
  const told = await it.run(async () => {
    const processor = new reelspeed.RustVideoProcessor();
    const before = processor.getSupportedEffects();
    const early = await kit.caught(processor.processVideoPreview(kit.canvas(), new ImageData(16, 16), {}));
    await processor.initialize();
    await processor.initialize();
    const canvas = kit.canvas();
    const grey = new ImageData(new Uint8ClampedArray(64 * 32 * 4).fill(100).map((v, i) => (i % 4 === 3 ? 255 : v)), 64, 32);
    const at = () => [...kit.pixels(canvas).data.slice(0, 4)];
    await processor.processVideoPreview(canvas, grey, {});
    const plain = at();
    await processor.processVideoPreview(canvas, grey, { brightness: 1.5 });
    const brighter = at();
    await processor.processVideoPreview(canvas, grey, { textOverlay: { text: 'Hi', x: 2, y: 2, fontSize: 20, color: '#ff0000' } });
    const red = kit.pixels(canvas).data.some((v, i, all) => i % 4 === 0 && v > 200 && all[i + 1] < 80);
    const wrong = await kit.caught(processor.processVideoPreview(canvas, grey, { brightness: 'much' }));
    const effects = processor.getSupportedEffects();
    processor.close();
    return { before, early: early.code, plain, brighter, red, wrong: wrong?.code, effects, size: [canvas.width, canvas.height], kept: grey.data[0] };
  });
  assert.deepEqual([told.before, told.early, told.wrong, told.size, told.kept], [[], 'NOT_READY', 'INVALID_ARGUMENT', [64, 32], 100]);
  told.plain.slice(0, 3).forEach((v) => assert.ok(Math.abs(v - 100) <= 2, `${told.plain}`));
  told.brighter.slice(0, 3).forEach((v) => assert.ok(Math.abs(v - 150) <= 3, `${told.brighter}`));
  assert.equal(told.red, true);
  for (const name of ['blur', 'brightness', 'contrast', 'saturation', 'text_overlay']) assert.ok(told.effects.includes(name), name);
});

for (const codec of ['h264', 'vp8', 'vp9']) {
  test(`pictures as ${codec}`, async () => {
    const base64 = await it.run(async (codec) => {
      const processor = new reelspeed.RustVideoProcessor();
      await processor.initialize();
      const frames = Array.from({ length: 20 }, (_, n) => new ImageData(new Uint8ClampedArray(160 * 96 * 4).map((_, i) => (i % 4 === 3 ? 255 : i % 4 === 0 ? n * 10 : 60)), 160, 96));
      const bytes = await processor.processVideo(frames, { width: 128, height: 96, fps: 20, codec, quality: 80, effects: [{ brightness: 1.2 }] });
      processor.close();
      return btoa(String.fromCharCode(...bytes));
    }, codec);
    const path = join(folder, codec);
    writeFileSync(path, Buffer.from(base64, 'base64'));
    const { streams, format } = JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path]));
    assert.deepEqual([streams[0].codec_name, streams[0].width, streams[0].height, Number(streams[0].nb_read_frames)], [codec, 128, 96, 20]);
    assert.match(format.format_name, codec === 'h264' ? /mp4/ : /webm/);
    const rgb = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-vf', 'scale=in_color_matrix=bt709', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
    const last = rgb.subarray((19 * 96 + 48) * 128 * 3);
    assert.ok(Math.abs(last[0] - 190 * 1.2) < 14 && Math.abs(last[1] - 72) < 14, `${last.subarray(0, 3)}`);
  });
}

test('a codec that the browser lacks, and a configuration that is none', async () => {
  const faults = await it.run(async () => {
    const processor = new reelspeed.RustVideoProcessor();
    await processor.initialize();
    const frame = [new ImageData(16, 16)];
    const config = { width: 64, height: 64, fps: 30, codec: 'h264', quality: 50, effects: [] };
    const all = [];
    for (const change of [{ width: 63 }, { fps: 0 }, { codec: 'hevc' }, { quality: 0 }, { effects: 3 }]) {
      all.push((await kit.caught(processor.processVideo(frame, { ...config, ...change }))).path);
    }
    all.push((await kit.caught(processor.processVideo([], config))).path);
    processor.close();
    return all;
  });
  assert.deepEqual(faults, ['config.width', 'config.fps', 'config.codec', 'config.quality', 'config.effects', 'videoFrames']);
});
