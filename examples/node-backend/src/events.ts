import { PassThrough, type Readable } from 'node:stream';

import type { Job } from './jobs.js';

/**
 * A job's changes as server-sent events: its state now, every change that the client is fast enough for, and last `done`, `failed` or
 * `cancelled`, after which the stream ends. An event's data is the whole job, so that whoever comes late or again needs no history.
 *
 * @param heartbeatMs - How often a comment is sent, so that proxies do not take an idle stream for a dead one.
 */
export function eventsOf(job: Job, heartbeatMs: number): Readable {
  const stream = new PassThrough();
  let ready = true;
  let sent = -1;
  const send = (): void => {
    // A slow client misses changes, never the last one; nothing piles up.
    if ((!ready && !job.isOver) || sent === job.changes) return;
    sent = job.changes;
    const event = job.isOver ? job.state : 'progress';
    ready = stream.write(`id: ${sent}\nevent: ${event}\ndata: ${JSON.stringify(job.view())}\n\n`);
    if (job.isOver) {
      clear();
      stream.end();
    }
  };
  const clear = (): void => {
    clearInterval(heartbeat);
    job.off('change', send);
  };
  const heartbeat = setInterval(() => stream.write(': alive\n\n'), heartbeatMs);
  job.on('change', send);
  stream.on('drain', () => {
    ready = true;
    send();
  });
  // The client is gone; the job goes on.
  stream.on('close', clear);

  stream.write('retry: 2000\n\n');
  send();
  return stream;
}
