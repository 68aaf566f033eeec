import cors from '@fastify/cors';
import multipart from '@fastify/multipart';
import files from '@fastify/static';
import { RustVideoEngine } from '@reelspeed/engine';
import { fastify, type FastifyInstance } from 'fastify';

import type { Config } from './config.js';
import { answerTo } from './errors.js';
import { Jobs } from './jobs.js';
import { healthRoutes } from './routes/health.js';
import { jobRoutes } from './routes/jobs.js';
import { renderRoutes } from './routes/renders.js';
import { videoRoutes } from './routes/videos.js';
import { Store } from './store.js';

/** What the routes share. */
export interface Services {
  readonly config: Config;
  readonly engine: RustVideoEngine;
  readonly store: Store;
  readonly jobs: Jobs;
}

/** A server that does not listen yet. `close()` ends its jobs and removes its files. */
export async function buildServer(config: Config): Promise<FastifyInstance> {
  const store = new Store(config);
  await store.open();
  const engine = new RustVideoEngine({
    maxConcurrentJobs: config.maxConcurrentJobs,
    memoryLimit: config.memoryLimit,
    tempDirectory: store.tempDir,
  });
  await engine.initialize();
  const jobs = new Jobs(store, config);
  const services: Services = { config, engine, store, jobs };

  const server = fastify({
    logger: { level: config.logLevel },
    // Composition documents are a few kilobytes.
    bodyLimit: 1_000_000,
    // Requests are taken as they are: nothing is dropped from them and nothing turned into another type.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    // Slow networks may need long for a large file, but not for ever.
    requestTimeout: 30 * 60_000,
    forceCloseConnections: 'idle',
    // It bounds what is done at the end too: jobs that have their time of grace must not count as a plugin that hangs.
    pluginTimeout: config.shutdownGraceMs + 30_000,
  });

  server.setErrorHandler((error, request, reply) => {
    const answer = answerTo(error, store.clean);
    if (answer.status >= 500) request.log.error(error);
    if (answer.retryAfter !== undefined) reply.header('retry-after', answer.retryAfter);
    return reply.code(answer.status).send({ error: answer.body });
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'NOT_FOUND', message: 'there is nothing at this address' } }),
  );

  if (config.corsOrigins === '*' || config.corsOrigins.length > 0) {
    await server.register(cors, {
      origin: config.corsOrigins === '*' ? '*' : [...config.corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'DELETE'],
      exposedHeaders: ['location', 'retry-after', 'content-range', 'accept-ranges', 'content-length'],
    });
  }
  await server.register(multipart, { limits: { files: 1, fields: 10, fieldSize: 1000, fileSize: config.maxUploadBytes } });
  // For `reply.sendFile`, with ranges and conditions; no folder is served.
  await server.register(files, { root: config.dataDir, serve: false });
  await server.register(healthRoutes, services);
  await server.register(videoRoutes, services);
  await server.register(renderRoutes, services);
  await server.register(jobRoutes, services);

  const sweeper = setInterval(
    () => {
      Promise.all([jobs.sweep(), store.sweep()]).catch((error: unknown) => server.log.error(error));
    },
    Math.min(60_000, Math.max(50, config.fileTtlMs / 4)),
  );
  sweeper.unref();

  // Before connections are closed: event streams end with their jobs.
  server.addHook('preClose', () => jobs.close(config.shutdownGraceMs));
  server.addHook('onClose', async () => {
    clearInterval(sweeper);
    await engine.close();
    await store.clear();
  });
  return server;
}
