// Streams of raw frames, in and out.
import { join } from 'node:path';

import { type DecodedFrame, RustVideoEngine } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { clip, descriptors, ffprobe, folder, names, onLinux, until } from './support.js';

const here = folder();
const source = clip(join(here, 'clip.mp4'), { fps: 25, seconds: 2 });
const engine = new RustVideoEngine({ maxConcurrentJobs: 2, memoryLimit: 1024 });
afterAll(() => engine.close());

const SIZE = { width: 64, height: 48 } as const;
const grey = (n: number): Uint8Array => new Uint8Array(64 * 48 * 4).fill(n).map((v, i) => (i % 4 === 3 ? 255 : v));

async function all(frames: AsyncIterable<DecodedFrame>): Promise<DecodedFrame[]> {
  const list: DecodedFrame[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}

describe('encodeFrames', () => {
  it('makes a video that decodes to the same frames, whatever gives them', async () => {
    async function* asynchronous() {
      const reused = Buffer.alloc(64 * 48 * 4);
      for (let n = 0; n < 20; n += 1) {
        reused.set(grey(n * 10));
        yield reused;
        await null;
      }
    }
    const sources = [
      [...Array(20).keys()].map((n) => grey(n * 10)),
      asynchronous(),
      (function* () {
        for (let n = 0; n < 20; n += 1) yield new Uint8ClampedArray(grey(n * 10));
      })(),
    ];
    for (const [i, frames] of sources.entries()) {
      const output = join(here, `out${i}.mp4`);
      const report = await engine.encodeFrames(frames, output, { ...SIZE, frameRate: 10, frames: 20, output: { video: { rateControl: { crf: 10 } } } });
      expect(report).toMatchObject({ frames: 20, durationSecs: 2, width: 64, height: 48 });
      const decoded = await all(engine.decodeFrames(output));
      expect(decoded.map((f) => f.pts)).toEqual([...Array(20).keys()].map((n) => expect.closeTo(n / 10, 6)));
      // Limited range and the encoder round by a level or two.
      for (const f of decoded) expect(Math.abs(f.data[64 * 24 * 4 + 128]! - f.index * 10)).toBeLessThanOrEqual(4);
    }
  });

  it('takes other formats, sound, and a container', async () => {
    const planes = Buffer.alloc((64 * 48 * 3) / 2, 128);
    const output = join(here, 'sound.webm');
    const report = await engine.encodeFrames([planes, planes, planes], output, { ...SIZE, frameRate: 3, pixelFormat: 'yuv420p', audio: source });
    expect([report.videoEncoder.name, report.audioEncoder]).toEqual(['libvpx-vp9', 'libopus']);
    expect(ffprobe(output).streams.map((s: any) => s.codec_name)).toEqual(['vp9', 'opus']);
  });

  it('asks for a frame only when there is room', async () => {
    let made = 0;
    const progress: number[] = [];
    const frames = (function* () {
      while (made < 200) yield grey((made += 1) % 256);
    })();
    await engine.encodeFrames(frames, join(here, 'paced.mp4'), { ...SIZE, onProgress: ({ frame }) => void progress.push(made - frame) });
    expect(made).toBe(200);
    // A handful under way, not the whole source. x264 takes its look-ahead without giving frames back.
    expect(Math.max(...progress)).toBeLessThan(100);
  });

  it('rejects with what the source throws, and tells the source when the job ends early', async () => {
    const mine = new Error('mine');
    const throwing = (async function* () {
      yield grey(1);
      throw mine;
    })();
    await expect(engine.encodeFrames(throwing, join(here, 'never.mp4'), SIZE)).rejects.toBe(mine);
    let [asked, returned] = [0, false];
    const endless = (async function* () {
      try {
        for (;; asked += 1) yield grey(1);
      } finally {
        returned = true;
      }
    })();
    const job = engine.encodeFrames(endless, join(here, 'never.mp4'), SIZE);
    // A source that was never asked has nothing to clean up.
    await until(() => asked > 0);
    job.cancel();
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => returned);
    // Two small jobs: the last of them left nothing.
    expect(names(here).filter((name) => name.includes('never'))).toEqual([]);
  });

  it('names what is wrong', async () => {
    const output = join(here, 'never.mp4');
    const calls: [() => Promise<unknown>, RegExp][] = [
      [() => engine.encodeFrames([new Uint8Array(5)], output, SIZE), /expected 12288 bytes, a frame of 64x48 in rgba, was 5 bytes/],
      [() => engine.encodeFrames(['x' as never], output, SIZE), /^Expected Uint8Arrays for frames but received "x" of type string$/],
      [() => engine.encodeFrames(5 as never, output, SIZE), /^Expected an iterable or async iterable of Uint8Arrays for frames/],
      [() => engine.encodeFrames(new Uint8Array(5) as never, output, SIZE), /^Expected an iterable/],
      [() => engine.encodeFrames([], output, SIZE), /at least one, was none/],
      [() => engine.encodeFrames([], output, { width: 63, height: 48 }), /^width: must be an even number, was 63$/],
      [() => engine.encodeFrames([], output, { ...SIZE, pixelFormat: 'rgbx' as never }), /^pixelFormat: .*did you mean "rgba"/],
      [() => engine.encodeFrames([], output, undefined as never), /^width: is missing/],
    ];
    for (const [call, message] of calls) {
      const error = await call().then(() => expect.unreachable(), (e) => e);
      expect(error.message).toMatch(message);
      expect(error.code).toBe('INVALID_ARGUMENT');
    }
  });
});

