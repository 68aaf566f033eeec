import { version } from '@reelspeed/engine';
import type { FastifyInstance } from 'fastify';

import type { Services } from '../server.js';

/** Whether the server lives, and how it is. */
export async function healthRoutes(server: FastifyInstance, { engine, store, jobs }: Services): Promise<void> {
  server.get('/healthz', async () => ({ status: 'ok', version: version(), jobs: jobs.active }));

  server.get('/metrics', async (_request, reply) => {
    // The engine's text ends with a line that says so; what is the server's own goes before it.
    const text = engine.prometheus().replace(/# EOF\n?$/, '');
    const own = [
      ...gauge('backend_jobs_active', 'Jobs that wait or run', jobs.active),
      ...gauge('backend_uploads', 'Uploads that are kept', store.uploads),
      ...gauge('backend_stored_bytes', 'Bytes of uploads and results', store.bytes),
      '# EOF',
    ];
    return reply.type('application/openmetrics-text; version=1.0.0; charset=utf-8').send(`${text}${own.join('\n')}\n`);
  });
}

function gauge(name: string, help: string, value: number): string[] {
  return [`# HELP ${name} ${help}.`, `# TYPE ${name} gauge`, `${name} ${value}`];
}
