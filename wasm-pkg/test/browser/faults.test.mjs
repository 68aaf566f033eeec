// What goes wrong is told by a code, a sentence and a place, and the preview can be used again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { setUp } from './support.mjs';

let it;
before(async () => (it = await setUp()));
after(() => it.end());

const video = (src) => ({ version: 1, width: 160, height: 96, frameRate: 25, layers: [{ type: 'video', src }] });

/** What loading fails with, and that a good document loads afterwards. */
const failing = (composition, options = {}) =>
  it.run(
    async ({ composition, good, options }) => {
      const { preview, canvas } = await kit.open(options);
      await preview.load(good);
      const told = [];
      preview.on('error', ({ code }) => told.push(code));
      const input = options.bytes ? { 'broken.mp4': new Blob([new Uint8Array(options.bytes)]) } : {};
      const fault = await kit.caught(preview.load(composition, input));
      const state = preview.state;
      const same = preview.error?.message === fault?.message;
      const info = preview.info;
      await preview.load(good);
      const after = { state: preview.state, error: preview.error };
      preview.close();
      canvas.remove();
      return { fault, state, same, told, info, after };
    },
    { composition, good: video('/clips/numbers_ntsc.mp4'), options },
  );

function check({ fault, state, same, told, info, after }, code, pattern) {
  assert.equal(fault?.code, code, JSON.stringify(fault));
  assert.match(fault.message, pattern);
  assert.equal(fault.name, 'PreviewError');
  assert.deepEqual({ state, same, told, info }, { state: 'error', same: true, told: [code], info: null });
  assert.deepEqual(after, { state: 'paused', error: null });
}

test('a document that is not right', async () => {
  const result = await failing({ version: 1, width: 161, height: 96, layers: [{ type: 'vidoe', src: 'a' }] });
  check(result, 'INVALID_DOCUMENT', /./);
  assert.ok(result.fault.issues.length >= 1);
  assert.ok(result.fault.issues.some(({ path }) => path.startsWith('layers[0]') || path === 'width'), JSON.stringify(result.fault.issues));
});

test('text that is not JSON', async () => check(await failing('{ "version": 1,'), 'INVALID_DOCUMENT', /./));

test('media that is not there, with its place', async () => {
  const result = await failing(video('/clips/nowhere.mp4'));
  check(result, 'IO', /nowhere\.mp4.*404/);
  assert.deepEqual(result.fault.issues.map(({ path, code }) => [path, code]), [['layers[0].src', 'MISSING_FILE']]);
});

test('a file that is no medium', async () => {
  check(await failing(video('broken.mp4'), { bytes: Array.from({ length: 4096 }, (_, i) => (i * 89) % 251) }), 'UNSUPPORTED_MEDIA', /broken\.mp4/);
});

test('an empty file', async () => {
  check(await failing(video('broken.mp4'), { bytes: [0] }), 'UNSUPPORTED_MEDIA', /broken\.mp4/);
});

test('fonts that are not there', async () => {
  const text = { ...video(''), duration: 1, layers: [{ type: 'text', text: 'Hello' }] };
  const result = await failing(text, { fontsUrl: '/no-fonts' });
  check(result, 'MISSING_FONT', /no-fonts/);
});

test('a font of the document that is not there', async () => {
  const text = { ...video(''), duration: 1, layers: [{ type: 'text', text: 'Hello' }], fonts: [{ src: '/fonts/mine.ttf', family: 'Mine' }] };
  const result = await failing(text);
  check(result, 'IO', /mine\.ttf.*404/);
});

test('a part of the package that is not there', async () => {
  const faults = await it.run(async () => [
    await kit.caught(reelspeed.Preview.create({ moduleUrl: '/nowhere' })),
    await kit.caught(reelspeed.Preview.create({ workerUrl: '/nowhere.js' })),
    await kit.caught(new reelspeed.RustVideoProcessor({ moduleUrl: '/nowhere' }).initialize()),
  ]);
  assert.deepEqual(faults.map(({ code }) => code), ['IO', 'IO', 'IO']);
  assert.match(faults[0].message, /nowhere\/simd.*404/);
  assert.match(faults[1].message, /nowhere\.js/);
});

test('calls at the wrong time, and arguments that are none', async () => {
  const faults = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    const codes = {};
    const code = async (name, action) => (codes[name] = (await kit.caught((async () => action())()))?.code ?? null);
    await code('play before', () => preview.play());
    await code('seek before', () => preview.seek(1));
    await code('snapshot before', () => preview.snapshot());
    await code('export before', () => preview.export());
    await preview.load(composition);
    await code('seek NaN', () => preview.seek(NaN));
    await code('frame 1.5', () => preview.seekFrame(1.5));
    await code('volume 2', () => (preview.volume = 2));
    await code('scale 0', () => (preview.scale = 0));
    await code('rate x', () => (preview.playbackRate = 'x'));
    await code('load 5', () => preview.load(undefined));
    await code('media 5', () => preview.setMedia('a', 5));
    await code('container', () => preview.export({ container: 'avi' }));
    await code('buckets', () => preview.waveform('/clips/tone.wav', 0));
    const pending = kit.caught(preview.seek(3));
    preview.close();
    codes['pending'] = (await pending).code;
    await code('closed', () => preview.load(composition));
    preview.close();
    canvas.remove();
    return codes;
  }, video('/clips/numbers_ntsc.mp4'));
  assert.deepEqual(faults, {
    'play before': 'NOT_READY', 'seek before': 'NOT_READY', 'snapshot before': 'NOT_READY', 'export before': 'NOT_READY',
    'seek NaN': 'INVALID_ARGUMENT', 'frame 1.5': 'INVALID_ARGUMENT', 'volume 2': 'INVALID_ARGUMENT', 'scale 0': 'INVALID_ARGUMENT',
    'rate x': 'INVALID_ARGUMENT', 'load 5': 'INVALID_ARGUMENT', 'media 5': 'INVALID_ARGUMENT', container: 'INVALID_ARGUMENT',
    buckets: 'INVALID_ARGUMENT', pending: 'CLOSED', closed: 'CLOSED',
  });
});

test('a listener that throws disturbs nobody', async () => {
  const reached = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    const thrown = new Promise((resolve) => addEventListener('error', (event) => (event.preventDefault(), resolve(event.error?.message)), { once: true }));
    preview.on('durationchange', () => {
      throw new Error('listener');
    });
    let reached = false;
    preview.on('durationchange', () => (reached = true));
    await preview.load(composition);
    preview.close();
    canvas.remove();
    return [reached, await thrown];
  }, video('/clips/numbers_ntsc.mp4'));
  it.faults.length = 0;
  assert.deepEqual(reached, [true, 'listener']);
});
