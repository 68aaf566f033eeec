// Captions: read from files and bytes, laid on a composition and rendered, written again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { burnedInCaptions, captionLayers, importCaptions, ReelSpeedError, RustVideoEngine, writeCaptions } from '@reelspeed/engine';
import { afterAll, expect, it } from 'vitest';

import { folder, ROOT } from './support.js';

const here = folder();
const engine = new RustVideoEngine({ tempDirectory: join(here, 'tmp') });
afterAll(() => engine.close());

const canvas = { version: 1 as const, width: 180, height: 320, duration: 11, background: '#123456' };

it('reads a transcript, lays it, and shows the word that is spoken', async () => {
  const { captions, faults } = await importCaptions(join(ROOT, '../../examples/captions/jfk.json'));
  expect(faults).toEqual([]);
  expect(captions.cues.length).toBeGreaterThan(0);
  const layers = await captionLayers(captions, { preset: 'karaoke', activeColor: '#ff0000' }, canvas);
  expect(layers.length).toBeGreaterThan(10);
  expect(await engine.validate({ ...canvas, layers })).toEqual([]);
  const word = captions.cues[0]!.words![2]!;
  const { data } = await engine.renderFrame({ ...canvas, layers }, (word.start + word.end) / 2, { format: 'rgba' });
  let red = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i]! > 200 && data[i + 1]! < 80 && data[i + 2]! < 80) red++;
  expect(red).toBeGreaterThan(20);
});

it('writes what was read and what was burned in', async () => {
  const vtt = 'WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ada>Hello, wonderful world of words!\n';
  const { captions } = await importCaptions(Buffer.from(vtt));
  expect(captions.cues[0]).toMatchObject({ start: 1, end: 3, speaker: 'Ada' });
  expect(await writeCaptions(captions, 'srt')).toContain('00:00:01,000 --> 00:00:03,000');
  const shown = await burnedInCaptions(captions, { preset: 'oneWord' });
  expect(shown.cues.map((cue) => cue.text)).toEqual(['Hello,', 'wonderful', 'world', 'of', 'words!']);
  expect(await writeCaptions(shown, 'vtt')).toMatch(/^WEBVTT/);
});

it('says what is wrong', async () => {
  const failure = (call: Promise<unknown>) => call.then(() => expect.unreachable(), (error: ReelSpeedError) => error);
  expect(await failure(importCaptions(join(here, 'none.srt')))).toMatchObject({ code: 'IO' });
  expect(await failure(importCaptions(Buffer.from('just words')))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect((await failure(captionLayers({ cues: [] }, { preset: 'kareoke' } as never, canvas))).message).toContain('karaoke');
  expect(await failure(writeCaptions({ cues: [{ start: 2, end: 1, text: 'a' }] }, 'srt'))).toMatchObject({ code: 'INVALID_ARGUMENT', path: 'cues[0].end' });
  expect(await failure(writeCaptions({ cues: [] }, 'ass' as never))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  const bad = join(here, 'bad.srt');
  writeFileSync(bad, '1\n00:00:01,000 --> 00:00:02,000\ngood\n\n2\n00:00:09,000 --> later\nbad\n');
  const { captions, faults } = await importCaptions(bad);
  expect([captions.cues.length, faults.length]).toEqual([1, 1]);
  expect(readFileSync(bad, 'utf8')).toContain('good');
});
