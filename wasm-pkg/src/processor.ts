import type { EffectsConfig, VideoProcessingConfig } from './effects.js';

/** §4.2 of the specification: effects on single pictures, and videos out of pictures. */
export class RustVideoProcessor {
  async initialize(): Promise<void> {}
  async processVideoPreview(_canvas: HTMLCanvasElement, _imageData: ImageData, _effects: EffectsConfig): Promise<void> {}
  getSupportedEffects(): string[] {
    return [];
  }
  async processVideo(_videoFrames: ImageData[], _config: VideoProcessingConfig): Promise<Uint8Array> {
    return new Uint8Array();
  }
}
