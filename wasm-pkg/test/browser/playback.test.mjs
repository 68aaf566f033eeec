// Playing: clock, pause, loop, rate, sound, scrubbing, the states and events that go with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { setUp } from './support.mjs';

let it;
before(async () => (it = await setUp()));
after(() => it.end());

const COMPOSITION = {
  version: 1, width: 160, height: 96, frameRate: 25, layers: [{ type: 'video', src: '/clips/numbers_25.mp4', fit: 'fill', duration: 3 }],
};

test('loads, shows the first picture and tells so', async () => {
  const told = await it.run(async (composition) => {
    const canvas = kit.canvas();
    const preview = await reelspeed.Preview.create({ canvas });
    const events = [];
    preview.on('statechange', ({ state, previous }) => events.push(`${previous}>${state}`));
    preview.on('durationchange', ({ duration }) => events.push(`duration ${duration}`));
    preview.on('timeupdate', ({ frame }) => events.push(`frame ${frame}`));
    const info = await preview.load(composition);
    const wanted = await kit.hash((await preview.snapshot()).data);
    // Another thread presents it, when the machine lets it.
    let equal = false;
    for (let n = 0; n < 300 && !equal; n += 1) {
      await kit.frames(1);
      equal = (await kit.hash(kit.pixels(canvas).data)) === wanted;
    }
    preview.close();
    canvas.remove();
    return { info, events, equal, size: [canvas.width, canvas.height], state: preview.state };
  }, COMPOSITION);
  assert.deepEqual(told.info, { width: 160, height: 96, frameRate: 25, frameCount: 75, duration: 3, hasAudio: true });
  assert.deepEqual(told.events, ['empty>loading', 'duration 3', 'frame 0', 'loading>ready', 'ready>closed'].slice(0, 4).concat('ready>closed'));
  assert.equal(told.equal, true);
  assert.deepEqual(told.size, [160, 96]);
  assert.equal(told.state, 'closed');
});

test('plays in time to its end, and again from the start', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load(composition);
    const frames = [];
    preview.on('timeupdate', ({ frame }) => frames.push(frame));
    const ended = new Promise((resolve) => preview.on('statechange', ({ state }) => state === 'ended' && resolve()));
    await preview.play();
    const began = performance.now();
    await ended;
    const took = (performance.now() - began) / 1000;
    const end = { time: preview.currentTime, frame: preview.currentFrame };
    const stats = await preview.stats();
    await preview.play();
    const again = preview.currentTime;
    preview.close();
    canvas.remove();
    return { frames, took, end, again, stats };
  }, COMPOSITION);
  assert.ok(Math.abs(told.took - 3) < 0.6, `took ${told.took} s`);
  assert.deepEqual(told.end, { time: 3, frame: 74 });
  assert.ok(told.again < 1);
  const frames = told.frames.slice(0, -1);
  assert.deepEqual(frames, [...frames].sort((a, b) => a - b), 'frames go forward only');
  assert.ok(new Set(frames).size > 20, `${frames.length} frames`);
  for (const value of Object.values(told.stats)) assert.ok(typeof value === 'string' || Number.isFinite(value));
});

test('pauses at once and stays; goes on from there', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load(composition);
    await preview.play();
    await kit.sleep(600);
    preview.pause();
    const time = preview.currentTime;
    await kit.sleep(400);
    const later = preview.currentTime;
    const frame = preview.currentFrame;
    await preview.play();
    const resumed = preview.currentTime;
    const state = preview.state;
    preview.close();
    canvas.remove();
    return { time, later, frame, resumed, state };
  }, COMPOSITION);
  assert.ok(told.time > 0.2 && told.time < 1.2, `${told.time}`);
  assert.equal(told.later, told.time);
  assert.equal(told.frame, Math.floor(told.time * 25 + 1e-6));
  assert.ok(told.resumed - told.time < 0.3);
  assert.equal(told.state, 'playing');
});

test('loops without a stop, and keeps its rate', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open({ loop: true, playbackRate: 2 });
    await preview.load(composition);
    await preview.seek(2.5);
    await preview.play();
    await kit.sleep(300);
    const began = performance.now();
    const from = preview.currentTime;
    await kit.sleep(1500);
    const passed = (performance.now() - began) / 1000;
    const time = preview.currentTime;
    preview.loop = false;
    preview.playbackRate = 4;
    const ended = new Promise((resolve) => preview.on('statechange', ({ state }) => resolve(state)));
    const state = await ended;
    preview.close();
    canvas.remove();
    return { from, passed, time, state };
  }, COMPOSITION);
  const expected = (told.from + 2 * told.passed) % 3;
  assert.ok(Math.abs(told.time - expected) < 0.1, `${told.time}, expected ${expected}`);
  assert.equal(told.state, 'ended');
});

