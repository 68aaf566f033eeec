// Seeking is exact: the picture at t is the one with pts ≤ t < the next one's pts. Pictures say their own numbers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import jsQR from 'jsqr';

import { numberIn } from './clips.mjs';
import { media, setUp } from './support.mjs';

let it;
before(async () => (it = await setUp()));
after(() => it.end());

/** The numbers that pictures at frames of a composition say. */
async function numbers(composition, frames) {
  const rows = await it.run(
    async ({ composition, frames }) => {
      const { preview, canvas } = await kit.open();
      await preview.load(composition);
      const all = [];
      for (const frame of frames) {
        await preview.seekFrame(frame);
        const luma = await preview.yuv();
        const middle = (composition.height / 2) * composition.width;
        all.push({ frame: preview.currentFrame, row: [...luma.subarray(middle, middle + composition.width)] });
      }
      preview.close();
      canvas.remove();
      return all;
    },
    { composition, frames },
  );
  assert.deepEqual(rows.map(({ frame }) => frame), frames);
  return rows.map(({ row }) => numberIn(row));
}

const video = (src, frameRate, extra = {}) => ({
  version: 1, width: 160, height: 96, frameRate, layers: [{ type: 'video', src, fit: 'fill', ...extra }],
});
/** Forwards, backwards, far, near, twice the same. */
const JUMPS = [0, 1, 2, 50, 49, 48, 149, 0, 149, 75, 75, 76, 61, 59, 60, 120, 3];

for (const [src, rate] of [['/clips/numbers_25.mp4', 25], ['/clips/numbers_ntsc.mp4', 29.97], ['/clips/numbers_vp9.webm', 30]]) {
  test(`every jump in ${src} shows the very picture`, async () => {
    const jumps = JUMPS.filter((frame) => frame < 150);
    assert.deepEqual(await numbers(video(src, rate), jumps), jumps);
  });
}

test('every picture in turn', async () => {
  const all = Array.from({ length: 130 }, (_, frame) => frame);
  assert.deepEqual(await numbers(video('/clips/numbers_25.mp4', 25), all), all);
});

test('at twice the rate every picture comes twice', async () => {
  const frames = [0, 1, 2, 3, 97, 98, 99, 100, 40, 41];
  assert.deepEqual(await numbers(video('/clips/numbers_25.mp4', 50), frames), frames.map((frame) => Math.floor(frame / 2)));
});

test('pictures of unequal length', async () => {
  const pts = Array.from({ length: 120 }, (_, n) => 40 * n + 15 * (n % 3));
  const frames = [0, 10, 11, 12, 13, 14, 100, 55, 230, 229, 7];
  const expected = frames.map((frame) => pts.findLastIndex((t) => t <= frame * 20));
  assert.deepEqual(await numbers(video('/clips/numbers_vfr.mp4', 50), frames), expected);
});

test('a file whose clock begins later', async () => {
  const frames = [0, 1, 30, 99, 2];
  assert.deepEqual(await numbers(video('/clips/numbers_late.mp4', 25), frames), frames);
});

test('trim, speed and loop are the timeline’s', async () => {
  const composition = video('/clips/numbers_25.mp4', 25, { trim: { start: 2, end: 4 }, speed: 2, loop: true, duration: 3 });
  assert.deepEqual(await numbers(composition, [0, 1, 24, 25, 26, 74, 10]), [50, 52, 98, 50, 52, 98, 70]);
});

test('two clips of one file at once', async () => {
  const composition = {
    version: 1, width: 160, height: 96, frameRate: 25,
    layers: [
      { type: 'video', src: '/clips/numbers_25.mp4', fit: 'fill', duration: 4 },
      { type: 'video', src: '/clips/numbers_25.mp4', trim: { start: 3 }, fit: 'fill', start: 1, duration: 3 },
    ],
  };
  assert.deepEqual(await numbers(composition, [0, 24, 25, 60, 24, 99]), [0, 24, 75, 110, 24, 149]);
});

test('real footage with QR codes', { skip: media === undefined && 'REELSPEED_MEDIA is not set' }, async () => {
  const frames = [0, 1, 50, 199, 100, 99];
  const codes = await it.run(async (frames) => {
    const { preview, canvas } = await kit.open();
    await preview.load({
      version: 1, width: 1920, height: 1080, frameRate: 25, layers: [{ type: 'video', src: '/media/video/wave_croatia_1080p25_framecode.mp4' }],
    });
    const all = [];
    for (const frame of frames) {
      await preview.seek(frame / 25 + 0.01);
      const { data, width } = await preview.snapshot();
      // The black square with the code, as grey of a third of the bytes.
      const part = [];
      for (let y = 240; y < 840; y += 2) for (let x = 160; x < 760; x += 2) part.push(data[(y * width + x) * 4]);
      all.push(part);
    }
    preview.close();
    canvas.remove();
    return all;
  }, frames);
  const read = codes.map((part) => {
    const rgba = new Uint8ClampedArray(300 * 300 * 4);
    part.forEach((grey, i) => rgba.set([grey, grey, grey, 255], i * 4));
    return jsQR(rgba, 300, 300)?.data;
  });
  assert.deepEqual(read.map((code) => Number(code?.split(';')[2]) - 1), frames);
});
