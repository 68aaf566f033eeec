// Which codecs this browser encodes, and what is chosen of them.
import { type AudioCodec, canEncodeAudio, canEncodeVideo, Quality, type VideoCodec } from 'mediabunny';

import { PreviewError } from '../errors.js';
import type { ExportAudioCodec, ExportVideoCodec } from '../options.js';

const VIDEO: Readonly<Record<'mp4' | 'webm', readonly ExportVideoCodec[]>> = {
  mp4: ['h264', 'hevc', 'av1', 'vp9'],
  webm: ['vp9', 'vp8', 'av1'],
};
const AUDIO: Readonly<Record<'mp4' | 'webm', readonly ExportAudioCodec[]>> = { mp4: ['aac', 'opus'], webm: ['opus'] };

export function bunnyVideo(codec: ExportVideoCodec): VideoCodec {
  return codec === 'h264' ? 'avc' : codec;
}

export function bunnyAudio(codec: ExportAudioCodec): AudioCodec {
  return codec;
}

export interface VideoWish {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly bitrate: number;
}

/** The codec that was asked for, or the first of the container's that works. */
export async function chooseVideo(container: 'mp4' | 'webm', asked: ExportVideoCodec | undefined, wish: VideoWish): Promise<ExportVideoCodec> {
  if (typeof VideoEncoder === 'undefined') {
    throw new PreviewError('UNSUPPORTED_CODEC', 'this browser cannot encode video: it has no WebCodecs VideoEncoder');
  }
  const { width, height, frameRate, bitrate } = wish;
  const can = (codec: ExportVideoCodec): Promise<boolean> =>
    canEncodeVideo(bunnyVideo(codec), { width, height, frameRate, quality: new Quality({ bitrate }) });
  const known = VIDEO[container];
  if (asked !== undefined && known.includes(asked) && (await can(asked))) return asked;
  const available: ExportVideoCodec[] = [];
  for (const codec of known) {
    if (!(await can(codec))) continue;
    if (asked === undefined) return codec;
    available.push(codec);
  }
  throw unsupported('video', container, asked, known, available, `${width}x${height}`);
}

/** Likewise for sound at 48,000 Hz in stereo. */
export async function chooseAudio(container: 'mp4' | 'webm', asked: ExportAudioCodec | undefined, bitrate: number): Promise<ExportAudioCodec> {
  const can = (codec: ExportAudioCodec): Promise<boolean> =>
    typeof AudioEncoder === 'undefined'
      ? Promise.resolve(false)
      : canEncodeAudio(bunnyAudio(codec), { numberOfChannels: 2, sampleRate: 48_000, quality: new Quality({ bitrate }) });
  const known = AUDIO[container];
  if (asked !== undefined && known.includes(asked) && (await can(asked))) return asked;
  const available: ExportAudioCodec[] = [];
  for (const codec of known) {
    if (!(await can(codec))) continue;
    if (asked === undefined) return codec;
    available.push(codec);
  }
  throw unsupported('audio', container, asked, known, available, 'stereo at 48,000 Hz');
}

function unsupported(
  kind: string,
  container: string,
  asked: string | undefined,
  known: readonly string[],
  available: readonly string[],
  what: string,
): PreviewError {
  const has = available.length > 0 ? `it has ${available.join(', ')}` : 'it has none that can';
  const message =
    asked !== undefined && !known.includes(asked)
      ? `${container} does not hold ${asked} here; of ${known.join(', ')} this browser encodes ${available.join(', ') || 'none'}`
      : `this browser has no ${asked ?? kind} encoder for ${container} (${what}); ${has}`;
  return new PreviewError('UNSUPPORTED_CODEC', message, { available });
}

const BITS_PER_PIXEL = { low: 0.04, medium: 0.07, high: 0.12, ultra: 0.22 } as const;
const WEIGHT: Readonly<Record<ExportVideoCodec, number>> = { h264: 1, hevc: 0.7, vp8: 1.1, vp9: 0.75, av1: 0.65 };

/** Bits per second for a quality: what grows slower than the rate, since pictures that come faster differ less. */
export function bitrateFor(quality: keyof typeof BITS_PER_PIXEL, codec: ExportVideoCodec | undefined, wish: Omit<VideoWish, 'bitrate'>): number {
  const pictures = 30 * (wish.frameRate / 30) ** 0.75;
  const bits = wish.width * wish.height * pictures * BITS_PER_PIXEL[quality] * WEIGHT[codec ?? 'h264'];
  return Math.round(Math.min(200e6, Math.max(100e3, bits)));
}