test('sound is heard, at its volume, and not when it is muted', async () => {
  const levels = await it.run(async (composition) => {
    // Between the package and the speakers: what goes to the destination is measured.
    const connect = AudioNode.prototype.connect;
    const analysers = [];
    AudioNode.prototype.connect = function (to, ...rest) {
      if (to === this.context.destination) {
        const analyser = new AnalyserNode(this.context, { fftSize: 4096 });
        analysers.push(analyser);
        connect.call(this, analyser);
      }
      return connect.call(this, to, ...rest);
    };
    const level = () => {
      const samples = new Float32Array(4096);
      analysers.at(-1).getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
    };
    const { preview, canvas } = await kit.open({ loop: true });
    await preview.load(composition);
    await preview.play();
    const all = {};
    await kit.sleep(500);
    all.full = level();
    preview.volume = 0.5;
    await kit.sleep(300);
    all.half = level();
    preview.muted = true;
    await kit.sleep(300);
    all.muted = level();
    preview.muted = false;
    await kit.sleep(300);
    all.again = level();
    preview.pause();
    await kit.sleep(300);
    all.paused = level();
    preview.close();
    canvas.remove();
    AudioNode.prototype.connect = connect;
    return all;
  }, COMPOSITION);
  // ffmpeg's sine has an amplitude of 1/8, in each of two channels 3 dB less, and its root mean square is another 3 dB less.
  assert.ok(Math.abs(levels.full - 0.125 / 2) < 0.005, JSON.stringify(levels));
  assert.ok(Math.abs(levels.half / levels.full - 0.5) < 0.05, JSON.stringify(levels));
  assert.ok(levels.muted < 0.001 && levels.paused < 0.001, JSON.stringify(levels));
  assert.ok(Math.abs(levels.again / levels.half - 1) < 0.1, JSON.stringify(levels));
});

test('scrubbing: only the newest counts, and it is reached', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load(composition);
    let shown = 0;
    preview.on('timeupdate', () => shown++);
    const seeks = [];
    for (let i = 0; i < 60; i++) seeks.push(preview.seekFrame((i * 37) % 75));
    await Promise.all(seeks);
    const frame = preview.currentFrame;
    const { heldPictures } = await preview.stats();
    preview.close();
    canvas.remove();
    return { shown, frame, heldPictures };
  }, COMPOSITION);
  assert.equal(told.frame, (59 * 37) % 75);
  assert.ok(told.shown <= 3, `${told.shown} pictures were made`);
  assert.ok(told.heldPictures <= 2);
});

test('seeks while it plays, and outside of the composition', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load(composition);
    await preview.play();
    await preview.seek(2);
    const during = { state: preview.state, time: preview.currentTime };
    preview.pause();
    await preview.seek(-5);
    const before = preview.currentFrame;
    await preview.seek(99);
    const after = [preview.currentFrame, preview.currentTime];
    preview.close();
    canvas.remove();
    return { during, before, after };
  }, COMPOSITION);
  assert.equal(told.during.state, 'playing');
  assert.ok(told.during.time >= 2 && told.during.time < 2.4, JSON.stringify(told));
  assert.equal(told.before, 0);
  assert.deepEqual(told.after, [74, 3]);
});

test('another document takes its place and keeps the time; the newest of many counts', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load(composition);
    await preview.seek(1.5);
    const requests = [];
    const loads = [];
    for (let i = 1; i <= 8; i++) {
      loads.push(preview.load({ ...composition, layers: [...composition.layers, { type: 'text', text: `${i}`, transform: { position: [80, 48] } }] }));
    }
    await Promise.all(loads);
    const first = { time: preview.currentTime, frame: preview.currentFrame, state: preview.state };
    const began = performance.now();
    await preview.load({ ...composition, duration: 1 });
    const took = performance.now() - began;
    const last = { time: preview.currentTime, frame: preview.currentFrame };
    preview.close();
    canvas.remove();
    return { first, last, took, requests };
  }, COMPOSITION);
  assert.deepEqual(told.first, { time: 1.5, frame: 37, state: 'ready' });
  assert.deepEqual(told.last, { time: 1, frame: 24 });
});

