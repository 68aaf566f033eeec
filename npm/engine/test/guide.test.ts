// The guide for people who come from fluent-ffmpeg: its code of ours is type-checked, and run block by block.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MediaReport, RustVideoEngine } from '@reelspeed/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const packageFolder = join(__dirname, '..');
const fixtures = process.env['REELSPEED_FIXTURES'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'reelspeed/media');
const guide = readFileSync(join(packageFolder, '../../docs/from-fluent-ffmpeg.md'), 'utf8');
const blocks = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] as string);

/** What must be there after the block that makes it: size, length, codecs. */
const made: Record<string, { width: number; height: number; seconds: number; video?: string; audio?: string | null }> = {
  'part.mp4': { width: 320, height: 180, seconds: 1.5 },
  'tall.mp4': { width: 270, height: 480, seconds: 3 },
  'blue.mp4': { width: 270, height: 480, seconds: 3 },
  'joined.mp4': { width: 320, height: 180, seconds: 3 + 2 - 0.5 },
  'branded.mp4': { width: 320, height: 180, seconds: 3 },
  'scored.mp4': { width: 320, height: 180, seconds: 3 },
  'talk.webm': { width: 320, height: 180, seconds: 3, video: 'vp9', audio: 'opus' },
  'small.mp4': { width: 640, height: 360, seconds: 3 },
  'titled.mp4': { width: 320, height: 180, seconds: 3 },
  'out.mp4': { width: 320, height: 180, seconds: 2 },
};

let folder: string;
const start = process.cwd();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelspeed-guide-'));
  const ffmpeg = (...args: string[]): void => void execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=3', '-f', 'lavfi', '-i', 'sine=440:duration=3', join(folder, 'talk.mp4'));
  ffmpeg('-f', 'lavfi', '-i', 'color=red:size=64x64', '-frames:v', '1', join(folder, 'logo.png'));
  copyFileSync(join(fixtures, 'ntsc.mp4'), join(folder, 'outro.mp4'));
  copyFileSync(join(fixtures, 'music-loop.flac'), join(folder, 'music.flac'));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true, force: true });
});

describe('docs/from-fluent-ffmpeg.md', () => {
  test('the code is right by its types', () => {
    // Inside the package, so that its own name leads to it.
    const file = join(packageFolder, `.guide-${process.pid}.mts`);
    writeFileSync(file, `${blocks.join('\n')}\nexport { pictures, optimizedSize, qualityScore, reason };\n`);
    try {
      const tsc = join(packageFolder, 'node_modules/typescript/bin/tsc');
      const options = '--noEmit --strict --noUncheckedIndexedAccess --target es2022 --lib es2022,esnext.disposable --module node16 --types node';
      execFileSync(process.execPath, [tsc, '--ignoreConfig', ...options.split(' '), file], { cwd: packageFolder, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      expect.fail((error as { stdout: string }).stdout);
    } finally {
      rmSync(file, { force: true });
    }
  });

  test('the code does what is said', async () => {
    // One script: later blocks use what earlier ones made. Modules cannot be made out of text, functions can.
    const script = blocks
      .join('\n')
      .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = load('$2');")
      .replace(/ as const| as \[number, number\]/g, '')
      .replace('await engine.close();', 'return { engine, media, pictures, optimizedSize, qualityScore, reason };');
    const AsyncFunction = (async () => {}).constructor as new (...names: string[]) => (...values: unknown[]) => Promise<unknown>;
    const lines: unknown[][] = [];
    const load = (name: string): unknown => require(name === '@reelspeed/engine' ? packageFolder : name);
    const result = (await new AsyncFunction('load', 'console', script)(load, { log: (...line: unknown[]) => lines.push(line) })) as {
      engine: RustVideoEngine;
      media: MediaReport;
      pictures: number;
      optimizedSize: number;
      qualityScore: number;
      reason: string;
    };
    const { engine } = result;
    try {
      expect(lines[0]).toEqual([3, 640, 360, [25, 1]]);
      expect(lines.some(([stage]) => stage === 'rendering')).toBe(true);
      expect(result).toMatchObject({ pictures: 4, reason: 'AbortError' });
      expect(result.optimizedSize).toBeLessThanOrEqual(200_000);
      expect(result.qualityScore).toBeGreaterThan(0);
      expect(existsSync('never.mp4')).toBe(false);
      const png = readFileSync('shot.png');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([320, 180]);

      for (const [file, { width, height, seconds, video = 'h264', audio = 'aac' }] of Object.entries(made)) {
        const media = await engine.probe(file);
        expect({ file, width: media.video[0]?.width, height: media.video[0]?.height }).toEqual({ file, width, height });
        expect(media.video[0]?.codec, file).toBe(video);
        expect(media.audio[0]?.codec, file).toBe(audio);
        expect(Math.abs(media.durationSecs - seconds), `${file}: ${media.durationSecs} s`).toBeLessThan(0.1);
      }

      // Pictures: bars, the logo in its corner, a text in its box.
      const pixel = async (file: string, at: number, x: number, y: number): Promise<number[]> => {
        for await (const { width, data } of engine.decodeFrames(file, { start: at, duration: 0.04 })) return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
        return [];
      };
      const near = (actual: number[], expected: number[]): boolean => actual.every((value, n) => Math.abs(value - (expected[n] as number)) < 12);
      expect(near(await pixel('tall.mp4', 1, 135, 20), [0, 0, 0])).toBe(true);
      expect(near(await pixel('blue.mp4', 1, 135, 20), [0x20, 0x40, 0x60])).toBe(true);
      const [red = 0, green = 255] = await pixel('branded.mp4', 1, 320 - 12 - 32, 12 + 32);
      expect(red - green).toBeGreaterThan(100);
      expect(await pixel('titled.mp4', 1, 160, 160)).not.toEqual(await pixel('branded.mp4', 1, 160, 160));
    } finally {
      await engine.close();
    }
  }, 60_000);
});
