import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { MultipartFile } from '@fastify/multipart';
import type { RustVideoEngine } from '@reelspeed/engine';

import { HttpError } from './errors.js';
import type { Store, Upload } from './store.js';

/** Who takes uploads in, and how large they may be, in bytes. */
export interface Receiver {
  readonly store: Store;
  readonly engine: RustVideoEngine;
  readonly limit: number;
}

/** The refusal of a file of more bytes than that. */
export function tooLarge(limit: number): HttpError {
  return new HttpError(413, 'FILE_TOO_LARGE', `a file may have ${limit} bytes at the most`, { limit });
}

/**
 * Receives a file: streamed to disk under a name of the server's own, then looked into. What is too large, breaks off or is no media
 * leaves nothing behind.
 *
 * @param signal - Aborted when the client goes away.
 * @throws {@link HttpError} 413, 507; the engine's `UNSUPPORTED_MEDIA`.
 */
export async function receive(part: MultipartFile, to: Receiver, signal: AbortSignal): Promise<Upload> {
  const { store, engine } = to;
  const { id, path } = store.newUpload();
  let bytes = 0;
  let refusal: unknown;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      try {
        if (refusal === undefined) store.take(chunk.length);
      } catch (error) {
        refusal = error;
      }
      // What is refused is read to its end all the same, up to the limit: clients listen only when they have spoken.
      if (refusal !== undefined) return callback();
      bytes += chunk.length;
      callback(null, chunk);
    },
  });
  try {
    await pipeline(part.file, counter, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
    if (refusal !== undefined) throw refusal;
    // Past the limit the parser ends the stream as if the file ended there.
    if (part.file.truncated) throw tooLarge(to.limit);
    const media = await engine.probe(path, { signal });
    if (media.video.length + media.audio.length === 0) {
      throw new HttpError(415, 'UNSUPPORTED_MEDIA', 'the file has neither pictures nor sound');
    }
    const upload: Upload = { id, name: shownName(part.filename), bytes, media, createdAt: new Date().toISOString() };
    store.add(upload, path);
    return upload;
  } catch (error) {
    store.release(bytes);
    await rm(path, { force: true });
    if (signal.aborted) throw new HttpError(499, 'CANCELLED', 'the client went away');
    throw error;
  }
}

/** The last part of what the client called its file, for people to read. */
function shownName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return last.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || 'video';
}
