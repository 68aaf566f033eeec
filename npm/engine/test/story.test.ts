// Chat stories: rendered, composed, and what is said where one is wrong.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ReelSpeedError, type ReelSpeedVideoConfig, RustVideoEngine, RustVideoEngineIntegration } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { clip, folder, video } from './support.js';

const here = folder();
const footage = clip(join(here, 'footage.mp4'));
const engine = new RustVideoEngine({ maxConcurrentJobs: 2, memoryLimit: 1024, tempDirectory: join(here, 'tmp') });
afterAll(() => engine.close());

const story: ReelSpeedVideoConfig = {
  template: 'imessage-dark',
  messages: [
    { text: 'are you up?', sender: 'Mia', audioDuration: 0.5 },
    { text: 'always', sender: 'me', audioDuration: 0.5, readReceipt: 'read', reaction: '❤️' },
  ],
  videoSettings: { resolution: '180x320', fps: 15 },
  animationSettings: { animationSpeed: 'fast', baseDelay: 0, messageDelay: 100, endDelay: 200 },
};

describe('a story', () => {
  it('is rendered in place of a composition', async () => {
    const output = join(here, 'story.mp4');
    const report = await engine.render({ reelspeed: story }, output);
    // Twice typing for 0.48 s and speaking for 0.5 s, a pause of 0.1 s, and 0.2 s at the end.
    expect(report.durationSecs).toBeCloseTo(2.26, 1);
    expect(video(await engine.probe(output))).toMatchObject({ width: 180, height: 320 });
    const picture = await engine.renderFrame({ reelspeed: story }, 1.9, { format: 'rgba' });
    expect(picture.width * picture.height * 4).toBe(picture.data.length);
    const shown = new Set<number>();
    for (let i = 0; i < picture.data.length; i += 4) shown.add((picture.data[i] ?? 0) << 16 | (picture.data[i + 1] ?? 0) << 8 | (picture.data[i + 2] ?? 0));
    expect(shown.size).toBeGreaterThan(50);
    expect(await engine.validate({ reelspeed: story })).toEqual([]);
    expect((await engine.explain({ reelspeed: story })).frames).toBe(report.frames);
  });

  it('becomes a composition that gives the same picture', async () => {
    const composition = await engine.composeStory(story);
    expect(composition).toMatchObject({ version: 1, width: 180, height: 320 });
    const [a, b] = await Promise.all([
      engine.renderFrame(composition, 1.5, { format: 'rgba' }),
      engine.renderFrame({ reelspeed: story }, 1.5, { format: 'rgba' }),
    ]);
    expect(a.data.equals(b.data)).toBe(true);
  });

  it('is written as subtitles', async () => {
    const { cues } = await engine.storyCaptions(story);
    expect(cues.map(({ text, speaker }) => [text, speaker])).toEqual([['are you up?', 'Mia'], ['always', 'You']]);
    expect(cues[0]!.end - cues[0]!.start).toBeCloseTo(0.5);
    const bad = await engine.storyCaptions({ ...story, template: 'x' } as never).catch((e: unknown) => e);
    expect(bad).toMatchObject({ path: 'template' });
  });

  it('splits the screen with footage', async () => {
    const output = join(here, 'split.mp4');
    const config: ReelSpeedVideoConfig = {
      ...story,
      videoSettings: { ...story.videoSettings, brainrotMode: true },
      brainrotSettings: { footageUrls: [footage], cutEvery: 0.5, emphasisWords: ['always'] },
    };
    await engine.render({ reelspeed: config }, output);
    const picture = await engine.renderFrame({ reelspeed: config }, 1, { format: 'rgba' });
    const rows = new Set<string>();
    for (let y = 170; y < 320; y += 10) rows.add(picture.data.subarray(y * 180 * 4, y * 180 * 4 + 720).toString('base64'));
    expect(rows.size).toBeGreaterThan(10);
  });

  it('says what is wrong with it, in its own words', async () => {
    const bad = { ...story, template: 'imesage-dark', messages: [{ text: 'a', audioUrl: 'none.wav' }], videoSetings: {} } as never;
    const unknown = await engine.validate({ reelspeed: bad });
    expect(unknown).toContainEqual(expect.objectContaining({ path: 'template', suggestion: 'imessage-dark' }));
    expect(unknown).toContainEqual(expect.objectContaining({ path: 'videoSetings', suggestion: 'videoSettings' }));
    writeFileSync(join(here, 'no.wav'), 'no sound');
    const files: ReelSpeedVideoConfig = {
      ...story,
      messages: [{ text: 'a', audioUrl: join(here, 'no.wav') }, { text: 'b', imageUrl: join(here, 'none.png') }],
    };
    const error = await engine.render({ reelspeed: files }, join(here, 'x.mp4')).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ReelSpeedError);
    expect((error as ReelSpeedError).message).toContain('messages[0].audioUrl');
    expect((error as ReelSpeedError).message).toContain('messages[1].imageUrl');
    // Told once, though the letters are also typed in the bar.
    const glyph = await engine.validate({ reelspeed: { ...story, messages: [{ text: 'ok \u{10ffff}', sender: 'me' }] } });
    expect(glyph.map(({ path, code }) => [path, code])).toEqual([['messages[0].text', 'MISSING_GLYPH']]);
  });

  it('is laid over a video by the integration', async () => {
    const integration = new RustVideoEngineIntegration({ tempDirectory: join(here, 'integration') });
    await integration.initialize();
    const request = { type: 'story', inputPath: footage, settings: { width: 180, height: 320, fps: 15 }, input: { config: story } };
    const made = await integration.enhanceVideoProcessing(request);
    expect(made.durationInSeconds).toBeGreaterThan(2.2);
    const wrong = { ...request, input: { config: { ...story, messages: [{ text: 'a', sied: 'incoming' }] } } } as never;
    const error = await integration.enhanceVideoProcessing(wrong).catch((e: unknown) => e);
    expect((error as ReelSpeedError).message).toContain('input.config.messages[0].sied');
    await integration.close();
  });
});
