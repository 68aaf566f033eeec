import { type Control, type Job, type Stream, startJob } from './job.js';
import * as is from './is.js';
import type { Callback, NativeDecoder, NativeEncoder } from './native/binding.js';
import type * as T from './types/index.js';

/** Frames of a caller: buffers in the pixel format of the options, from an array, a generator, a stream. */
export type FrameSource = Iterable<Uint8Array | Uint8ClampedArray> | AsyncIterable<Uint8Array | Uint8ClampedArray>;

/** A frame of a video. */
export interface DecodedFrame {
  /** Its number in this stream, from 0. */
  readonly index: number;
  /** When it is shown, in seconds from the start of the video. */
  readonly pts: number;
  /** How long it stays, in seconds. */
  readonly duration: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** The pixels: rows from top to bottom without gaps, in the pixel format of the options. The caller's to keep. */
  readonly data: Buffer;
}

/**
 * The frames of a video, one after another: an async iterable. Each frame is decoded when there is room for it; a loop that is left early
 * stops the decoder and lets go of the file. It can be iterated once.
 */
export interface FrameStream extends AsyncIterable<DecodedFrame> {
  /** The frames, once. */
  [Symbol.asyncIterator](): AsyncIterableIterator<DecodedFrame>;
}

/** How many frames are asked for at a time: the decoder works on the next one while JavaScript looks at this one. */
const AHEAD = 2;

/** Starts a job that takes its frames from `frames`. @internal */
export function encodeFrames(
  frames: unknown,
  options: Record<string, any> | undefined,
  prepare: (options: Record<string, unknown>) => (callback: Callback) => NativeEncoder,
): Job<T.RenderReport> {
  let control: Control | undefined;
  let native: NativeEncoder | undefined;
  let iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  let over = false;
  // What is given up may still be at work: its end is not waited for, and its failure is nobody's.
  const abandon = async (): Promise<void> => {
    try {
      await iterator?.return?.();
    } catch {
      // The job has failed already, with a better reason.
    }
  };
  const pull = async (): Promise<void> => {
    try {
      iterator ??= iteratorOf(frames);
      const { done, value } = await iterator.next();
      if (over) return;
      if (done === true) {
        iterator = undefined;
        native?.finish();
      } else {
        native?.push(pixels(value));
      }
    } catch (error) {
      control?.stop(error, true);
    }
  };
  const stream: Stream = {
    onReady: () => void pull(),
    onEnd: () => {
      over = true;
      void abandon();
    },
  };
  return startJob<T.RenderReport>(
    (mine) => {
      control = mine;
      const start = prepare(is.object('options', options));
      iteratorOf(frames, false);
      return (callback) => (native = start(callback));
    },
    (json) => JSON.parse(json) as T.RenderReport,
    options,
    stream,
  );
}

/** The iterator of something iterable; checks only, where `start` is false. */
function iteratorOf(frames: unknown, start?: true): Iterator<unknown> | AsyncIterator<unknown>;
function iteratorOf(frames: unknown, start: false): undefined;
function iteratorOf(frames: unknown, start = true): Iterator<unknown> | AsyncIterator<unknown> | undefined {
  const source = frames as (Partial<AsyncIterable<unknown>> & Partial<Iterable<unknown>>) | null | undefined;
  if (typeof source === 'object' && source !== null && !ArrayBuffer.isView(source)) {
    if (typeof source[Symbol.asyncIterator] === 'function') return start ? source[Symbol.asyncIterator]?.() : undefined;
    if (typeof source[Symbol.iterator] === 'function') return start ? source[Symbol.iterator]?.() : undefined;
  }
  throw is.invalid('frames', 'an iterable or async iterable of Uint8Arrays', frames);
}

/** A frame's bytes, not copied. */
function pixels(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Uint8ClampedArray) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw is.invalid('frames', 'Uint8Arrays', value);
}

/** The frames of a job that gives them. @internal */
export function decodeFrames(
  options: Record<string, any> | undefined,
  prepare: (options: Record<string, unknown>) => (callback: Callback) => NativeDecoder,
): FrameStream {
  let begun = false;
  return {
    [Symbol.asyncIterator]: () => {
      // A second loop would get what is left, or nothing: neither is what it wants.
      const again = begun;
      begun = true;
      return framesOf(options, prepare, again);
    },
  };
}

async function* framesOf(
  options: Record<string, any> | undefined,
  prepare: (options: Record<string, unknown>) => (callback: Callback) => NativeDecoder,
  again: boolean,
): AsyncGenerator<DecodedFrame, void, undefined> {
  if (again) throw is.invalid('frames', 'a stream that was not iterated before', 'one that was');
  const come: DecodedFrame[] = [];
  let over = false;
  let wake = (): void => {};
  let native: NativeDecoder | undefined;
  const job = startJob<void>(
    () => {
      const start = prepare(is.object('options', options));
      return (callback) => (native = start(callback));
    },
    () => undefined,
    options,
    {
      onFrame: (json, data) => {
        const { index, ptsSecs, durationSecs, width, height } = JSON.parse(json) as T.FrameInfo & { width: number; height: number };
        come.push({ index, pts: ptsSecs, duration: durationSecs, width, height, data });
        wake();
      },
      onEnd: () => {
        over = true;
        wake();
      },
    },
  );
  const ended = job.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    for (let n = 0; n < AHEAD; n += 1) native?.next();
    for (;;) {
      const frame = come.shift();
      if (frame !== undefined) {
        yield frame;
        native?.next();
      } else if (over) {
        const failure = await ended;
        if (failure !== undefined) throw failure.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    // Left early: the decoder is stopped, and its file closed when this returns.
    job.cancel();
    await ended;
  }
}
