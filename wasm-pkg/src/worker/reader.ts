// The pictures of one clip: the one that is shown at a time, with what comes next being decoded.
import { EncodedPacketSink, type VideoSample, VideoSampleSink } from 'mediabunny';

import { PreviewError, toPreviewError } from '../errors.js';
import type { Media, VideoPart } from './media.js';

/** Where pictures come from. Generic, so that the choice of pictures is tested without a decoder. */
export interface PictureStream<P extends Timed> {
  /** Pictures in order of time, from the one that is shown at `time` on. */
  from(time: number): AsyncGenerator<P, void, unknown>;
  /** When the last key picture at or before `time` begins. */
  keyBefore(time: number): Promise<number | undefined>;
}

/** Something with a time in seconds that must be closed. */
export interface Timed {
  readonly timestamp: number;
  close(): void;
}

/** How far ahead it is worth looking whether a jump is shorter than decoding on, in seconds. */
const WORTH_JUMPING = 0.5;

/** A place in a stream of pictures. Holds two pictures at most, beside what the decoder has under way. */
export class Cursor<P extends Timed> {
  readonly #stream: PictureStream<P>;
  readonly #tolerance: number;
  #iterator: AsyncGenerator<P, void, unknown> | undefined;
  #current: P | undefined;
  #next: P | undefined;
  #closed = false;
  /** Pictures that were decoded. */
  decoded = 0;

  /** @param tolerance - Seconds by which a picture may begin after the time at which it is shown. */
  constructor(stream: PictureStream<P>, tolerance: number) {
    this.#stream = stream;
    this.#tolerance = tolerance;
  }

  /** The time of the picture that it stands at. */
  get at(): number | undefined {
    return this.#current?.timestamp;
  }

  get held(): number {
    return (this.#current === undefined ? 0 : 1) + (this.#next === undefined ? 0 : 1);
  }

  /**
   * The picture with pts ≤ `time` < the next one's pts: the first one before all, the last one after all. It is the cursor's: it
   * is closed when the cursor moves on. `undefined` where there is no picture at all.
   */
  async get(time: number): Promise<P | undefined> {
    const limit = time + this.#tolerance;
    if (await this.#mustJump(limit)) await this.#jump(limit);
    while (this.#next !== undefined && this.#next.timestamp <= limit) {
      this.#current?.close();
      this.#current = this.#next;
      this.#next = undefined;
      this.#next = await this.#pull();
    }
    if (this.#closed) {
      this.#drop();
      throw new PreviewError('CLOSED', 'the clip was closed');
    }
    return this.#current;
  }

  close(): void {
    this.#closed = true;
    this.#drop();
    void this.#iterator?.return().catch(() => undefined);
    this.#iterator = undefined;
  }

  async #mustJump(limit: number): Promise<boolean> {
    if (this.#iterator === undefined || this.#current === undefined) return true;
    if (limit < this.#current.timestamp) return true;
    if (this.#next === undefined || limit < this.#next.timestamp + WORTH_JUMPING) return false;
    const key = await this.#stream.keyBefore(limit);
    return key !== undefined && key > this.#next.timestamp;
  }

  async #jump(time: number): Promise<void> {
    const old = this.#iterator;
    this.#iterator = undefined;
    await old?.return().catch(() => undefined);
    this.#drop();
    this.#iterator = this.#stream.from(time);
    this.#current = await this.#pull();
    this.#next = this.#current === undefined ? undefined : await this.#pull();
  }

  async #pull(): Promise<P | undefined> {
    const { value, done } = (await this.#iterator?.next()) ?? { value: undefined, done: true };
    if (done === true || value === undefined) return undefined;
    if (this.#closed) {
      value.close();
      return undefined;
    }
    this.decoded++;
    return value;
  }

  #drop(): void {
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = undefined;
  }
}

/** The stream of a track. */
export function trackStream({ track }: VideoPart): PictureStream<VideoSample> {
  const sink = new VideoSampleSink(track);
  const packets = new EncodedPacketSink(track);
  return {
    from: (time) => sink.samples(time),
    keyBefore: async (time) => (await packets.getKeyPacket(time, { metadataOnly: true }))?.timestamp,
  };
}

/** The pictures of one clip. */
export class ClipReader {
  readonly media: Media;
  readonly #cursor: Cursor<VideoSample>;
  #waiting: Promise<unknown> = Promise.resolve();

  constructor(media: Media) {
    this.media = media;
    this.#cursor = new Cursor(trackStream(media.video!), media.video!.tolerance);
  }

  /** The time in the file of the picture that it stands at. */
  get at(): number | undefined {
    const at = this.#cursor.at;
    return at === undefined ? undefined : at - this.media.start;
  }

  get held(): number {
    return this.#cursor.held;
  }

  /** The picture at a time of the presentation, in seconds. Calls wait for each other. */
  get(seconds: number): Promise<VideoSample | undefined> {
    const result = this.#waiting.then(() => this.#cursor.get(seconds + this.media.start));
    this.#waiting = result.catch(() => undefined);
    return result.catch((error: unknown) => {
      throw error instanceof PreviewError ? error : toPreviewError(error, 'DECODE');
    });
  }

  close(): void {
    this.#cursor.close();
  }
}
