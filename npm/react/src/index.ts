'use client';

export { ReelPreview } from './ReelPreview.js';
export type { ReelPreviewHandle, ReelPreviewProps } from './ReelPreview.js';
export { useReelPreview } from './useReelPreview.js';
export type { ReelPreviewController, UseReelPreviewOptions } from './useReelPreview.js';
export type { PreviewFailure } from './failure.js';
export type { EngineUrls, PreviewSnapshot } from './session.js';
export { formatTime } from './time.js';
