import type { FastifyInstance } from 'fastify';

import { resolveMedia } from '../documents.js';
import { HttpError } from '../errors.js';
import { goneWith } from '../gone.js';
import type { Services } from '../server.js';
import { accepted } from './jobs.js';

type Document = Record<string, unknown>;

const composition = { type: 'object' };
const schemaOf = (properties: Record<string, object>): { body: object } => ({
  body: { type: 'object', additionalProperties: false, required: Object.keys(properties), properties },
});

/** The extension of what a document asks for. */
function extensionOf(document: Document): string {
  const output = document['output'] as { container?: unknown } | null | undefined;
  const container = typeof output === 'object' ? output?.container : undefined;
  // Only names known here: it becomes a part of a file's name.
  return container === 'mov' || container === 'webm' || container === 'mkv' ? container : 'mp4';
}

/** Compositions: documents whose media are named by the ids of uploads. */
export async function renderRoutes(server: FastifyInstance, { config, engine, store, jobs }: Services): Promise<void> {
  let frames = 0;

  server.post<{ Body: { composition: Document } }>('/renders', { schema: schemaOf({ composition }) }, async (request, reply) => {
    const job = await jobs.start(() => {
      const { composition, done } = resolveMedia(request.body.composition, store);
      return {
        kind: 'render',
        extension: extensionOf(request.body.composition),
        run: (output, options) => engine.render(composition, output, options),
        done,
      };
    });
    return accepted(reply, job);
  });

  server.post<{ Body: { composition: Document } }>('/renders/explain', { schema: schemaOf({ composition }) }, async (request, reply) => {
    const { composition, done } = resolveMedia(request.body.composition, store);
    try {
      return await engine.explain(composition, 'out.mp4', { signal: goneWith(reply) });
    } finally {
      done();
    }
  });

  const still = schemaOf({ composition, at: { type: 'number' } });
  server.post<{ Body: { composition: Document; at: number } }>('/frames', { schema: still }, async (request, reply) => {
    if (frames >= config.maxFrames) {
      throw new HttpError(429, 'TOO_MANY_FRAMES', `${frames} stills are drawn already`, { limit: config.maxFrames, retryAfter: 1 });
    }
    frames += 1;
    const { composition, at } = request.body;
    try {
      const resolved = resolveMedia(composition, store);
      try {
        const png = await engine.renderFrame(resolved.composition, at, { signal: goneWith(reply) });
        return await reply.type('image/png').send(png);
      } finally {
        resolved.done();
      }
    } finally {
      frames -= 1;
    }
  });
}
