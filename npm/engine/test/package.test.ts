// The package as npm has it: what is in it, whether every way of importing it finds code and types, and whether the types are right.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { folder, ROOT } from './support.js';

const here = folder();
const run = (command: string, args: string[], cwd = ROOT): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);

describe('the packed package', () => {
  let tarball: string;
  beforeAll(() => {
    tarball = join(here, run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', here]).trim());
  });

  it('holds code, types and the README, and nothing else', () => {
    const files = run('tar', ['-tzf', tarball]).trim().split('\n').map((name) => name.replace('package/', ''));
    expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.mjs', 'dist/index.d.ts', 'dist/index.d.mts', 'dist/types/index.d.ts', 'README.md', 'package.json']));
    expect(files.filter((name) => !/^(dist\/|README\.md$|package\.json$|LICENSE)/.test(name) || /\.(node|map|test)/.test(name))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.scripts).filter((name) => /install|prepare/.test(name))).toEqual([]);
    expect(manifest.dependencies).toBeUndefined();
  });

  it('satisfies publint and Are the types wrong', { timeout: 120_000 }, () => {
    const publint = run(bin('publint'), [tarball, '--strict']);
    expect(publint).toMatch(/All good/);
    const attw = run(bin('attw'), [tarball, '--format', 'json', '--no-emoji']);
    expect(JSON.parse(attw).problems ?? {}).toEqual({});
  });

  it('has types that a strict program compiles against, in both kinds of module', { timeout: 120_000 }, () => {
    const modules = join(here, 'node_modules');
    mkdirSync(join(modules, '@reelspeed/engine'), { recursive: true });
    run('tar', ['-xzf', tarball, '-C', join(modules, '@reelspeed/engine'), '--strip-components=1']);
    symlinkSync(join(ROOT, 'node_modules/@types'), join(modules, '@types'));
    symlinkSync(join(ROOT, 'node_modules/undici-types'), join(modules, 'undici-types'));
    const program = `
      import { RustVideoEngine, RustVideoEngineIntegration, ReelSpeedError, AbortError, Job } from '@reelspeed/engine';
      import type { Composition, DecodedFrame, ExplainReport, MediaReport, Progress, RenderReport, OptimizeReport } from '@reelspeed/engine';
      export async function main(signal: AbortSignal): Promise<number> {
        await using engine = new RustVideoEngine({ maxConcurrentJobs: 3, memoryLimit: 512 });
        const composition: Composition = { version: 1, width: 1080, height: 1920, duration: 2, layers: [{ type: 'text', text: 'Hi' }] };
        const job: Job<RenderReport> = engine.render(composition, 'out.mp4', { signal, priority: 'high', onProgress: (p: Progress) => void p.fps });
        for await (const progress of job) progress.etaSecs satisfies number | null;
        const png: Buffer = await engine.renderFrame(composition, 1);
        const pixels: { width: number; data: Buffer } = await engine.renderFrame(composition, 1, { format: 'rgba' });
        const media: MediaReport = await engine.probe(new URL('file:///a.mp4'));
        const explained: ExplainReport = await engine.explain(composition);
        const small: OptimizeReport = await engine.optimizeVideo('a.mp4', 8, { maxWidth: 720, preset: 'slow' });
        for await (const frame of engine.decodeFrames('a.mp4', { pixelFormat: 'nv12' })) frame satisfies DecodedFrame;
        await engine.encodeFrames([new Uint8Array(4)], 'b.mp4', { width: 2, height: 2, frameRate: [30000, 1001] });
        // @ts-expect-error there is no such option
        engine.clip('a.mp4', 0, 5, 'c.mp4', { widht: 5 });
        // @ts-expect-error sizes are numbers
        engine.optimizeVideo('a.mp4', '8');
        try { await engine.clip('a.mp4', 0, 5, 'c.mp4', { fit: 'blurredFill', video: { rateControl: { crf: 20 } } }); }
        catch (error) {
          if (error instanceof ReelSpeedError && error.code === 'MEMORY_BUDGET') return error.predicted ?? 0;
          if (error instanceof AbortError) return 0;
        }
        const integration = new RustVideoEngineIntegration();
        await integration.initialize();
        return png.length + pixels.width + media.durationSecs + explained.memory.total + small.qualityScore + engine.metrics().framesProcessed;
      }
    `;
    writeFileSync(join(here, 'program.mts'), program);
    writeFileSync(join(here, 'program.cts'), program);
    const config = { compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', lib: ['es2022', 'esnext.disposable'], module: 'nodenext', skipLibCheck: false, types: ['node'] }, files: ['program.mts', 'program.cts'] };
    writeFileSync(join(here, 'tsconfig.json'), JSON.stringify(config));
    let complaints = '';
    try {
      run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', here]);
    } catch (error) {
      complaints = String((error as { stdout?: string }).stdout);
    }
    expect(complaints).toBe('');
  });
});

it('every public member has documentation', () => {
  const declarations = ['engine', 'frames', 'job', 'errors', 'integration'].map((name) => readFileSync(join(ROOT, `dist/${name}.d.ts`), 'utf8'));
  const bare: string[] = [];
  for (const text of declarations) {
    const lines = text.split('\n');
    const documented = new Set<string>();
    lines.forEach((line, i) => {
      const isMember = /^(export |    (readonly |static |get |async )*[a-zA-Z_]+\??[(:<]|    \[Symbol)/.test(line);
      const isListed = /^(export \{|export \* |export type \*|    (private|constructor\(\)|declare))/.test(line) || line.includes('#private');
      if (!isMember || isListed) return;
      const before = lines[i - 1]?.trim() ?? '';
      // Further overloads stand under the first one's documentation.
      const name = /^    (\w+)\(/.exec(line)?.[1] ?? line;
      if (before.endsWith('*/')) documented.add(name);
      if (documented.has(name)) return;
      bare.push(line.trim());
    });
  }
  expect(bare).toEqual([]);
});
