// Decoded pictures for the module: a reader for each clip on screen, and those of the last clips kept for a while.
import type { VideoSample } from 'mediabunny';

import { PreviewError } from '../errors.js';
import type { Peer } from '../shared/rpc.js';
import { FLICKS, type Media } from './media.js';
import type { Stage } from './module.js';
import { ClipReader } from './reader.js';

/** Readers that are kept though their clip is not on screen: a scrub comes back to them. */
const KEPT = 3;

interface Clip {
  readonly id: number;
  readonly src: string;
  readonly kind: 'video' | 'image' | 'animation';
  readonly firstFrame: number;
  readonly endFrame: number;
}

/** Feeds a stage the pictures of its frames. */
export class Pictures {
  readonly #stage: Stage;
  readonly #memory: WebAssembly.Memory;
  readonly #page: Peer;
  #media: ReadonlyMap<string, Media> = new Map();
  #clips = new Map<number, Clip>();
  #readers = new Map<number, ClipReader>();
  #idle: ClipReader[] = [];
  /** Which picture the module has, by clip. */
  #fed = new Map<number, string>();

  constructor(stage: Stage, memory: WebAssembly.Memory, page: Peer) {
    this.#stage = stage;
    this.#memory = memory;
    this.#page = page;
  }

  /** Decoded pictures that are held now. */
  get held(): number {
    return [...this.#readers.values(), ...this.#idle].reduce((sum, reader) => sum + reader.held, 0);
  }

  /** Another document was compiled. Readers of files that stay are kept. */
  reset(media: ReadonlyMap<string, Media>): void {
    this.#idle.unshift(...this.#readers.values());
    this.#readers.clear();
    this.#fed.clear();
    const open = new Set(media.values());
    this.#idle = this.#idle.filter((reader) => {
      if (!open.has(reader.media)) reader.close();
      return open.has(reader.media);
    });
    this.#media = media;
    this.#clips = new Map((JSON.parse(this.#stage.clips()) as Clip[]).map((clip) => [clip.id, clip]));
  }

  /** Gives the stage what a frame needs. */
  async feed(frame: number): Promise<void> {
    const wanted = this.#wanted(frame);
    const on = new Set(wanted.map(({ clip }) => clip));
    for (const [clip, reader] of this.#readers) {
      if (on.has(clip) || this.#isNear(clip, frame)) continue;
      this.#readers.delete(clip);
      this.#idle.unshift(reader);
    }
    const pictures = await Promise.all(wanted.map(({ clip, seconds }) => this.#decode(clip, seconds)));
    for (const [index, { clip, seconds }] of wanted.entries()) {
      const picture = pictures[index];
      if (picture === undefined) await this.#feedElement(clip, seconds);
      else await this.#feedSample(clip, picture[0], picture[1]);
    }
    for (const reader of this.#idle.splice(KEPT)) reader.close();
  }

  /** Begins to decode clips that come on screen within `frames` frames. */
  prepare(frame: number, frames: number): void {
    for (const { id, kind, firstFrame } of this.#clips.values()) {
      if (kind !== 'video' || firstFrame <= frame || firstFrame > frame + frames || this.#readers.has(id)) continue;
      const first = this.#wanted(firstFrame).find(({ clip }) => clip === id);
      // What fails now fails again when it is needed, and is reported then.
      if (first !== undefined) void this.#decode(id, first.seconds).catch(() => undefined);
    }
  }

  close(): void {
    for (const reader of [...this.#readers.values(), ...this.#idle]) reader.close();
    this.#readers.clear();
    this.#idle = [];
  }

  #wanted(frame: number): { clip: number; seconds: number }[] {
    const triples = this.#stage.pictures(frame);
    const wanted = [];
    for (let i = 0; i + 2 < triples.length; i += 3) {
      if (triples[i + 2] === 0) wanted.push({ clip: triples[i]!, seconds: triples[i + 1]! / FLICKS });
    }
    return wanted;
  }

  /** Whether a clip is about to come. */
  #isNear(clip: number, frame: number): boolean {
    const first = this.#clips.get(clip)?.firstFrame;
    return first !== undefined && first > frame && first < frame + 60;
  }

  #mediaOf(clip: number): Media {
    const media = this.#media.get(this.#clips.get(clip)?.src ?? '');
    if (media === undefined) throw new PreviewError('INTERNAL', `clip ${clip} has no file`);
    return media;
  }

  async #decode(clip: number, seconds: number): Promise<readonly [ClipReader, VideoSample] | undefined> {
    const media = this.#mediaOf(clip);
    if (media.kind === 'element') return undefined;
    let reader = this.#readers.get(clip);
    if (reader === undefined) this.#readers.set(clip, (reader = this.#acquire(media, seconds)));
    const sample = await reader.get(seconds);
    if (sample === undefined) {
      const src = this.#clips.get(clip)!.src;
      throw new PreviewError('DECODE', `${src}: there is no picture at ${seconds.toFixed(3)} s`, { path: src });
    }
    return [reader, sample];
  }

  /** The idle reader of the file from which it is the shortest way, or a new one. */
  #acquire(media: Media, seconds: number): ClipReader {
    const way = (reader: ClipReader): number => {
      const at = reader.at ?? Number.NEGATIVE_INFINITY;
      return at <= seconds ? seconds - at : Number.MAX_VALUE;
    };
    const same = this.#idle.filter((reader) => reader.media === media).sort((a, b) => way(a) - way(b));
    const best = same[0];
    if (best === undefined) return new ClipReader(media);
    this.#idle.splice(this.#idle.indexOf(best), 1);
    return best;
  }

  async #feedSample(clip: number, reader: ClipReader, sample: VideoSample): Promise<void> {
    const stage = this.#stage;
    const name = `${reader.media.spec.key} ${sample.timestamp}`;
    if (this.#fed.get(clip) === name && stage.hasPicture(clip)) return;
    const part = reader.media.video!;
    const { width, height } = sample.visibleRect;
    // A picture that only the GPU knows is read as RGB.
    const format = sample.format ?? 'RGBX';
    const options: VideoFrameCopyToOptions = sample.format === null ? { format: 'RGBX' } : {};
    const pointer = stage.beginPicture(clip, width, height, format, sample.format === null ? '{}' : part.color);
    const length = stage.pictureLen();
    const size = sample.allocationSize(options);
    if (size !== length) {
      throw new PreviewError('INTERNAL', `a picture of ${width}x${height} ${format} has ${size} bytes, expected ${length}`);
    }
    for (;;) {
      const buffer = this.#memory.buffer;
      try {
        await sample.copyTo(new Uint8Array(buffer, pointer, length), options);
      } catch (error) {
        if (buffer === this.#memory.buffer) throw error;
      }
      // The memory may have grown meanwhile, for the sound: then the copy went nowhere.
      if (buffer === this.#memory.buffer) break;
    }
    // Ours is mirrored before it is turned, theirs after.
    const rotation = sample.flip ? (360 - sample.rotation) % 360 : sample.rotation;
    stage.endPicture(clip, rotation, sample.flip, part.sar[0], part.sar[1]);
    this.#fed.set(clip, name);
  }

  async #feedElement(clip: number, seconds: number): Promise<void> {
    const { key } = this.#mediaOf(clip).spec;
    const picture = await this.#page.call<{ width: number; height: number; data: ArrayBuffer }>('elementPicture', { key, seconds });
    const pointer = this.#stage.beginPicture(clip, picture.width, picture.height, 'RGBA', '{}');
    new Uint8Array(this.#memory.buffer, pointer, this.#stage.pictureLen()).set(new Uint8Array(picture.data));
    this.#stage.endPicture(clip, 0, false, 1, 1);
  }
}
