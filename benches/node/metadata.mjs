// metadata.mjs CONTENDER FILE COUNT: what is in a file, so many times one after another; prints the median milliseconds of a call.
import { contenders } from './contenders.mjs';

const [name, file, count] = process.argv.slice(2);
const contender = await contenders[name]();
const times = [];
for (let n = 0; n < Number(count); n += 1) {
  const begun = performance.now();
  const [seconds, width, height] = await contender.metadata(file);
  times.push(performance.now() - begun);
  if (!(seconds > 0 && width > 0 && height > 0)) throw new Error(`${name}: ${seconds} ${width} ${height}`);
}
await contender.close();
times.sort((a, b) => a - b);
console.log(times[times.length >> 1].toFixed(2));
