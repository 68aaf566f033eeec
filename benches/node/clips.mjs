// clips.mjs CONTENDER SOURCE COUNT SECONDS PARALLEL FOLDER: so many vertical clips out of a video, some at a time.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { contenders } from './contenders.mjs';

const [name, source, count, seconds, parallel, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
process.env.PARALLEL = parallel;
const contender = await contenders[name]();
const waiting = Array.from({ length: Number(count) }, (_, n) => n);
const bytes = [];
async function work() {
  for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
    const output = join(folder, `${name}-${n}.mp4`);
    await contender.clip(source, n * Number(seconds), Number(seconds), output);
    bytes.push(statSync(output).size);
  }
}
await Promise.all(Array.from({ length: Number(parallel) }, work));
await contender.close();
console.log(bytes.reduce((sum, size) => sum + size, 0));
