// Waveforms: the extremes of a sound in equal parts of its time.
import { AudioSampleSink } from 'mediabunny';

import { PreviewError } from '../errors.js';
import type { MediaSpec } from '../shared/protocol.js';
import { type Media, type MediaContext, openMedia } from './media.js';

/** Extremes are first taken in parts this long, so that other numbers of buckets cost nothing. */
const FINE = 1 / 200;

/** Collects minimum and maximum of all channels by time. */
export class Peaks {
  readonly #min: Float32Array;
  readonly #max: Float32Array;
  readonly #seconds: number;

  /** @param seconds - How long the sound is. */
  constructor(seconds: number) {
    const parts = Math.max(1, Math.ceil(seconds / FINE));
    this.#seconds = Math.max(seconds, FINE);
    this.#min = new Float32Array(parts);
    this.#max = new Float32Array(parts);
  }

  add(channel: Float32Array, at: number, rate: number): void {
    for (let i = 0; i < channel.length; i++) {
      const part = Math.floor((at + i / rate) / FINE);
      if (part < 0 || part >= this.#min.length) continue;
      const value = channel[i]!;
      if (value < this.#min[part]!) this.#min[part] = value;
      if (value > this.#max[part]!) this.#max[part] = value;
    }
  }

  /** Minimum and maximum of each bucket, in turn. */
  buckets(count: number): Float32Array<ArrayBuffer> {
    const out = new Float32Array(count * 2);
    const parts = this.#seconds / FINE;
    for (let bucket = 0; bucket < count; bucket++) {
      const from = Math.floor((bucket * parts) / count);
      const to = Math.min(this.#min.length, Math.max(from + 1, Math.ceil(((bucket + 1) * parts) / count)));
      for (let part = from; part < to; part++) {
        out[2 * bucket] = Math.min(out[2 * bucket]!, this.#min[part]!);
        out[2 * bucket + 1] = Math.max(out[2 * bucket + 1]!, this.#max[part]!);
      }
    }
    return out;
  }
}

export class Waveforms {
  readonly #peaks = new Map<string, Promise<Peaks>>();

  /** A pair for each of `buckets` parts. Without sound all are 0. */
  async get(spec: MediaSpec, buckets: number, context: MediaContext): Promise<Float32Array<ArrayBuffer>> {
    let peaks = this.#peaks.get(spec.key);
    if (peaks === undefined) {
      this.#peaks.set(spec.key, (peaks = measure(spec, context)));
      peaks.catch(() => this.#peaks.delete(spec.key));
    }
    return (await peaks).buckets(buckets);
  }
}

async function measure(spec: MediaSpec, context: MediaContext): Promise<Peaks> {
  const media = await openMedia(spec.url ?? 'the file', spec, context);
  try {
    return await peaksOf(media);
  } finally {
    media.close();
  }
}

async function peaksOf({ audio, pcm, silent, start, spec }: Media): Promise<Peaks> {
  if (pcm !== undefined) {
    const peaks = new Peaks((pcm.channels[0]?.length ?? 0) / pcm.sampleRate);
    for (const channel of pcm.channels) peaks.add(channel, 0, pcm.sampleRate);
    return peaks;
  }
  if (silent !== undefined) throw new PreviewError('UNSUPPORTED_MEDIA', silent, { path: spec.url });
  if (audio === undefined) return new Peaks(0);
  const peaks = new Peaks((await audio.computeDuration()) - start);
  for await (const sample of new AudioSampleSink(audio).samples()) {
    const plane = new Float32Array(sample.numberOfFrames);
    for (let planeIndex = 0; planeIndex < sample.numberOfChannels; planeIndex++) {
      sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
      peaks.add(plane, sample.timestamp - start, sample.sampleRate);
    }
    sample.close();
  }
  return peaks;
}
