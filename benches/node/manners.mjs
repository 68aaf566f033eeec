// manners.mjs FOLDER: how long the event loop is kept from its work while the chat short is rendered, and how soon a job that is cancelled
// at a random point is over. Prints both. A timer of 1 ms is late by itself, and later where every processor is busy: the same is printed
// beside it without a render, and with as many other processes that only count.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { contenders } from './contenders.mjs';

const [folder] = process.argv.slice(2);
const { engine, close } = await contenders.ours();
const document = JSON.parse(readFileSync(process.env.CHAT_DOCUMENT, 'utf8'));

async function delays(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return [50, 99, 100].map((percentile) => `${(histogram.percentile(percentile) / 1e6).toFixed(1)} ms`).join(', ');
}

/** The longest turn of the loop in CPU time: what its own work took, whatever else the machine did. */
async function busiest(work) {
  let most = 0;
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    most = Math.max(most, performance.eventLoopUtilization(now, before).utilization);
    before = now;
  }, 100);
  await work();
  clearInterval(timer);
  return `${(most * 100).toFixed(1)} %`;
}

/** The machine's own share: every processor busy, with nothing of ours. */
async function crowd() {
  const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  await sleep(500);
  const found = await delays(() => sleep(10_000));
  for (const process of busy) process.kill('SIGKILL');
  return found;
}

let events = 0;
const render = () => engine.render(document, join(folder, 'manners.mp4'), { onProgress: () => (events += 1) });
await sleep(200);
console.log(`event loop, timer of 1 ms, median, 99 %, longest:      idle ${await delays(() => sleep(3000))}`);
console.log(`                           beside busy processes ${await crowd()}`);
console.log(`                                           in a render ${await delays(render)} (${events} progress events)`);
console.log(`event loop's busiest tenth of a second in a render: ${await busiest(render)}`);

const latencies = [];
for (let n = 0; n < 20; n += 1) {
  const job = engine.render(document, join(folder, 'cancelled.mp4'));
  await sleep(20 + Math.random() * 1000);
  const begun = performance.now();
  job.cancel();
  await job.catch(() => undefined);
  latencies.push(performance.now() - begun);
}
latencies.sort((a, b) => a - b);
console.log(`cancelled, until the job is over: median ${latencies[10].toFixed(0)} ms, longest ${latencies.at(-1).toFixed(0)} ms`);
const left = readdirSync(folder).filter((name) => name.includes('cancelled'));
console.log(`files that cancelled jobs left: ${left.length}`);
await close();
