// Files that were made to break something.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { ReelSpeedError, RustVideoEngine } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { document, folder, names, realMedia } from './support.js';

const media = realMedia();
if (media === undefined) console.warn('skipped: no folder of hostile files; REELSPEED_MEDIA names one');

describe.skipIf(media === undefined)('every hostile file', () => {
  const here = folder();
  const engine = new RustVideoEngine({ maxConcurrentJobs: 2, memoryLimit: 1024 });
  afterAll(() => engine.close());
  const files = media === undefined ? [] : readdirSync(join(media, 'bad')).map((name) => join(media, 'bad', name));

  it.each(files.filter((path) => statSync(path).isFile()).map((path) => [path.split('/').at(-1)!, path]))(
    '%s is probed, rendered, decoded or refused',
    { timeout: 60_000 },
    async (_, path) => {
      const output = join(here, 'out.mp4');
      const attempts = [
        engine.probe(path),
        engine.render(document({ duration: 0.2, layers: [{ type: 'video', src: path }] }), output, { signal: AbortSignal.timeout(20_000) }),
        engine.render(document({ duration: 0.2, layers: [{ type: 'image', src: path }] }), output),
        engine.render(document({ duration: 0.2, audio: [{ src: path }] }), output),
        engine.render(path, output),
        engine.clip(path, 0, 0.1, output, { width: 64, height: 64 }),
        (async () => {
          for await (const frame of engine.decodeFrames(path, { width: 32, height: 32 })) if (frame.index > 3) break;
        })(),
      ];
      for (const attempt of await Promise.allSettled(attempts)) {
        if (attempt.status === 'fulfilled') continue;
        expect(attempt.reason).toBeInstanceOf(ReelSpeedError);
        expect(attempt.reason.code, attempt.reason.stack).not.toBe('INTERNAL');
        expect(attempt.reason.message).not.toBe('');
        // Nothing of a file that a hostile playlist names comes out.
        expect(attempt.reason.message).not.toContain('root:x');
      }
      expect(names(here).filter((name) => name !== 'out.mp4')).toEqual([]);
    },
  );
});
