import { basename, dirname } from 'node:path';

import type { FastifyInstance, FastifyReply } from 'fastify';

import { HttpError } from '../errors.js';
import { eventsOf } from '../events.js';
import type { Job } from '../jobs.js';
import type { Services } from '../server.js';

interface ById {
  Params: { id: string };
}

/** Tells the client of a job that it started. */
export function accepted(reply: FastifyReply, job: Job): FastifyReply {
  return reply.code(202).header('location', `/jobs/${job.id}`).send(job.view());
}

/** Jobs: how far they are, how they are stopped, what they made. */
export async function jobRoutes(server: FastifyInstance, { config, jobs }: Services): Promise<void> {
  server.get<ById>('/jobs/:id', async (request) => jobs.get(request.params.id).view());

  server.get<ById>('/jobs/:id/events', async (request, reply) => {
    const job = jobs.get(request.params.id);
    // A browser connects again when a stream ends. Whoever has seen the last event is told that there is no more.
    if (job.isOver && request.headers['last-event-id'] === String(job.changes)) return reply.code(204).send();
    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(eventsOf(job, config.heartbeatMs));
  });

  server.get<ById>('/jobs/:id/output', async (request, reply) => {
    const job = jobs.get(request.params.id);
    if (job.state !== 'done') throw new HttpError(409, 'NOT_DONE', `the job is ${job.state}; there is no result`);
    // The name is the server's own.
    return reply.sendFile(basename(job.output), dirname(job.output), { cacheControl: false });
  });

  server.delete<ById>('/jobs/:id', async (request, reply) => {
    const job = jobs.get(request.params.id);
    if (job.isOver) {
      await jobs.remove(job);
      return reply.code(204).send();
    }
    await job.stop('the client asked for it');
    return job.view();
  });
}
