// The same again and again: nothing grows, nothing is left.
import { join } from 'node:path';

import { RustVideoEngine } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { clip, descriptors, document, engineThreads, folder, LONG, names, onLinux, until } from './support.js';

const here = folder();
const source = clip(join(here, 'clip.mp4'), { size: '160x90', seconds: 0.4 });
const engine = new RustVideoEngine({ maxConcurrentJobs: 2, memoryLimit: 1024, tempDirectory: join(here, 'tmp') });
afterAll(() => engine.close());

const resident = (): number => engine.metrics().residentBytes ?? 0;
const MB = 1e6;

describe.skipIf(!onLinux)('on Linux, which tells', () => {
  it('200 renders grow neither memory nor descriptors', { timeout: 180_000 }, async () => {
    const render = (n: number) =>
      engine.render(
        document({ duration: 0.4, layers: [{ type: 'video', src: source, loop: true }, { type: 'text', text: `${n}` }] }),
        join(here, 'again.mp4'),
      );
    // Fonts, code of FFmpeg and the heaps of threads come with the first ones.
    for (let n = 0; n < 30; n += 1) await render(n);
    globalThis.gc?.();
    const before = { memory: resident(), files: descriptors() };
    for (let n = 0; n < 200; n += 1) await render(n);
    globalThis.gc?.();
    // JavaScript's own heap breathes by some megabytes; a leak of one frame in each render would be 5 MB more.
    expect(resident() - before.memory).toBeLessThan(16 * MB);
    expect(descriptors()).toBeLessThanOrEqual(before.files);
    await until(() => !engineThreads().includes('reelspeed-job'));
  });

  it('1000 cancels at random moments leave no file, thread or descriptor', { timeout: 240_000 }, async () => {
    // A generator of its own, so that a failure can be had again.
    let seed = 42;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    const frames = function* () {
      for (;;) yield new Uint8Array(64 * 64 * 4);
    };
    const kinds = [
      (n: number, signal: AbortSignal) => engine.render(LONG, join(here, `cancel${n}.mp4`), { signal }),
      (n: number, signal: AbortSignal) => engine.clip(source, 0, 0.4, join(here, `cancel${n}.mp4`), { signal, video: { preset: 'medium' } }),
      (n: number, signal: AbortSignal) => engine.encodeFrames(frames(), join(here, `cancel${n}.mp4`), { width: 64, height: 64, signal }),
      (n: number, signal: AbortSignal) => engine.optimizeVideo(source, 0.02, { output: join(here, `cancel${n}.mp4`), signal }),
    ];
    await engine.initialize();
    await engine.clip(source, 0, 0.4, join(here, 'warm.mp4'));
    const before = { files: descriptors(), names: names(here) };
    let cancelled = 0;
    for (let round = 0; round < 250; round += 1) {
      const jobs = kinds.map(async (kind, k) => {
        const controller = new AbortController();
        const job = kind(round * 4 + k, controller.signal);
        setTimeout(() => controller.abort(), random() * 30);
        await job.then(
          () => {},
          (error) => {
            expect(error.name, error.stack).toBe('AbortError');
            cancelled += 1;
          },
        );
      });
      await Promise.all(jobs);
    }
    expect(cancelled).toBeGreaterThan(500);
    await until(() => engineThreads().filter((name) => name !== 'reelspeed-queue').length === 0);
    const finished = (name: string) => /^cancel\d+\.mp4$/.test(name);
    expect(names(here).filter((name) => !finished(name))).toEqual(before.names);
    // The engine's folder, and nothing in it.
    expect(names(join(here, 'tmp')).flatMap((inner) => names(join(here, 'tmp', inner)))).toEqual([]);
    expect(descriptors()).toBeLessThanOrEqual(before.files + 1);
    expect(engine.metrics()).toMatchObject({ runningJobs: 0, queuedJobs: 0, reservedBytes: 0 });
  });
});

it('the event loop stays free while jobs run', async () => {
  const { monitorEventLoopDelay } = await import('node:perf_hooks');
  const jobs = [1, 2].map((n) =>
    engine.render(document({ width: 540, height: 960, duration: 6, layers: [{ type: 'video', src: source, loop: true }] }), join(here, `free${n}.mp4`), {
      onProgress: () => {},
    }),
  );
  // The start of the histogram's own timer does not count.
  await new Promise((wake) => setTimeout(wake, 50));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await Promise.all(jobs);
  delay.disable();
  const [median, most] = [delay.percentile(50) / 1e6, delay.max / 1e6];
  console.log(`event loop delay while two jobs run: median ${median.toFixed(1)} ms, 99 % ${(delay.percentile(99) / 1e6).toFixed(1)} ms, most ${most.toFixed(1)} ms`);
  // The promise is 5 ms on a machine with a core to spare (benches/node measures it); here both cores encode.
  expect(median).toBeLessThan(5);
});
