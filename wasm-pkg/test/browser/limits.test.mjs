// Memory while scrubbing, browsers that lack something, and pages that nobody has touched.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { scrub } from './memory.mjs';
import { setUp } from './support.mjs';

const NUMBERS = {
  version: 1, width: 160, height: 96, frameRate: 25, layers: [{ type: 'video', src: '/clips/numbers_25.mp4', fit: 'fill', duration: 3 }],
};

let it;
before(async () => (it = await setUp({ autoplay: false })));
after(() => it.end());

test('a page that nobody has touched plays in silence, and sounds when it is touched', async () => {
  await it.run(async (composition) => {
    const { preview } = await kit.open({ loop: true });
    globalThis.quiet = preview;
    await preview.load(composition);
    await preview.play();
  }, NUMBERS);
  const first = await it.run(async () => {
    await kit.sleep(700);
    return [quiet.state, quiet.currentTime];
  });
  assert.equal(first[0], 'playing');
  assert.ok(first[1] > 0.4, `${first[1]}`);
  await it.page.mouse.click(5, 5);
  const second = await it.run(async () => {
    await quiet.play();
    await kit.sleep(500);
    const told = [quiet.state, quiet.currentTime];
    quiet.close();
    return told;
  });
  assert.equal(second[0], 'playing');
  assert.notEqual(second[1], first[1]);
});

test('without WebCodecs pictures come from video elements', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open({ elements: true });
    const info = await preview.load(composition);
    const rows = [];
    for (const frame of [0, 30, 74, 10]) {
      await preview.seekFrame(frame);
      const luma = await preview.yuv();
      rows.push([...luma.subarray(48 * 160, 49 * 160)]);
    }
    await preview.play();
    await kit.sleep(600);
    const time = preview.currentTime;
    preview.close();
    canvas.remove();
    return { info, rows, time };
  }, NUMBERS);
  assert.equal(told.info.hasAudio, true);
  const { numberIn } = await import('./clips.mjs');
  assert.deepEqual(told.rows.map(numberIn), [0, 30, 74, 10]);
  assert.ok(told.time > 0.2);
});

test('the build without SIMD shows the same', async () => {
  const hashes = await it.run(async (composition) => {
    const all = [];
    for (const build of ['simd', 'scalar']) {
      const preview = await reelspeed.Preview.create({ build });
      await preview.load(composition);
      await preview.seekFrame(20);
      all.push([(await preview.stats()).build, await kit.hash(await preview.yuv()), await kit.hash((await preview.snapshot()).data)]);
      preview.close();
    }
    return all;
  }, { ...NUMBERS, layers: [...NUMBERS.layers, { type: 'text', text: 'Same', transform: { position: [80, 48] } }] });
  assert.deepEqual(hashes.map(([build]) => build), ['simd', 'scalar']);
  assert.deepEqual(hashes[0].slice(1), hashes[1].slice(1));
});

test('memory stays where it is while somebody scrubs', async () => {
  const { seeks, samples } = await scrub(it, 15, { ...NUMBERS, layers: [{ ...NUMBERS.layers[0], duration: 12 }] });
  assert.ok(seeks > 50, `${seeks} seeks`);
  const [middle, end] = [samples.slice(4, 8), samples.slice(8)].map((part) => Math.max(...part.map(({ heap }) => heap)));
  assert.ok(end < middle * 1.2 + 2e6, `page: ${middle} bytes, then ${end}`);
  assert.equal(samples.at(-1).module, samples[5].module, 'the module grows no more');
  for (const { held } of samples) assert.ok(held <= 8, `${held} pictures are held`);
});
