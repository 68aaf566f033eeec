import type { PreviewError } from './errors.js';
import type { Composition, ReelSpeedVideoConfig } from './types/index.js';

/** Where media comes from: an address, or bytes that the page has. A `File` is a `Blob`. */
export type MediaInput = string | URL | Blob | ArrayBuffer;

/** Media by the name under which a composition has it (its `src`). */
export type MediaMap = Readonly<Record<string, MediaInput>>;

/** Options of {@link Preview.create}. All may be left out. */
export interface PreviewOptions {
  /** Where to show the picture. Default: nowhere, until {@link Preview.attach}. */
  canvas?: HTMLCanvasElement | undefined;
  /**
   * Address of a folder with the WebAssembly module: it holds `simd/reelspeed_bg.wasm` and `scalar/reelspeed_bg.wasm`.
   * Default: the folder `wasm` of this package, by `import.meta.url`.
   */
  moduleUrl?: string | URL | undefined;
  /** Address of this package's `dist/worker.js`. Default: beside this module, by `import.meta.url`. */
  workerUrl?: string | URL | undefined;
  /**
   * Address of a folder with the default fonts, as `npx reelspeed-fonts <folder>` makes it. Only those that a composition needs
   * are fetched. Default `/fonts/` of the page's origin.
   */
  fontsUrl?: string | URL | undefined;
  /** Media by its `src` in compositions. What is not here is fetched from `src` itself, relative to `baseUrl`. */
  media?: MediaMap | undefined;
  /** The address from which relative `src`s count. Default: the page's. */
  baseUrl?: string | URL | undefined;
  /** See {@link Preview.scale}. Default `'auto'`. */
  scale?: number | 'auto' | undefined;
  /** See {@link Preview.loop}. Default false. */
  loop?: boolean | undefined;
  /** See {@link Preview.muted}. Default false. */
  muted?: boolean | undefined;
  /** See {@link Preview.volume}. Default 1. */
  volume?: number | undefined;
  /** See {@link Preview.playbackRate}. Default 1. */
  playbackRate?: number | undefined;
}

/** A chat story in place of a composition. */
export interface StoryDocument {
  /** Its configuration. */
  readonly reelspeed: ReelSpeedVideoConfig;
}

/** What can be shown: a composition, a chat story, or the JSON of either. */
export type PreviewDocument = Composition | StoryDocument | string;

/** What a loaded composition is. */
export interface CompositionInfo {
  /** Width of the canvas in pixels. */
  readonly width: number;
  /** Height of the canvas in pixels. */
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
  /** Frames in all; at least 1. */
  readonly frameCount: number;
  /** Length in seconds: `frameCount / frameRate`. */
  readonly duration: number;
  /** Whether anything in it sounds. */
  readonly hasAudio: boolean;
}

/**
 * - `empty`: no composition is loaded yet.
 * - `loading`: a composition is being loaded.
 * - `ready`: loaded, its picture is shown, and it was not played yet.
 * - `playing`, `paused`.
 * - `ended`: it played to its end; playing again begins at the start.
 * - `error`: what was loaded last cannot be shown; see {@link Preview.error}. The picture before it stays.
 * - `closed`: for good.
 */
export type PreviewState = 'empty' | 'loading' | 'ready' | 'playing' | 'paused' | 'ended' | 'error' | 'closed';

/** How the preview does. While it plays, about two times a second. */
export interface PreviewStats {
  /** Pictures shown per second, over the last second or so. */
  readonly fps: number;
  /** Pictures that were shown since the composition was loaded. */
  readonly shown: number;
  /** Pictures that were left out since then, because there was no time for them. */
  readonly dropped: number;
  /** Mean milliseconds of waiting for decoded pictures per frame. */
  readonly decodeMs: number;
  /** Mean milliseconds of compositing and converting a frame. */
  readonly compositeMs: number;
  /** The scale that is in use, 0.1 to 1. */
  readonly scale: number;
  /** Decoded pictures that are held now, in all clips. */
  readonly heldPictures: number;
  /** Bytes of the module's memory. */
  readonly memoryBytes: number;
  /** Which build of the module runs. */
  readonly build: 'simd' | 'scalar';
}

/** What {@link Preview.on} tells, by name. */
export interface PreviewEvents {
  /** The state changed. */
  statechange: { readonly state: PreviewState; readonly previous: PreviewState };
  /** Another picture is on screen. */
  timeupdate: { readonly time: number; readonly frame: number };
  /** Another composition was loaded, or the same one changed. */
  durationchange: CompositionInfo;
  /** Playback waits for media (`true`), or goes on (`false`). */
  waiting: boolean;
  /** How the preview does. */
  stats: PreviewStats;
  /** Something failed that no call can reject with, or the call that failed was `load`. */
  error: PreviewError;
}

/** Video codecs that an export can ask for. */
export type ExportVideoCodec = 'h264' | 'hevc' | 'vp8' | 'vp9' | 'av1';
/** Audio codecs that an export can ask for. */
export type ExportAudioCodec = 'aac' | 'opus';

/** How far an export is. All numbers are finite. */
export interface ExportProgress {
  /** Frames that were encoded. */
  readonly frame: number;
  /** Frames in all. */
  readonly frames: number;
  /** `frame / frames`, 0 to 1. */
  readonly fraction: number;
  /** Frames per second, over the last seconds; 0 before the first. */
  readonly fps: number;
  /** Seconds that are left at this pace; `null` before the first frame. */
  readonly eta: number | null;
}

/** Options of {@link Preview.export}. */
export interface ExportOptions {
  /** The file's format. Default `mp4`. */
  container?: 'mp4' | 'webm' | undefined;
  /** Default: H.264 in MP4, VP9 in WebM, or what the browser has instead. */
  videoCodec?: ExportVideoCodec | undefined;
  /** Default: AAC in MP4 where the browser encodes it, else Opus. */
  audioCodec?: ExportAudioCodec | undefined;
  /** Whether there is sound. Default: if anything sounds. */
  audio?: boolean | undefined;
  /** Bits per second of the picture, 10,000 to 200,000,000. Default: by `quality` and the size of the picture. */
  bitrate?: number | undefined;
  /** Bits per second of the sound, 6,000 to 512,000. Default 128,000. */
  audioBitrate?: number | undefined;
  /** How good it looks where `bitrate` does not say it. Default `high`. */
  quality?: 'low' | 'medium' | 'high' | 'ultra' | undefined;
  /**
   * Where the file goes as it is made: a stream of bytes, or a file of the File System Access API. What is there is removed when the
   * export fails or is cancelled. A plain stream cannot be written out of order: MP4 is then fragmented. Default: memory; the result
   * has a `blob`.
   */
  target?: WritableStream<Uint8Array> | FileSystemFileHandle | undefined;
  /** Cancels: the export rejects with the signal's `reason` and leaves nothing. */
  signal?: AbortSignal | undefined;
  /** Told at most ten times a second, and once at the end. */
  onProgress?: ((progress: ExportProgress) => void) | undefined;
}

/** What {@link Preview.export} made. */
export interface ExportResult {
  /** The file, where no `target` was given; else `null`. */
  readonly blob: Blob | null;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Its type, such as `video/mp4; codecs="avc1.640028, opus"`. */
  readonly mimeType: string;
  /** Which video codec. */
  readonly videoCodec: ExportVideoCodec;
  /** Which audio codec; `null` without sound. */
  readonly audioCodec: ExportAudioCodec | null;
  /** Frames. */
  readonly frames: number;
  /** Length in seconds. */
  readonly duration: number;
  /** Seconds that it took. */
  readonly elapsed: number;
}
