import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

import type { Composition, MediaReport } from '@reelspeed/engine';

/** The package as it was built. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A folder that is gone when the file's tests are done. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'reelspeed-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs ffmpeg. */
export function ffmpeg(...args: string[]): void {
  execFileSync(process.env['FFMPEG'] ?? 'ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A test pattern with a tone, H.264 and AAC. */
export function clip(path: string, { size = '320x180', fps = 25, seconds = 2, sound = true } = {}): string {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps}:duration=${seconds}`];
  const tone = sound ? ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`, '-c:a', 'aac', '-ac', '2'] : [];
  ffmpeg(...picture, ...tone, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', path);
  return path;
}

/** What ffprobe says of a file. */
export function ffprobe(path: string): any {
  return JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path], { encoding: 'utf8' }));
}

/** A small document that needs no file. */
export function document(overrides: Partial<Composition> = {}): Composition {
  return {
    version: 1,
    width: 128,
    height: 128,
    duration: 0.4,
    background: '#204060',
    layers: [{ type: 'shape', geometry: { kind: 'ellipse', width: 60, height: 60 }, fill: '#ff8800' }],
    ...overrides,
  };
}

/** A document that takes long enough to be stopped in the middle. */
export const LONG = document({ width: 540, height: 960, duration: 600 });

/** The files in a folder, hidden ones too. */
export function names(path: string): string[] {
  return readdirSync(path).sort();
}

/** Real media with expected values, where there are any. */
export function realMedia(): string | undefined {
  const candidates = [process.env['REELSPEED_MEDIA'], resolve(ROOT, '../../../shared/media')];
  return candidates.find((path) => path !== undefined && existsSync(join(path, 'expected.json')));
}

/** A file that `scripts/fixtures.sh` has fetched. */
export function fetched(name: string): string | undefined {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const path = join(process.env['REELSPEED_FIXTURES'] ?? join(cache, 'reelspeed/media'), name);
  return existsSync(path) ? path : undefined;
}

export const onLinux = process.platform === 'linux';

/** Open descriptors of this process. */
export function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Threads of this process that belong to the engine. */
export function engineThreads(): string[] {
  return readdirSync('/proc/self/task').flatMap((task) => {
    try {
      const name = readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim();
      return name.startsWith('reelspeed') ? [name] : [];
    } catch {
      return [];
    }
  });
}

/** Waits until `condition` holds, for at most `ms`. */
export async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${condition}`);
    await new Promise((wake) => setTimeout(wake, 5));
  }
}

/** What a Node process came to. */
export interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  ms: number;
}

/** Runs a script in a Node of its own. */
export async function node(script: string, { esm = false, env = {} as Record<string, string>, onOut = (_: string, __: (s: NodeJS.Signals) => void) => {} } = {}): Promise<Ended> {
  const begun = Date.now();
  const child = spawn(process.execPath, ['--no-warnings', `--input-type=${esm ? 'module' : 'commonjs'}`, '-e', script], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      out += text;
      onOut(out, (signal) => child.kill(signal));
    });
  }
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, out, ms: Date.now() - begun })));
}

export function video(report: MediaReport): MediaReport['video'][number] {
  return report.video[0]!;
}