describe('decodeFrames', () => {
  it('gives every frame with its time', async () => {
    const frames = await all(engine.decodeFrames(source));
    expect(frames.length).toBe(50);
    expect(frames[7]).toMatchObject({ index: 7, pts: expect.closeTo(0.28, 6), duration: expect.closeTo(0.04, 6), width: 320, height: 180 });
    expect(frames[7]!.data.length).toBe(320 * 180 * 4);
    expect(frames[7]!.data.equals(frames[8]!.data)).toBe(false);
  });

  it('gives a part, in another size, rate and format', async () => {
    const frames = await all(engine.decodeFrames(source, { start: 0.5, duration: 1, width: 160, frameRate: 10, pixelFormat: 'nv12' }));
    expect(frames.map((f) => [f.width, f.height, f.data.length])).toEqual(Array(10).fill([160, 90, 160 * 90 * 1.5]));
  });

  it('stops when the loop is left', async () => {
    const before = onLinux ? descriptors() : 0;
    for (let n = 0; n < 10; n += 1) {
      for await (const frame of engine.decodeFrames(source)) if (frame.index === 3) break;
    }
    await expect(
      (async () => {
        for await (const _ of engine.decodeFrames(source)) throw new Error('mine');
      })(),
    ).rejects.toThrow('mine');
    expect(engine.metrics().runningJobs).toBe(0);
    if (onLinux) expect(descriptors()).toBeLessThanOrEqual(before + 1);
  });

  it('goes at the pace of the loop', async () => {
    const stream = engine.decodeFrames(source)[Symbol.asyncIterator]();
    await stream.next();
    const processed = process.memoryUsage().arrayBuffers;
    await new Promise((wake) => setTimeout(wake, 200));
    // Two frames are decoded ahead at the most.
    expect(process.memoryUsage().arrayBuffers - processed).toBeLessThan(4 * 320 * 180 * 4);
    await stream.return?.();
  });

  it('throws in the loop', async () => {
    await expect(all(engine.decodeFrames(join(here, 'none.mp4')))).rejects.toMatchObject({ code: expect.stringMatching(/IO|INVALID_DOCUMENT/) });
    await expect(all(engine.decodeFrames(source, { start: -1 }))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', path: 'start' });
    await expect(all(engine.decodeFrames(5 as never))).rejects.toThrow(/^Expected a string or a file URL for input/);
    await expect(all(engine.decodeFrames(source, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' });
    const once = engine.decodeFrames(source, { duration: 0.2 });
    await all(once);
    await expect(all(once)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('feeds one into the other', async () => {
    const inverted = (async function* () {
      for await (const { data } of engine.decodeFrames(source, { width: 64, height: 48, fit: 'fill' })) yield data.map((v, i) => (i % 4 === 3 ? v : 255 - v));
    })();
    const one = new RustVideoEngine({ maxConcurrentJobs: 1 });
    expect(await one.encodeFrames(inverted, join(here, 'inverted.mp4'), { ...SIZE, frameRate: 25 })).toMatchObject({ frames: 50 });
    await one.close();
  });
});
