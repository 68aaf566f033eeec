import type { FastifyReply } from 'fastify';

/** A signal that is aborted when the client goes away before it has its answer. */
export function goneWith(reply: FastifyReply): AbortSignal {
  const abort = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) abort.abort(new Error('the client is gone'));
  });
  return abort.signal;
}
