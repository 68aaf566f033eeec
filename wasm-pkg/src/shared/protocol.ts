// What page and worker say to each other.
import type { CompositionInfo, ExportAudioCodec, ExportResult, ExportVideoCodec, PreviewStats } from '../options.js';
import type { EffectsConfig, VideoProcessingConfig } from '../effects.js';
import type { Anchor } from './clock.js';

/** Where one medium comes from. Equal keys are the same medium: what is open stays open. */
export interface MediaSpec {
  readonly key: string;
  readonly url?: string;
  readonly blob?: Blob;
}

/** `init`: once, before everything else. */
export interface InitCall {
  readonly simdUrl: string;
  readonly scalarUrl: string;
  readonly fontsUrl: string;
  readonly baseUrl: string;
  /** Uses `<video>` elements of the page though there are WebCodecs: for tests. */
  readonly elements?: boolean;
  /** Which build: for tests. Default by what the browser can do. */
  readonly build?: 'simd' | 'scalar';
}

export interface LoadCall {
  readonly document: string;
  readonly media: Readonly<Record<string, MediaSpec>>;
}

export interface LoadAnswer {
  readonly info: CompositionInfo;
}

/** `show`: makes a picture and presents it. */
export interface ShowCall {
  /** Seconds, or the number of a frame. */
  readonly seconds?: number;
  readonly frame?: number;
}

export interface Shown {
  readonly frame: number;
  readonly time: number;
}

/** `play`: answered when picture and sound are there. The clock starts with the event `clock`. */
export interface PlayCall {
  readonly run: number;
  readonly position: number;
  readonly rate: number;
  readonly loop: boolean;
}

/** Event `clock` of the page. */
export interface ClockEvent {
  readonly run: number;
  readonly anchor: Anchor;
}

/** Event `sound` of the worker: 48,000 Hz. */
export interface SoundEvent {
  readonly run: number;
  /** Samples since the run's beginning. */
  readonly offset: number;
  readonly left: Float32Array<ArrayBuffer>;
  readonly right: Float32Array<ArrayBuffer>;
}

/** Events `shown`, `ended`, `starved` of the worker while it plays. */
export interface RunEvent {
  readonly run: number;
  readonly frame: number;
  readonly time: number;
}

export type StatsEvent = PreviewStats;

export interface PictureAnswer {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayBuffer;
}

export interface ExportCall extends LoadCall {
  readonly container: 'mp4' | 'webm';
  readonly videoCodec?: ExportVideoCodec | undefined;
  readonly audioCodec?: ExportAudioCodec | undefined;
  readonly audio?: boolean | undefined;
  readonly bitrate?: number | undefined;
  readonly audioBitrate?: number | undefined;
  readonly quality: 'low' | 'medium' | 'high' | 'ultra';
  /** Memory: the answer has the file. Append: chunks come in order. Random: chunks may come anywhere. */
  readonly sink: 'memory' | 'append' | 'random';
}

/** What an export made; a file in memory comes as its bytes. */
export type ExportAnswer = Omit<ExportResult, 'blob'> & { readonly data: ArrayBuffer | null };

/** `write` of the worker: a piece of the file; answered when it is written. */
export interface WriteCall {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly position: number;
}

export interface WaveformCall {
  readonly spec: MediaSpec;
  readonly buckets: number;
}

export interface ProcessCall {
  readonly frames: { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }[];
  readonly config: VideoProcessingConfig;
}

/** What `<video>` elements know of a file: call `elementFacts` of the worker. */
export interface ElementFacts {
  readonly width: number;
  readonly height: number;
  readonly duration: number;
}

/** What the presenter is told over its own port. */
export interface PresentMessage {
  readonly data: ArrayBuffer;
  readonly width: number;
  readonly height: number;
}

export interface EffectsCall {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
  readonly effects: EffectsConfig;
}
