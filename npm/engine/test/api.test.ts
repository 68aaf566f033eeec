// Every method, with its options and its errors.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Job, ReelSpeedError, RustVideoEngine, version } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { clip, document, ffprobe, folder, names, ROOT, video } from './support.js';

const here = folder();
const source = clip(join(here, 'clip.mp4'));
const engine = new RustVideoEngine({ maxConcurrentJobs: 2, memoryLimit: 1024, tempDirectory: join(here, 'tmp') });
afterAll(() => engine.close());

/** What a call rejects with. */
async function failure(call: Promise<unknown>): Promise<ReelSpeedError> {
  return call.then(
    () => expect.unreachable('it was done'),
    (error) => error,
  );
}

describe('engine', () => {
  it('has a version, options with defaults, and a folder', async () => {
    expect(version()).toBe(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
    expect(new RustVideoEngine().options).toEqual({ enableHardwareAcceleration: true, maxConcurrentJobs: 4, memoryLimit: 2048 });
    expect(engine.options.memoryLimit).toBe(1024);
    await engine.initialize();
    await engine.initialize();
    expect(existsSync(join(here, 'tmp'))).toBe(true);
  });

  it('refuses options that are not right, each by name', () => {
    const faults: [unknown, RegExp][] = [
      [{ maxConcurrentJobs: 0 }, /^maxConcurrentJobs: must be from 1 to 64, was 0$/],
      [{ memoryLimit: 63.5 }, /^memoryLimit: must be a whole number, was 63.5$/],
      [{ memoryLimti: 512 }, /^memoryLimti: .*did you mean "memoryLimit"\?$/],
      [{ tempDirectory: 5 }, /^tempDirectory: must be a string, was 5$/],
      [5, /^Expected an object for options but received 5 of type number$/],
      [{ memoryLimit: NaN }, /memoryLimit/],
    ];
    for (const [options, message] of faults) {
      const make = () => new RustVideoEngine(options as never);
      expect(make, JSON.stringify(options)).toThrow(message);
      expect(make).toThrow(expect.objectContaining({ name: 'ReelSpeedError', code: 'INVALID_ARGUMENT' }));
    }
  });

  it('says what a machine can do', async () => {
    const report = await engine.doctor();
    expect(report.encoders.find((e) => e.name === 'libx264')).toMatchObject({ hardware: false, available: true });
    expect(report.cpus).toBeGreaterThan(0);
  });

  it('cannot make a folder in a file', async () => {
    const broken = new RustVideoEngine({ tempDirectory: join(source, 'inside') });
    expect(await failure(broken.initialize())).toMatchObject({ code: 'IO' });
    await broken.close();
  });
});

describe('render', () => {
  it('makes the file and says what it made', async () => {
    const output = join(here, 'render.mp4');
    const report = await engine.render(document(), output, { priority: 'high', encoderThreads: 1, hardware: 'off' });
    expect(report).toMatchObject({ output, frames: 12, width: 128, height: 128, frameRate: [30, 1], audioEncoder: null });
    expect(report.bytes).toBe(statSync(output).size);
    expect(report.videoEncoder.name).toBe('libx264');
    expect(ffprobe(output).streams[0]).toMatchObject({ codec_name: 'h264', width: 128, nb_frames: '12', color_space: 'bt709' });
  });

  it('takes a path, a URL, and a folder for relative paths', async () => {
    const layers = [{ type: 'video' as const, src: 'clip.mp4', trim: { end: 0.2 } }];
    const path = join(here, 'document.json');
    writeFileSync(path, JSON.stringify(document({ layers, duration: 0.2 })));
    for (const [composition, options] of [
      [path, {}],
      [pathToFileURL(path), {}],
      [document({ layers, duration: 0.2 }), { baseDirectory: here }],
    ] as const) {
      const report = await engine.render(composition, pathToFileURL(join(here, 'by-path.mkv')), options);
      expect([report.frames, report.audioEncoder]).toEqual([6, 'aac']);
    }
  });

  it('lists every fault of a document with its path', async () => {
    const wrong = { ...document(), width: 127, layers: [{ type: 'text', text: 'Hi', strat: 1 }, { type: 'video', src: 'none.mp4' }] };
    const error = await failure(engine.render(wrong as never, join(here, 'wrong.mp4'), { baseDirectory: here }));
    expect(error).toBeInstanceOf(ReelSpeedError);
    expect(error).toMatchObject({ code: 'INVALID_DOCUMENT' });
    expect(error.issues.map((issue) => issue.path)).toEqual(expect.arrayContaining(['width', 'layers[0].strat']));
    expect(error.issues.find((issue) => issue.path === 'layers[0].strat')).toMatchObject({ code: 'UNKNOWN_FIELD', suggestion: 'start' });
    expect(error.message).toContain('width: must be an even number, was 127');
    expect(error.stack).toContain('api.test.ts');
  });

  it('tells argument, expectation and value of a wrong call', async () => {
    const calls: [Promise<unknown>, RegExp, string][] = [
      [engine.render(5 as never, 'out.mp4'), /^Expected an object, a path or a file URL for composition but received 5 of type number$/, 'composition'],
      [engine.render(document(), 5 as never), /^Expected a string or a file URL for output but received 5 of type number$/, 'output'],
      [engine.render(document(), ''), /^Expected a path for output/, 'output'],
      [engine.render(document(), 'a\0.mp4'), /without null bytes/, 'output'],
      [engine.render(document(), 'out.mp4', 5 as never), /^Expected an object for options/, 'options'],
      [engine.render(document(), 'out.mp4', { signal: {} as never }), /^Expected an AbortSignal for options.signal/, 'options.signal'],
      [engine.render(document(), 'out.mp4', { onProgress: 5 as never }), /^Expected a function for options.onProgress/, 'options.onProgress'],
      [engine.render(document({ duration: Infinity }), 'out.mp4'), /^Expected a finite number for duration/, 'duration'],
      [engine.render(document({ layers: [5n] as never }), 'out.mp4'), /JSON can hold for layers\[0\]/, 'layers[0]'],
      [engine.render(document(), 'out.mp4', { encoderThreads: 100 }), /^encoderThreads: must be from 1 to 64, was 100$/, 'encoderThreads'],
      [engine.render(document(), 'out.mp4', { priority: 'urgent' as never }), /^priority: must be one of/, 'priority'],
      [engine.render(document(), join(here, 'out.xyz')), /ending in \.mp4/, 'output'],
    ];
    for (const [call, message, path] of calls) {
      const error = await failure(call);
      expect(error.message).toMatch(message);
      expect(error.code, error.message).toBe('INVALID_ARGUMENT');
      if (path) expect([error.path, error.issues[0]?.path], error.message).toContain(path);
    }
  });

  it('has codes for what goes wrong outside', async () => {
    expect(await failure(engine.render(document(), join(here, 'no/such/folder/out.mp4')))).toMatchObject({ code: 'IO' });
    expect(await failure(engine.render(join(here, 'none.json'), join(here, 'out.mp4')))).toMatchObject({ code: 'IO' });
    const glyph = document({ layers: [{ type: 'text', text: '\u{13000}' }] });
    expect(await failure(engine.render(glyph, join(here, 'out.mp4')))).toMatchObject({ code: 'MISSING_FONT' });
  });
});

describe('questions', () => {
  it('renders a frame as PNG and as pixels', async () => {
    const png = await engine.renderFrame(document(), 0.2);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const { width, height, data } = await engine.renderFrame(document(), 0.2, { format: 'rgba' });
    expect([width, height, data.length]).toEqual([128, 128, 128 * 128 * 4]);
    const pixel = (x: number, y: number) => [...data.subarray((y * 128 + x) * 4, (y * 128 + x) * 4 + 4)];
    const near = (a: number[], b: number[]) => a.every((v, i) => Math.abs(v - b[i]!) <= 3);
    expect(near(pixel(64, 64), [255, 136, 0, 255]) && near(pixel(2, 2), [32, 64, 96, 255])).toBe(true);
    expect(await failure(engine.renderFrame(document(), 0.4))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await failure(engine.renderFrame(document(), 0, { format: 'jpg' as never }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((await failure(engine.renderFrame(document(), '0' as never))).message).toBe('Expected a finite number for seconds but received "0" of type string');
  });

  it('probes', async () => {
    const report = await engine.probe(source);
    expect(video(report)).toMatchObject({ codec: 'h264', width: 320, height: 180, frames: 50, frameRate: [25, 1] });
    expect(report.audio).toMatchObject([{ codec: 'aac', channels: 2 }]);
    expect(JSON.parse(await engine.getVideoMetadata(source))).toEqual(report);
    expect(JSON.parse(await engine.get_video_metadata(source))).toEqual(report);
    expect(await failure(engine.probe(join(here, 'none.mp4')))).toMatchObject({ code: 'IO' });
    expect(await failure(engine.probe(join(here, 'document.json')))).toMatchObject({ code: 'UNSUPPORTED_MEDIA' });
    expect(await failure(engine.getVideoMetadata(undefined as never))).toMatchObject({ code: 'INVALID_ARGUMENT', path: 'path' });
  });

  it('validates', async () => {
    expect(await engine.validate(document())).toEqual([]);
    const issues = await engine.validate({ ...document(), widht: 5 } as never);
    expect(issues).toMatchObject([{ path: 'widht', suggestion: 'width' }]);
    expect(await failure(engine.validate(join(here, 'none.json')))).toMatchObject({ code: 'IO' });
  });

  it('explains', async () => {
    const report = await engine.explain(document({ width: 1080, height: 1920 }));
    expect(report).toMatchObject({ frames: 12, width: 1080, encoder: { name: 'libx264' } });
    expect(report.memory.total).toBeGreaterThan(20e6);
    const { decoders, frames, sprites, encoder, audio, other, total } = report.memory;
    expect(decoders + frames + sprites + encoder + audio + other).toBe(total);
    const tight = new RustVideoEngine({ memoryLimit: 320, maxConcurrentJobs: 3 });
    const lean = await tight.explain(document({ width: 1080, height: 1920 }));
    expect(lean.memory.total).toBeLessThan(report.memory.total);
    await tight.close();
  });

  it('counts', async () => {
    const metrics = engine.metrics();
    expect(metrics.framesProcessed).toBeGreaterThan(10);
    expect(metrics).toMatchObject({ runningJobs: 0, queuedJobs: 0, reservedBytes: 0, memoryLimitBytes: 1024 * 2 ** 20 });
    expect(metrics.jobsFailed).toBeGreaterThan(0);
    const text = engine.prometheus();
    for (const name of ['rust_engine_frames_processed_total', 'rust_engine_avg_processing_time_ms', 'rust_engine_memory_peak_bytes', 'rust_engine_cache_hit_rate']) {
      expect(text).toMatch(new RegExp(`^${name} [0-9.]+$`, 'm'));
    }
    expect(text).toMatch(/^rust_engine_stage_seconds_bucket\{le="[0-9.e-]+",stage="encode"\} \d+$/m);
    expect(text.endsWith('# EOF\n')).toBe(true);
  });
});

describe('clip', () => {
  it('cuts a part into a vertical canvas', async () => {
    const output = join(here, 'part.mp4');
    const report = await engine.clip(source, 0.4, 0.8, output, { width: 90, height: 160, fit: 'contain', video: { rateControl: { crf: 30 } } });
    expect(report).toMatchObject({ frames: 20, frameRate: [25, 1], width: 90, height: 160, audioEncoder: 'aac' });
    const rest = await engine.clip(source, 1.5, undefined, join(here, 'rest.webm'), { width: 90, height: 160, muted: true, speed: 0.5, frameRate: 10 });
    expect(rest).toMatchObject({ frames: 10, audioEncoder: null });
    expect(rest.videoEncoder.name).toBe('libvpx-vp9');
  });

  it('tells faults in its own words', async () => {
    const output = join(here, 'wrong.mp4');
    expect((await failure(engine.clip(source, -1, 1, output))).message).toBe('start: must be ≥ 0, was -1');
    expect((await failure(engine.clip(source, 9, 1, output))).message).toMatch(/^start: /);
    expect((await failure(engine.clip(source, 0, 1, output, { widht: 5 } as never))).issues[0]).toMatchObject({ path: 'widht', suggestion: 'width' });
    expect((await failure(engine.clip(join(here, 'none.mp4'), 0, 1, output))).issues[0]).toMatchObject({ path: 'input', code: 'MISSING_FILE' });
    expect(names(here)).not.toContain('wrong.mp4');
  });
});

describe('optimize', () => {
  it('meets the target and never passes it', async () => {
    const output = join(here, 'small.mp4');
    const report = await engine.optimizeVideo(source, 0.1, { output, preset: 'veryfast' });
    expect(report.optimizedSize).toBe(statSync(output).size);
    expect(report.optimizedSize).toBeGreaterThanOrEqual(98_000);
    expect(report.optimizedSize).toBeLessThanOrEqual(100_000);
    expect(report.originalSize).toBe(statSync(source).size);
    expect(report.compressionRatio).toBeCloseTo(report.originalSize / report.optimizedSize);
    expect(report.qualityScore).toBeGreaterThan(0);
    expect(report.qualityScore).toBeLessThanOrEqual(100);
    const spec = await engine.optimize_video(source, 0.08, { output, preset: 'veryfast' });
    expect(Object.keys(spec).sort()).toEqual(['compression_ratio', 'optimized_size', 'original_size', 'quality_score']);
  });

  it('refuses what cannot be', async () => {
    expect((await failure(engine.optimizeVideo(source, 0, {}))).message).toMatch(/^targetSizeMb: must be > 0/);
    expect((await failure(engine.optimizeVideo(source, 0.0005, { output: join(here, 'tiny.mp4') }))).message).toContain('targetSizeMb');
    expect(names(here)).not.toContain('tiny.mp4');
  });
});

describe('process', () => {
  it('takes settings as an object, as JSON, and in the form of the specification', async () => {
    const config = { video: { width: 90, height: 160, fps: 10 }, audio: { enabled: false } };
    for (const given of [config, JSON.stringify(config)]) {
      const result = await engine.processVideo(source, join(here, 'processed.mp4'), given);
      expect(result).toMatchObject({ success: true, outputPath: join(here, 'processed.mp4'), durationMs: 2000 });
      expect(video(result.metadata)).toMatchObject({ width: 90, height: 160, frames: 20 });
    }
    const spec = await engine.process_video(source, join(here, 'processed.mp4'), JSON.stringify(config));
    expect(spec).toMatchObject({ success: true, duration_ms: 2000, file_size: statSync(join(here, 'processed.mp4')).size });
    expect(JSON.parse(spec.metadata).video[0].width).toBe(90);
    expect(await failure(engine.processVideo(source, join(here, 'x.mp4'), { video: { width: 91 } }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await failure(engine.processVideo(source, join(here, 'x.mp4'), '{'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('jobs', () => {
  it('are promises whose chains are plain promises', async () => {
    const job = engine.probe(source);
    expect(job).toBeInstanceOf(Job);
    expect(job).toBeInstanceOf(Promise);
    expect(job.id).toBeGreaterThan(0);
    const chain = job.then((report) => report.durationSecs);
    expect(chain).not.toBeInstanceOf(Job);
    expect(await chain).toBeCloseTo(2, 1);
    expect(await job.finally(() => {})).toBeTruthy();
  });

  it('are refused by a closed engine', async () => {
    const closed = new RustVideoEngine();
    await closed.close();
    await closed.close();
    expect(await failure(closed.probe(source))).toMatchObject({ code: 'CLOSED' });
    expect(await failure(closed.render(document(), join(here, 'late.mp4')))).toMatchObject({ code: 'CLOSED' });
  });
});
