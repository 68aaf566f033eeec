// Media files: opened once, however often a document names them.
import { ALL_FORMATS, BlobSource, Input, type InputAudioTrack, type InputVideoTrack, UrlSource } from 'mediabunny';

import { PreviewError } from '../errors.js';
import type { ElementFacts, MediaSpec } from '../shared/protocol.js';
import type { Module } from './module.js';
import type { Peer } from '../shared/rpc.js';

/** Flicks in a second. */
export const FLICKS = 705_600_000;

/** What the module is told of a file: `MediaFacts`. */
export interface Facts {
  readonly width: number;
  readonly height: number;
  readonly durationFlicks?: number;
  readonly audioDurationFlicks?: number;
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
}

/** The picture of a file, decoded by WebCodecs. */
export interface VideoPart {
  readonly track: InputVideoTrack;
  /** Seconds by which a time of the presentation may be early and still mean the picture that begins there. */
  readonly tolerance: number;
  /** The file's own colour tags as JSON; the decoder's would be guesses where the file has none. */
  readonly color: string;
  readonly sar: readonly [number, number];
}

/** An opened file. */
export interface Media {
  readonly spec: MediaSpec;
  readonly kind: 'image' | 'stream' | 'element';
  /** Bytes of an image. */
  readonly image?: Uint8Array<ArrayBuffer>;
  readonly facts: Facts;
  /** The file's time, in seconds, at which its presentation begins. */
  readonly start: number;
  readonly video?: VideoPart | undefined;
  readonly audio?: InputAudioTrack | undefined;
  /** Sound that the page decoded, where there are no WebCodecs. */
  readonly pcm?: { readonly sampleRate: number; readonly channels: Float32Array<ArrayBuffer>[] } | undefined;
  /** Why the sound cannot be heard, where that is so. */
  readonly silent?: string | undefined;
  close(): void;
}

/** What opening files needs. */
export interface MediaContext {
  readonly module: Module;
  readonly page: Peer;
  /** Whether pictures come from `<video>` elements of the page. */
  readonly elements: boolean;
}

/** Opens a file and finds out what it is. */
export async function openMedia(src: string, spec: MediaSpec, context: MediaContext): Promise<Media> {
  const head = await readBytes(src, spec, 12);
  if (context.module.Stage.isImage(head)) {
    const image = await readBytes(src, spec);
    return { spec, kind: 'image', image, start: 0, facts: { width: 0, height: 0, hasVideo: false, hasAudio: false }, close() {} };
  }
  if (context.elements) return openElement(src, spec, context);
  return openStream(src, spec);
}

/** Bytes of a file, or of its beginning. */
export async function readBytes(src: string, spec: MediaSpec, length?: number): Promise<Uint8Array<ArrayBuffer>> {
  if (spec.blob !== undefined) {
    try {
      return new Uint8Array(await (length === undefined ? spec.blob : spec.blob.slice(0, length)).arrayBuffer());
    } catch (error) {
      throw new PreviewError('IO', `${src} cannot be read: ${(error as Error).message}`, { path: src }, { cause: error });
    }
  }
  const abort = new AbortController();
  const headers = length === undefined ? {} : { range: `bytes=0-${length - 1}` };
  try {
    const response = await fetch(spec.url!, { headers, signal: abort.signal });
    if (response.status === 416) return new Uint8Array();
    if (!response.ok) throw new PreviewError('IO', `${src} cannot be fetched: HTTP ${response.status}`, { path: src });
    if (length === undefined) return new Uint8Array(await response.arrayBuffer());
    // A server that knows no ranges sends everything: only its beginning is waited for.
    const reader = response.body!.getReader();
    const bytes = new Uint8Array(length);
    let have = 0;
    while (have < length) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, length - have);
      bytes.set(part, have);
      have += part.length;
    }
    void reader.cancel().catch(() => undefined);
    return bytes.subarray(0, have);
  } catch (error) {
    if (error instanceof PreviewError) throw error;
    throw new PreviewError('IO', `${src} cannot be fetched: ${(error as Error).message}`, { path: src }, { cause: error });
  }
}

