// What `processVideo` makes of its settings, by the pixels of the result.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { RustVideoEngine } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { clip, folder, names, video } from './support.js';

const here = folder();
const source = clip(join(here, 'clip.mp4'));
const engine = new RustVideoEngine();
afterAll(() => engine.close());

describe('texts', () => {
  it('stand in the lower third, white on dark, each while it is its turn', async () => {
    const output = join(here, 'made/for/it/captions.mp4');
    // Without an input the background is left. The output's folder is made.
    const result = await engine.processVideo('', output, {
      video: { width: 270, height: 480, fps: 10 },
      effects: {
        textOverlays: [{ text: 'First', durationSecs: 1 }, { text: 'Second, and rather longer than the first', durationSecs: 1 }],
        animations: { enabled: false },
        background: { backgroundType: 'color', source: '#204060' },
      },
    });
    expect(result).toMatchObject({ durationMs: 2000, outputPath: output });
    const white: number[] = [];
    for await (const { data } of engine.decodeFrames(output, { start: 0.5, frameRate: 1 })) {
      const counts = { white: 0, dark: 0, whiteAbove: 0 };
      for (let at = 0; at < data.length; at += 4) {
        const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
        if (r > 220 && g > 220 && b > 220) counts[at < data.length / 2 ? 'whiteAbove' : 'white'] += 1;
        if (r < 40 && g < 40 && b < 60) counts.dark += 1;
      }
      expect(counts.whiteAbove).toBe(0);
      expect(counts.dark).toBeGreaterThan(1000);
      white.push(counts.white);
    }
    expect(white).toHaveLength(2);
    expect(white[0]).toBeGreaterThan(50);
    expect(white[1]).toBeGreaterThan(white[0]!);
  });

  it('may last longer than the input', async () => {
    const config = { video: { width: 90, height: 160 }, effects: { textOverlays: [{ text: 'Hi', durationSecs: 3 }] } };
    expect((await engine.processVideo(source, join(here, 'longer.mp4'), config)).durationMs).toBe(3000);
    expect((await engine.processVideo(source, join(here, 'longer.mp4'), { ...config, durationSecs: 1 })).durationMs).toBe(1000);
  });
});

describe('settings', () => {
  it('of the clip: start, speed, fit, sound', async () => {
    const config = { video: { width: 90, height: 160, fps: 20 }, audio: { enabled: false }, startSecs: 1, speed: 0.5, fit: 'contain' as const };
    const { metadata, durationMs } = await engine.processVideo(source, join(here, 'settings.mp4'), config);
    expect([durationMs, video(metadata).frames, metadata.audio]).toEqual([2000, 40, []]);
  });

  it('that are wrong are named, and nothing is made', async () => {
    const output = join(here, 'wrong/out.mp4');
    const faults: [object, string][] = [
      [{ video: { fps: 0 } }, 'video.fps'],
      [{ effects: { textOverlays: [{ text: 5 }] } }, 'effects.textOverlays[0].text'],
      [{ effects: { backgroundd: {} } }, 'effects.backgroundd'],
      [{ audio: { sampleRate: 7 } }, 'audio.sampleRate'],
      // The form of the specification, in its own words.
      [{ effects: { text_overlays: [{ text: 'a', duration: 0 }] } }, 'effects.text_overlays[0].duration'],
    ];
    for (const [config, path] of faults) {
      const error = await engine.processVideo(source, output, config as never).catch((e: unknown) => e);
      expect(error).toMatchObject({ name: 'ReelSpeedError', path });
    }
    const missing = { effects: { background: { backgroundType: 'image' as const, source: join(here, 'none.png') } } };
    await expect(engine.processVideo(source, output, missing)).rejects.toMatchObject({ code: 'IO', path: 'effects.background.source' });
    expect(existsSync(join(here, 'wrong'))).toBe(false);
  });

  it('of a size that is passed lead to a second, smaller encoding under the same name', async () => {
    const own = join(here, 'own');
    const config = (targetSizeMb?: number) => ({
      video: { width: 360, height: 640 },
      audio: { enabled: false },
      optimization: targetSizeMb === undefined ? {} : { targetSizeMb },
    });
    const frames: number[] = [];
    const large = await engine.processVideo(source, join(own, 'out.mp4'), config());
    const small = await engine.processVideo(source, join(own, 'out.mp4'), config(large.fileSize / 2e6), {
      onProgress: ({ frame }) => frames.push(frame),
    });
    expect(small.fileSize).toBeLessThan(large.fileSize * 0.7);
    expect(small.fileSize).toBe(statSync(join(own, 'out.mp4')).size);
    expect(names(own)).toEqual(['out.mp4']);
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
  });
});
