// Sound: files are decoded, the module mixes them.
import { type AudioSample, AudioSampleSink } from 'mediabunny';

import { PreviewError } from '../errors.js';
import type { Media } from './media.js';
import type { SoundNeed } from '../types/index.js';
import type { Module, SoundMixer, Stage } from './module.js';

/** The rate at which everything is mixed, as a render does. */
export const SAMPLE_RATE = 48_000;


/** A file's sound, read on from where it was left. */
class SoundReader {
  readonly #media: Media;
  #iterator: AsyncGenerator<AudioSample, void, unknown> | undefined;
  /** The sample after the last one that was read. */
  #position = Number.NaN;

  constructor(media: Media) {
    this.#media = media;
  }

  /** Pushes what covers `need`, and perhaps more. */
  async feed(mixer: SoundMixer, need: SoundNeed): Promise<void> {
    const { audio, pcm, silent, start } = this.#media;
    if (pcm !== undefined) {
      const length = pcm.channels[0]?.length ?? 0;
      const [first, last] = samples(need, pcm.sampleRate);
      const from = Math.min(first, length);
      const to = Math.min(last, length);
      if (to > from) mixer.push(need.input, from, pcm.channels.length, pcm.sampleRate, planar(pcm.channels.map((c) => c.subarray(from, to))));
      if (to < last) mixer.end(need.input);
      return;
    }
    if (audio === undefined || silent !== undefined) return mixer.end(need.input);
    const rate = await audio.getSampleRate();
    const [from, to] = samples(need, rate);
    // Going back, or far forward, begins anew.
    if (!(from >= this.#position - 1 && from < this.#position + rate * 2)) {
      await this.close();
      this.#iterator = new AudioSampleSink(audio).samples(from / rate + start);
      this.#position = from;
    }
    while (this.#position < to) {
      const { value, done } = await this.#iterator!.next();
      if (done === true || value === undefined) return mixer.end(need.input);
      try {
        const first = Math.round((value.timestamp - start) * value.sampleRate);
        const end = first + value.numberOfFrames;
        // Rates that are not the header's (AAC with SBR) count by time all the same.
        this.#position = Math.max(this.#position, end);
        if (end <= from || end <= 0) continue;
        const skip = Math.max(0, -first);
        const channels: Float32Array<ArrayBuffer>[] = [];
        for (let planeIndex = 0; planeIndex < value.numberOfChannels; planeIndex++) {
          const plane = new Float32Array(value.numberOfFrames);
          value.copyTo(plane, { planeIndex, format: 'f32-planar' });
          channels.push(plane.subarray(skip));
        }
        mixer.push(need.input, first + skip, channels.length, value.sampleRate, planar(channels));
      } finally {
        value.close();
      }
    }
  }

  async close(): Promise<void> {
    const old = this.#iterator;
    this.#iterator = undefined;
    await old?.return().catch(() => undefined);
  }
}

/** The samples that a need means: the mixer knows no rate before the first push. */
function samples({ fromSecs, toSecs, fromSample, toSample }: SoundNeed, rate: number): readonly [number, number] {
  return [fromSample ?? Math.max(0, Math.floor(fromSecs * rate)), toSample ?? Math.ceil(toSecs * rate)];
}

function planar(channels: Float32Array<ArrayBuffer>[]): Float32Array {
  const length = channels[0]?.length ?? 0;
  const all = new Float32Array(length * channels.length);
  channels.forEach((channel, index) => all.set(channel, index * length));
  return all;
}

/** The mix of a compiled document, from a sample on. */
export class Mix {
  readonly #mixer: SoundMixer;
  readonly #readers = new Map<number, SoundReader>();
  readonly #media: ReadonlyMap<string, Media>;

  /** @param media - The document's files by their `src`. */
  constructor(module: Module, stage: Stage, media: ReadonlyMap<string, Media>, fromSample: number) {
    this.#mixer = new module.SoundMixer(stage, SAMPLE_RATE, fromSample);
    this.#media = media;
  }

  /** Samples of the whole document. */
  get length(): number {
    return this.#mixer.length;
  }

  /** The next `frames` frames, left and right; fewer at the end, then none. */
  async next(frames: number): Promise<readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>]> {
    // A loop asks again for its beginning: a few rounds, and an end to inputs that never have enough.
    for (let round = 0; ; round++) {
      const needs = JSON.parse(this.#mixer.needs(frames)) as SoundNeed[];
      if (needs.length === 0) break;
      if (round > 128) throw new PreviewError('INTERNAL', `the mixer is never content: ${JSON.stringify(needs)}`);
      for (const need of needs) await this.#feed(need, round > 64);
    }
    const mixed = this.#mixer.mix(frames);
    const left = new Float32Array(mixed.length / 2);
    const right = new Float32Array(mixed.length / 2);
    for (let i = 0; i < left.length; i++) {
      left[i] = mixed[2 * i]!;
      right[i] = mixed[2 * i + 1]!;
    }
    return [left, right];
  }

  close(): void {
    for (const reader of this.#readers.values()) void reader.close();
    this.#readers.clear();
    this.#mixer.free();
  }

  async #feed(need: SoundNeed, giveUp: boolean): Promise<void> {
    const media = this.#media.get(need.src);
    if (media === undefined || giveUp) return this.#mixer.end(need.input);
    let reader = this.#readers.get(need.input);
    if (reader === undefined) this.#readers.set(need.input, (reader = new SoundReader(media)));
    try {
      await reader.feed(this.#mixer, need);
    } catch {
      // Damaged sound is silent from here on; the picture goes on.
      this.#mixer.end(need.input);
    }
  }
}
