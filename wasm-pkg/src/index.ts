export type { EffectsConfig, VideoProcessingConfig } from './effects.js';
export { PreviewError, type PreviewErrorCode } from './errors.js';
export type {
  CompositionInfo, ExportAudioCodec, ExportOptions, ExportProgress, ExportResult, ExportVideoCodec, MediaInput, MediaMap,
  PreviewDocument, PreviewEvents, PreviewOptions, PreviewState, PreviewStats, StoryDocument,
} from './options.js';
export { Preview } from './preview.js';
export { RustVideoProcessor } from './processor.js';
export type * from './types/index.js';