test('scale: pictures become smaller, snapshots do not', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    await preview.load(composition);
    preview.scale = 0.5;
    await preview.seekFrame(3);
    await kit.frames(3);
    const small = [canvas.width, canvas.height];
    const snapshot = await preview.snapshot();
    preview.scale = 'auto';
    preview.maxScale = 0.25;
    await preview.seekFrame(4);
    await kit.frames(3);
    const smaller = [canvas.width, canvas.height];
    preview.close();
    canvas.remove();
    return { small, smaller, snapshot: [snapshot.width, snapshot.height] };
  }, COMPOSITION);
  assert.deepEqual(told, { small: [80, 48], smaller: [40, 24], snapshot: [160, 96] });
});

test('a canvas goes from one preview to the next, as StrictMode does', async () => {
  const told = await it.run(async (composition) => {
    const canvas = kit.canvas();
    const first = await reelspeed.Preview.create({ canvas });
    await first.load(composition);
    first.close();
    const second = await reelspeed.Preview.create();
    await second.load(composition);
    second.attach(canvas);
    second.detach();
    second.attach(canvas);
    await second.seekFrame(9);
    await kit.frames(3);
    const shown = await kit.hash(kit.pixels(canvas).data);
    const expected = await kit.hash((await second.snapshot()).data);
    const other = kit.canvas();
    other.getContext('2d');
    const fault = await kit.caught((async () => second.attach(other))());
    second.close();
    canvas.remove();
    other.remove();
    return { equal: shown === expected, fault: fault.code };
  }, COMPOSITION);
  assert.deepEqual(told, { equal: true, fault: 'INVALID_ARGUMENT' });
});

test('media from a File, a Blob, an ArrayBuffer and an address are the same', async () => {
  const hashes = await it.run(async (composition) => {
    const bytes = await (await fetch('/clips/numbers_25.mp4')).arrayBuffer();
    const inputs = [new File([bytes], 'a.mp4'), new Blob([bytes]), bytes, '/clips/numbers_25.mp4', new URL('/clips/numbers_25.mp4', location.href)];
    const all = [];
    for (const input of inputs) {
      const preview = await reelspeed.Preview.create();
      await preview.load({ ...composition, layers: [{ ...composition.layers[0], src: 'clip' }] }, { clip: input });
      await preview.seek(2);
      all.push(await kit.hash(await preview.yuv()));
      preview.close();
    }
    return all;
  }, COMPOSITION);
  assert.equal(hashes.length, 5);
  assert.equal(new Set(hashes).size, 1);
});

test('waveforms', async () => {
  const told = await it.run(async () => {
    const preview = await reelspeed.Preview.create();
    const loud = [...(await preview.waveform('/clips/tone.wav', 10))];
    const none = [...(await preview.waveform('/clips/numbers_ntsc.mp4', 4))];
    preview.close();
    return { loud, none };
  });
  assert.equal(told.loud.length, 20);
  told.loud.forEach((value, i) => assert.ok(Math.abs(value - (i % 2 === 0 ? -0.125 : 0.125)) < 0.002, `${value}`));
  assert.deepEqual(told.none, Array(8).fill(0));
});

test('a video with alpha lets what is behind it through', async () => {
  const pixel = await it.run(async () => {
    const { preview, canvas } = await kit.open();
    await preview.load({
      version: 1, width: 128, height: 128, frameRate: 25, background: '#0000ff', layers: [{ type: 'video', src: '/clips/square_alpha.webm' }],
    });
    const { data } = await preview.snapshot();
    preview.close();
    canvas.remove();
    return [...data.slice(4 * (64 * 128 + 64), 4 * (64 * 128 + 64) + 4)];
  });
  assert.ok(Math.abs(pixel[0] - 127) < 8 && pixel[1] < 8 && Math.abs(pixel[2] - 127) < 8 && pixel[3] === 255, `${pixel}`);
});

test('seeks, plays and pauses while a document is being loaded', async () => {
  const told = await it.run(async (composition) => {
    const { preview, canvas } = await kit.open();
    const faults = [];
    preview.on('error', ({ message }) => faults.push(message));
    const first = preview.load(composition);
    await preview.play();
    await first;
    const playing = preview.state;
    const again = preview.load({ ...composition, background: '#ff0000' });
    const sought = preview.seek(2);
    preview.pause();
    await Promise.all([again, sought]);
    const paused = [preview.state, preview.currentFrame, preview.currentTime];
    const goesOn = preview.play();
    await preview.load({ ...composition, background: '#00ff00' });
    await goesOn;
    const still = preview.state;
    preview.close();
    canvas.remove();
    return { playing, paused, still, faults };
  }, COMPOSITION);
  assert.deepEqual(told, { playing: 'playing', paused: ['paused', 50, 2], still: 'playing', faults: [] });
});
