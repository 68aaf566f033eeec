/**
 * The ReelSpeed engine inside Node.js.
 *
 * @packageDocumentation
 */
import { load } from './native/load.js';

export { burnedInCaptions, captionLayers, importCaptions, writeCaptions } from './captions.js';
export {
  type ClipOptions,
  type CompositionLike,
  type DecodeOptions,
  type EncodeOptions,
  type FrameOptions,
  type JobOptions,
  type OptimizeOptions,
  type OptimizeVideoResult,
  type PathLike,
  type ProcessVideoResult,
  type RgbaPicture,
  RustVideoEngine,
  type StoryLike,
} from './engine.js';
export { AbortError, type ErrorCode, ReelSpeedError } from './errors.js';
export type { DecodedFrame, FrameSource, FrameStream } from './frames.js';
export {
  type OptimizationResult,
  type OptimizationSettings,
  RustVideoEngineIntegration,
  type VideoGenerationResult,
} from './integration.js';
export { Job, type WatchOptions } from './job.js';
export { type NativeAttempt, NativeLoadError } from './native/load.js';
export type * from './types/index.js';

/** Version of the engine, such as `0.1.0`. */
export function version(): string {
  return load().version();
}
