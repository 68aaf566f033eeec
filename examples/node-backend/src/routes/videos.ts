import type { ClipOptions, OptimizeOptions } from '@reelspeed/engine';
import type { FastifyInstance } from 'fastify';

import { HttpError } from '../errors.js';
import { goneWith } from '../gone.js';
import type { Services } from '../server.js';
import { receive, tooLarge } from '../uploads.js';
import { accepted } from './jobs.js';

// Which fields there are is said here: those that name files or threads of the server are not for clients. What may be in them, the
// engine checks, and says better.
const CLIP_FIELDS = ['width', 'height', 'frameRate', 'fit', 'muted', 'speed', 'video', 'audio'] as const;
const OPTIMIZE_FIELDS = ['maxWidth', 'maxHeight', 'codec', 'preset', 'audioBitrate', 'minBitsPerPixel'] as const;

interface ById {
  Params: { id: string };
}

type ClipBody = { start: number; duration?: number } & Pick<ClipOptions, (typeof CLIP_FIELDS)[number]>;
type OptimizeBody = { targetSizeMb: number } & Pick<OptimizeOptions, (typeof OPTIMIZE_FIELDS)[number]>;

/** An object with these fields and no others. */
function bodyOf(required: Record<string, object>, optional: readonly string[]): object {
  const properties = { ...Object.fromEntries(optional.map((name) => [name, {}])), ...required };
  return { body: { type: 'object', additionalProperties: false, required: Object.keys(required), properties } };
}

/** Uploads, and what is made of one of them. */
export async function videoRoutes(server: FastifyInstance, { config, engine, store, jobs }: Services): Promise<void> {
  let uploads = 0;

  server.post('/videos', async (request, reply) => {
    if (!request.isMultipart()) throw new HttpError(415, 'NOT_MULTIPART', 'send the file as multipart/form-data, in the field `file`');
    // What says itself that it is too large is not read at all; the form around the file is smaller than the allowance.
    if (Number(request.headers['content-length'] ?? 0) > config.maxUploadBytes + 100_000) {
      reply.header('connection', 'close');
      throw tooLarge(config.maxUploadBytes);
    }
    if (uploads >= config.maxUploads) {
      reply.header('connection', 'close');
      throw new HttpError(429, 'TOO_MANY_UPLOADS', `${uploads} files are coming in already`, { limit: config.maxUploads, retryAfter: 5 });
    }
    uploads += 1;
    try {
      const part = await request.file();
      if (part === undefined) throw new HttpError(400, 'NO_FILE', 'the form has no file');
      const upload = await receive(part, { store, engine, limit: config.maxUploadBytes }, goneWith(reply));
      return reply.code(201).header('location', `/videos/${upload.id}`).send(upload);
    } catch (error) {
      // What of the request was not read must not be taken for the next one.
      if (!request.raw.complete) reply.header('connection', 'close');
      throw error;
    } finally {
      uploads -= 1;
    }
  });

  server.get<ById>('/videos/:id', async (request) => store.get(request.params.id));

  server.delete<ById>('/videos/:id', async (request, reply) => {
    await store.remove(request.params.id);
    return reply.code(204).send();
  });

  const clipSchema = bodyOf({ start: { type: 'number' } }, ['duration', ...CLIP_FIELDS]);
  server.post<ById & { Body: ClipBody }>('/videos/:id/clips', { schema: clipSchema }, async (request, reply) => {
    const { start, duration, ...settings } = request.body;
    const job = await jobs.start(() => {
      const { path, done } = store.use(request.params.id);
      return {
        kind: 'clip',
        extension: 'mp4',
        run: (output, options) => engine.clip(path, start, duration, output, { ...settings, ...options }),
        done,
      };
    });
    return accepted(reply, job);
  });

  const optimizeSchema = bodyOf({ targetSizeMb: { type: 'number' } }, OPTIMIZE_FIELDS);
  server.post<ById & { Body: OptimizeBody }>('/videos/:id/optimize', { schema: optimizeSchema }, async (request, reply) => {
    const { targetSizeMb, ...settings } = request.body;
    const job = await jobs.start(() => {
      const { path, done } = store.use(request.params.id);
      return {
        kind: 'optimize',
        extension: 'mp4',
        run: (output, options) => engine.optimizeVideo(path, targetSizeMb, { ...settings, ...options, output }),
        done,
      };
    });
    return accepted(reply, job);
  });
}