async function openStream(src: string, spec: MediaSpec): Promise<Media> {
  const source =
    spec.blob !== undefined
      ? new BlobSource(spec.blob, { maxCacheSize: 8 << 20 })
      : // Twice more, then it is lost: a preview that waits for ever says nothing.
        new UrlSource(spec.url!, { maxCacheSize: 24 << 20, getRetryDelay: (attempts) => (attempts < 2 ? 0.3 * (attempts + 1) : null) });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    if (!(await input.canRead())) {
      throw new PreviewError('UNSUPPORTED_MEDIA', `${src} is not a media file of a known format`, { path: src });
    }
    const [video, audio] = await Promise.all([input.getPrimaryVideoTrack(), input.getPrimaryAudioTrack()]);
    if (video === null && audio === null) {
      throw new PreviewError('UNSUPPORTED_MEDIA', `${src} has neither picture nor sound`, { path: src });
    }
    if (video !== null && !(await video.canDecode())) {
      const codec = (await video.getCodecParameterString()) ?? String(await video.getInternalCodecId());
      throw new PreviewError('UNSUPPORTED_MEDIA', `${src}: this browser cannot decode its picture (${codec})`, { path: src });
    }
    let silent: string | undefined;
    if (audio !== null && !(await audio.canDecode())) {
      silent = `${src}: this browser cannot decode its sound (${(await audio.getCodecParameterString()) ?? String(await audio.getInternalCodecId())})`;
    }
    const [videoStart, audioStart] = await Promise.all([video?.getFirstTimestamp(), audio?.getFirstTimestamp()]);
    // Priming samples lie before the file's zero and are not heard.
    const start = Math.min(videoStart ?? Number.POSITIVE_INFINITY, audioStart === undefined ? Number.POSITIVE_INFINITY : Math.max(0, audioStart));
    const [videoEnd, audioEnd] = await Promise.all([video?.computeDuration(), audio?.computeDuration()]);
    const flicks = (seconds: number | undefined): number => Math.max(0, Math.round(((seconds ?? start) - start) * FLICKS));
    const ends = [flicks(videoEnd), flicks(audioEnd)] as const;
    const part = video === null ? undefined : await videoPart(video);
    return {
      spec,
      kind: 'stream',
      start,
      video: part,
      audio: audio ?? undefined,
      silent,
      facts: {
        width: video === null ? 0 : await video.getDisplayWidth(),
        height: video === null ? 0 : await video.getDisplayHeight(),
        durationFlicks: Math.max(...ends),
        ...(audio === null ? {} : { audioDurationFlicks: ends[1] }),
        hasVideo: video !== null,
        hasAudio: audio !== null,
      },
      close: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    if (error instanceof PreviewError) throw error;
    throw new PreviewError('UNSUPPORTED_MEDIA', `${src} cannot be read: ${(error as Error).message}`, { path: src }, { cause: error });
  }
}

async function videoPart(track: InputVideoTrack): Promise<VideoPart> {
  const [resolution, color, sar] = await Promise.all([track.getTimeResolution(), track.getColorSpace(), track.getPixelAspectRatio()]);
  const tick = 1 / resolution;
  // VP8 knows one matrix only, whatever the size of the picture.
  const known = track.codec === 'vp8' ? 'smpte170m' : null;
  return {
    track,
    // Fine ticks are rounded times, so half of one is forgiven; coarse ones are the author's own grid. As the engine has it.
    tolerance: tick <= 0.002 ? tick / 2 : 0,
    color: JSON.stringify({
      matrix: color.matrix ?? known,
      primaries: color.primaries ?? null,
      transfer: color.transfer ?? null,
      fullRange: color.fullRange ?? null,
    }),
    sar: [sar.num, sar.den],
  };
}

async function openElement(src: string, spec: MediaSpec, { page }: MediaContext): Promise<Media> {
  const facts = await page.call<ElementFacts>('elementOpen', { src, spec });
  const pcm = await page.call<{ sampleRate: number; channels: Float32Array<ArrayBuffer>[] } | null>('elementSound', { src, spec });
  const duration = Math.round(facts.duration * FLICKS);
  return {
    spec,
    kind: 'element',
    start: 0,
    pcm: pcm ?? undefined,
    facts: { width: facts.width, height: facts.height, durationFlicks: duration, hasVideo: facts.width > 0, hasAudio: pcm !== null },
    close: () => page.emit('elementClose', spec.key),
  };
}
