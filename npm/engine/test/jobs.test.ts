// Progress, cancelling, priorities, the limit of memory.
import { join } from 'node:path';

import { AbortError, type Progress, ReelSpeedError, RustVideoEngine } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { document, folder, LONG, names, until } from './support.js';

const here = folder();
const engine = new RustVideoEngine({ maxConcurrentJobs: 1, memoryLimit: 1024 });
afterAll(() => engine.close());

const output = (name: string) => join(here, name);

describe('progress', () => {
  it('is monotonic, finite and complete', async () => {
    const seen: Progress[] = [];
    await engine.render(document({ duration: 2 }), output('a.mp4'), { onProgress: (progress) => seen.push(progress) });
    expect(seen.map((p) => p.stage).filter((stage, i, all) => stage !== all[i - 1])).toEqual(expect.arrayContaining(['rendering', 'done']));
    expect(seen.at(-1)).toMatchObject({ stage: 'done', frame: 60, frames: 60, etaSecs: 0 });
    seen.reduce((before, now) => {
      expect(now.frame).toBeGreaterThanOrEqual(before.frame);
      expect(now.elapsedSecs).toBeGreaterThanOrEqual(before.elapsedSecs);
      for (const value of [now.frame, now.frames, now.fps, now.elapsedSecs, now.etaSecs ?? 0]) expect(Number.isFinite(value)).toBe(true);
      return now;
    });
  });

  it('can be iterated, beside the result', async () => {
    const job = engine.render(document({ duration: 2 }), output('b.mp4'));
    const seen: Progress[] = [];
    for await (const progress of job) seen.push(progress);
    expect(seen.at(-1)).toMatchObject({ stage: 'done', frame: 60 });
    expect((await job).frames).toBe(60);
    // Whoever comes late gets nothing, and no hang.
    for await (const _ of job) expect.unreachable();
    // Whoever leaves leaves the job alone.
    const other = engine.render(document({ duration: 2 }), output('c.mp4'));
    for await (const _ of other) break;
    expect((await other).frames).toBe(60);
  });

  it('throws in a loop what the job fails with', async () => {
    const job = engine.render(LONG, output('never.mp4'));
    job.catch(() => {});
    const loop = async () => {
      for await (const { frame } of job) if (frame > 0) job.cancel('enough');
    };
    await expect(loop()).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' });
  });

  it('cancels the job where the callback throws, which rejects with that', async () => {
    const mine = new Error('mine');
    const job = engine.render(LONG, output('never.mp4'), {
      onProgress: ({ frame }) => {
        if (frame > 0) throw mine;
      },
    });
    await expect(job).rejects.toBe(mine);
    expect(names(here)).not.toContain('never.mp4');
  });
});

describe('cancelling', () => {
  it('by a signal rejects with an AbortError and leaves nothing', async () => {
    const controller = new AbortController();
    const job = engine.render(LONG, output('never.mp4'), { signal: controller.signal });
    await until(() => engine.metrics().framesProcessed > 0 && engine.metrics().runningJobs === 1);
    await new Promise((wake) => setTimeout(wake, 100));
    const begun = performance.now();
    controller.abort(new Error('why'));
    const error = await job.catch((e) => e);
    // A quarter of a second is the promise; a busy machine gets more.
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', message: 'The operation was aborted' });
    expect(error.cause.message).toBe('why');
    expect(error.stack).toContain('jobs.test.ts');
    expect(names(here).filter((name) => name.includes('never'))).toEqual([]);
    expect(engine.metrics()).toMatchObject({ runningJobs: 0, reservedBytes: 0 });
  });

  it('by a signal that is aborted already starts nothing', async () => {
    const before = engine.metrics();
    const job = engine.render(LONG, output('never.mp4'), { signal: AbortSignal.abort('no') });
    expect(job.id).toBe(0);
    await expect(job).rejects.toMatchObject({ name: 'AbortError', cause: 'no' });
    expect(engine.metrics().jobsCancelled).toBe(before.jobsCancelled);
  });

  it('reaches a job that waits', async () => {
    const running = engine.render(LONG, output('never.mp4'));
    const waiting = engine.render(LONG, output('never2.mp4'));
    await until(() => engine.metrics().queuedJobs === 1 && engine.metrics().runningJobs === 1);
    waiting.cancel();
    await expect(waiting).rejects.toBeInstanceOf(AbortError);
    expect(engine.metrics().runningJobs).toBe(1);
    running.cancel();
    await expect(running).rejects.toBeInstanceOf(AbortError);
  });

  it('does nothing to a job that is done, and forgets the signal', async () => {
    const controller = new AbortController();
    const job = engine.render(document(), output('done.mp4'), { signal: controller.signal });
    const report = await job;
    controller.abort();
    job.cancel();
    expect(await job).toBe(report);
  });

  it('by a time-out', async () => {
    const job = engine.render(LONG, output('never.mp4'), { signal: AbortSignal.timeout(150) });
    await expect(job).rejects.toMatchObject({ name: 'AbortError', cause: { name: 'TimeoutError' } });
  });
});

describe('the queue', () => {
  it('lets jobs begin by priority and then by arrival', async () => {
    const blocker = engine.render(LONG, output('never.mp4'));
    blocker.catch(() => {});
    await until(() => engine.metrics().runningJobs === 1);
    const order: string[] = [];
    const submit = (name: string, priority: 'low' | 'normal' | 'high') =>
      engine.render(document(), output(`${name}.mp4`), { priority }).then(() => order.push(name));
    const jobs = [submit('low', 'low'), submit('normal', 'normal'), submit('high', 'high'), submit('high2', 'high')];
    await until(() => engine.metrics().queuedJobs === 4);
    await new Promise((wake) => setTimeout(wake, 200));
    blocker.cancel();
    await Promise.all(jobs);
    expect(order).toEqual(['high', 'high2', 'normal', 'low']);
  });

  it('refuses at once what can never fit, with both numbers', async () => {
    const small = new RustVideoEngine({ memoryLimit: 256 });
    const huge = document({ width: 4096, height: 8192, duration: 1, output: { video: { preset: 'veryslow' } } });
    const error: ReelSpeedError = await small.render(huge, output('huge.mp4')).catch((e) => e);
    expect(error).toMatchObject({ code: 'MEMORY_BUDGET', limit: 256 * 2 ** 20 });
    expect(error.predicted).toBeGreaterThan(error.limit!);
    expect(error.message).toMatch(/\d+ MB/);
    await small.close();
  });

  it('is emptied by closing', async () => {
    const closing = new RustVideoEngine({ maxConcurrentJobs: 2, memoryLimit: 1024 });
    const jobs = [1, 2, 3, 4, 5].map((n) => closing.render(LONG, output(`closing${n}.mp4`)));
    const ended = Promise.allSettled(jobs);
    await until(() => closing.metrics().runningJobs === 2);
    await closing.close();
    for (const job of await ended) expect(job).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    expect(names(here).filter((name) => name.includes('closing'))).toEqual([]);
  });

  it('runs eight at a time', async () => {
    const eight = new RustVideoEngine({ maxConcurrentJobs: 8, memoryLimit: 2048 });
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, eight.metrics().runningJobs)), 2);
    const reports = await Promise.all(
      [...Array(16).keys()].map((n) => eight.render(document({ duration: 4, width: 360, height: 640 }), output(`eight${n}.mp4`))),
    );
    clearInterval(watch);
    expect(reports.every((report) => report.frames === 120)).toBe(true);
    expect(most).toBe(8);
    await eight.close();
  });
});
