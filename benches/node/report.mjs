// report.mjs RESULTS.jsonl: a table of what run.sh measured, with ratios to the first contender of each case. Wall and CPU time are
// medians over the rounds, memory is the largest seen. For imports the time of bare Node is taken off.
import { readFileSync } from 'node:fs';

const rows = new Map();
for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const record = JSON.parse(line);
  if (record.code !== 0) console.log(`${record.label} FAILED`);
  else rows.set(record.label, [...(rows.get(record.label) ?? []), record]);
}
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const summary = (records) => ({
  runs: records.length,
  wall: median(records.map(({ wall }) => wall)),
  cpu: median(records.map(({ cpu }) => cpu)),
  memory: Math.max(...records.map(({ rss_mb }) => rss_mb)),
  others: median(records.map(({ other_cores }) => other_cores)),
});

const head = ['', 'runs', 'wall s', 'ratio', 'CPU s', 'ratio', 'peak MB', 'ratio', 'other load'];
const cell = (text, n) => (n === 0 ? String(text).padEnd(30) : String(text).padStart(11));
console.log(head.map(cell).join(''));
const first = {};
const bare = rows.has('import/bare') ? summary(rows.get('import/bare')) : undefined;
for (const [label, records] of rows) {
  const kind = label.split('/')[0];
  const s = summary(records);
  if (kind === 'import' && label !== 'import/bare') {
    const [wall, cpu] = [s.wall - bare.wall, s.cpu - bare.cpu].map((seconds) => `${(seconds * 1000).toFixed(0)} ms`);
    const memory = `+${(s.memory - bare.memory).toFixed(0)}`;
    console.log([`${label}, added`, s.runs, wall, '', cpu, '', memory, '', s.others.toFixed(2)].map(cell).join(''));
    continue;
  }
  const base = (first[kind] ??= s);
  const ratio = (key) => (s[key] / base[key]).toFixed(2);
  const row = [label, s.runs, s.wall.toFixed(2), ratio('wall'), s.cpu.toFixed(2), ratio('cpu'), s.memory.toFixed(0), ratio('memory'), s.others.toFixed(2)];
  console.log(row.map(cell).join(''));
}
