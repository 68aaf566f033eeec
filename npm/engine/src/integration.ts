import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type JobOptions, type OptimizeOptions, RustVideoEngine } from './engine.js';
import { ReelSpeedError } from './errors.js';
import * as is from './is.js';
import type { EngineOptions, MediaReport, VideoGenerationRequest } from './types/index.js';

/** What {@link RustVideoEngineIntegration.enhanceVideoProcessing} made. */
export interface VideoGenerationResult {
  /** Always true: what fails rejects. */
  readonly success: boolean;
  /** The finished file, in the engine's folder. It is the caller's from now on. */
  readonly outputPath: string;
  /** Its size in bytes. */
  readonly sizeInBytes: number;
  /** Its length in seconds. */
  readonly durationInSeconds: number;
  /** How long it took, in milliseconds. */
  readonly renderTimeMs: number;
  /** What is in it. */
  readonly metadata: MediaReport;
}

/** What {@link RustVideoEngineIntegration.optimizeExistingVideo} is to reach. */
export interface OptimizationSettings extends Omit<OptimizeOptions, 'targetSizeMb'> {
  /** The most that the whole file may have, in megabytes of 1,000,000 bytes. */
  readonly targetSizeMB: number;
}

/** What {@link RustVideoEngineIntegration.optimizeExistingVideo} made. */
export interface OptimizationResult {
  /** Size of the input in bytes. */
  readonly originalSize: number;
  /** Size of the result in bytes. */
  readonly optimizedSize: number;
  /** How many times smaller the result is. */
  readonly compressionRatio: number;
  /** How good it looks beside the input, 0 to 100. */
  readonly qualityScore: number;
  /** Always true: what fails rejects. */
  readonly success: boolean;
  /** The finished file. */
  readonly outputPath: string;
}

/**
 * The layer between ReelSpeed's backend and the engine: §5.2 of the specification.
 *
 * ```ts
 * const integration = new RustVideoEngineIntegration();
 * await integration.initialize();
 * const { outputPath } = await integration.enhanceVideoProcessing(request);
 * ```
 */
export class RustVideoEngineIntegration {
  /** The engine underneath, for what this layer does not do. */
  readonly engine: RustVideoEngine;
  readonly #folder: string;
  #initialized = false;

  /**
   * @param options - As of {@link RustVideoEngine}. Default: those of the specification (4 jobs at a time, 2048 MB, the folder
   *   `rust-video-processing` in the system's temporary folder).
   */
  constructor(options?: EngineOptions) {
    this.#folder = options?.tempDirectory ?? join(tmpdir(), 'rust-video-processing');
    this.engine = new RustVideoEngine({
      enableHardwareAcceleration: true,
      maxConcurrentJobs: 4,
      memoryLimit: 2048,
      ...options,
      tempDirectory: this.#folder,
    });
  }

  /** Makes the engine's folder. Needed before the other calls; doing it twice does nothing. */
  async initialize(): Promise<void> {
    await this.engine.initialize();
    this.#initialized = true;
  }

  /**
   * Makes a short: the request's video (or none) over its background, its messages one after another.
   *
   * @param request - Fields that the engine does not know are left alone.
   * @throws As {@link RustVideoEngine.processVideo}.
   */
  async enhanceVideoProcessing(request: VideoGenerationRequest, options?: JobOptions): Promise<VideoGenerationResult> {
    this.#check();
    const result = await this.engine.generate(request, this.#folder, options);
    return {
      success: result.success,
      outputPath: result.outputPath,
      sizeInBytes: result.fileSize,
      durationInSeconds: result.durationMs / 1000,
      renderTimeMs: Math.round(result.report.elapsedSecs * 1000),
      metadata: result.metadata,
    };
  }

  /**
   * Makes a video fit a size.
   *
   * @param inputPath - Path of the video.
   * @param settings - The size, and whatever else {@link RustVideoEngine.optimizeVideo} takes.
   * @throws As {@link RustVideoEngine.optimizeVideo}.
   */
  async optimizeExistingVideo(inputPath: string, settings: OptimizationSettings): Promise<OptimizationResult> {
    this.#check();
    const { targetSizeMB, ...options } = is.object('settings', settings) as unknown as OptimizationSettings;
    const report = await this.engine.optimizeVideo(inputPath, is.number('settings.targetSizeMB', targetSizeMB), options);
    const { originalSize, optimizedSize, compressionRatio, qualityScore, output } = report;
    return { originalSize, optimizedSize, compressionRatio, qualityScore, success: true, outputPath: output };
  }

  /** Closes the engine. */
  close(): Promise<void> {
    return this.engine.close();
  }

  /** As {@link RustVideoEngineIntegration.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #check(): void {
    if (!this.#initialized) throw new ReelSpeedError({ code: 'INVALID_ARGUMENT', message: 'Rust engine not initialized: call initialize() first' });
  }
}
