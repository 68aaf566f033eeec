// The code of the specification's §5.2, as its users have it, against this package. Only the imports differ.
import { statSync } from 'node:fs';
import { join } from 'node:path';

import { RustVideoEngine, RustVideoEngineIntegration, type VideoGenerationRequest } from '@reelspeed/engine';
import { afterAll, describe, expect, it } from 'vitest';

import { clip, ffprobe, folder, video } from './support.js';

const here = folder();
const source = clip(join(here, 'clip.mp4'));

/** A request as ReelSpeed's backend writes it. */
const request: VideoGenerationRequest = {
  type: 'chat',
  inputPath: source,
  settings: { width: 180, height: 320, fps: 15 },
  input: {
    config: {
      messages: [{ text: 'Are you there?', audioDuration: 0.6 }, { text: 'Always.' }],
      template: 'modern-dark',
      voiceAudioSettings: { enableAudio: true, masterVolume: 80 },
      backgroundSettings: { backgroundType: 'gradient', backgroundUrl: '', backgroundOpacity: 100 },
      animationSettings: { showMessageAnimations: true, messageAnimationType: 'slide', transitionDuration: 300 },
    },
  },
};

/** §5.2's class, its body as it stands there. */
class Sample {
  private engine = new RustVideoEngine({ enableHardwareAcceleration: true, maxConcurrentJobs: 4, memoryLimit: 2048, tempDirectory: join(here, 'sample') });

  async initialize(): Promise<void> {
    await this.engine.initialize();
  }

  async enhanceVideoProcessing(request: any): Promise<any> {
    const rustConfig = this.convertToRustConfig(request);
    const result = await this.engine.process_video(request.inputPath || '', this.generateOutputPath(request), JSON.stringify(rustConfig));
    return {
      success: result.success,
      outputPath: result.output_path,
      sizeInBytes: Number(result.file_size),
      durationInSeconds: Number(result.duration_ms) / 1000,
      renderTimeMs: Number(result.duration_ms),
      metadata: JSON.parse(result.metadata),
    };
  }

  async optimizeExistingVideo(inputPath: string, settings: any): Promise<any> {
    const result = await this.engine.optimize_video(inputPath, settings.targetSizeMB);
    return {
      originalSize: Number(result.original_size),
      optimizedSize: Number(result.optimized_size),
      compressionRatio: result.compression_ratio,
      qualityScore: result.quality_score,
      success: true,
    };
  }

  private convertToRustConfig(request: any): any {
    return {
      video: {
        width: request.settings.width || 1080,
        height: request.settings.height || 1920,
        fps: request.settings.fps || 30,
        codec: 'h264',
        quality: 'high',
      },
      audio: {
        enabled: !!request.input.config?.voiceAudioSettings?.enableAudio,
        volume: request.input.config?.voiceAudioSettings?.masterVolume || 80,
      },
      effects: this.convertEffectsConfig(request.input.config),
      optimization: { target_size_mb: 50, hardware_acceleration: true, memory_optimization: true },
    };
  }

  private convertEffectsConfig(config: any): any {
    if (!config) return {};
    return {
      text_overlays:
        config.messages?.map((msg: any) => ({ text: msg.text, duration: msg.audioDuration || 2.0, style: config.template || 'modern-light' })) || [],
      background: {
        type: config.backgroundSettings?.backgroundType || 'gradient',
        source: config.backgroundSettings?.backgroundUrl || '',
        opacity: config.backgroundSettings?.backgroundOpacity || 100,
      },
      transitions: {
        enabled: config.animationSettings?.showMessageAnimations !== false,
        type: config.animationSettings?.messageAnimationType || 'slide',
        duration: config.animationSettings?.transitionDuration || 500,
      },
    };
  }

  private generateOutputPath(request: any): string {
    return join(here, 'rust-processed', `${request.type}_${Math.random().toString(36).slice(2, 11)}.mp4`);
  }

  close() {
    return this.engine.close();
  }
}

describe('the sample of the specification', () => {
  const sample = new Sample();
  afterAll(() => sample.close());

  it('runs as it is', async () => {
    await sample.initialize();
    const result = await sample.enhanceVideoProcessing(request);
    expect(result.success).toBe(true);
    expect(result.sizeInBytes).toBe(statSync(result.outputPath).size);
    expect(video(result.metadata)).toMatchObject({ width: 180, height: 320, frameRate: [15, 1] });
    expect(ffprobe(result.outputPath).streams.length).toBe(2);
    expect(await sample.optimizeExistingVideo(source, { targetSizeMB: 0.1 })).toMatchObject({ success: true });
  });

  it('runs without a video', async () => {
    const { inputPath: _, ...none } = request;
    const result = await sample.enhanceVideoProcessing(none);
    expect(result.durationInSeconds).toBeCloseTo(6.05, 1);
  });
});

describe('RustVideoEngineIntegration', () => {
  const integration = new RustVideoEngineIntegration({ tempDirectory: join(here, 'integration') });
  afterAll(() => integration.close());

  it('wants to be initialized', async () => {
    await expect(integration.enhanceVideoProcessing(request)).rejects.toThrow('Rust engine not initialized');
    await integration.initialize();
  });

  it('makes a short of its own for each request', async () => {
    const [one, two] = await Promise.all([integration.enhanceVideoProcessing(request), integration.enhanceVideoProcessing(request)]);
    expect(one.outputPath).not.toBe(two.outputPath);
    for (const result of [one, two]) {
      expect(result).toMatchObject({ success: true, sizeInBytes: statSync(result.outputPath).size });
      expect(result.outputPath.startsWith(join(here, 'integration'))).toBe(true);
      expect(result.renderTimeMs).toBeGreaterThan(0);
      expect(video(result.metadata).width).toBe(180);
    }
  });

  it('makes a video fit a size', async () => {
    const result = await integration.optimizeExistingVideo(source, { targetSizeMB: 0.1, preset: 'veryfast', output: join(here, 'fit.mp4') });
    expect(result).toMatchObject({ success: true, outputPath: join(here, 'fit.mp4') });
    expect(result.optimizedSize).toBeLessThanOrEqual(100_000);
    await expect(integration.optimizeExistingVideo(source, {} as never)).rejects.toThrow(/settings.targetSizeMB/);
  });

  it('does not let a request choose where it writes', async () => {
    const result = await integration.enhanceVideoProcessing({ ...request, type: '../../../tmp/evil' });
    expect(result.outputPath.startsWith(join(here, 'integration'))).toBe(true);
    expect(result.outputPath).not.toContain('..');
  });
});
