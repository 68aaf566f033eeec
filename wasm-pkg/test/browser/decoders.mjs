// Measures what the browser's decoders change: the same document by the browser and by the `reelspeed frame` command, over real files.
// The compositors are equal (test/browser/parity); what differs here is decoded pictures. Prints a table for docs/browser-parity.md.
//
// Usage: REELSPEED=path/of/the/command node test/browser/decoders.mjs [PART OF A NAME]...
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fixtures, media, setUp } from './support.mjs';

const command = process.env.REELSPEED;
if (command === undefined || !existsSync(command)) {
  console.log('decoders: skipped, since REELSPEED does not name the reelspeed command');
  process.exit();
}
const wanted = process.argv.slice(2);
const list = (folder, prefix) => readdirSync(folder).filter((name) => /\.(mp4|webm|mkv|mov|ts)$/.test(name)).map((name) => ({ path: join(folder, name), url: `${prefix}${name}`, name }));
const files = [...list(fixtures, '/fixtures/'), ...(media === undefined ? [] : list(join(media, 'video'), '/media/video/'))].filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);

const it = await setUp();
const work = mkdtempSync(join(tmpdir(), 'reelspeed-decoders-'));
console.log('| file | codec | frames | equal | largest difference | PSNR |\n|---|---|---|---|---|---|');
for (const { path, url, name } of files) {
  const { streams } = JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path]));
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  if (video === undefined) continue;
  const composition = (src) => ({ version: 1, width: 480, height: 480, frameRate: 25, duration: 1, layers: [{ type: 'video', src, fit: 'contain', muted: true }] });
  const document = join(work, 'document.json');
  writeFileSync(document, JSON.stringify(composition(path)));
  let equal = 0;
  let largest = 0;
  let squares = 0;
  let count = 0;
  const times = [0, 0.2, 0.48, 0.8, 0.96];
  try {
    const browser = await it.run(
      async ({ composition, times }) => {
        const preview = await reelspeed.Preview.create();
        try {
          await preview.load(composition);
          const all = [];
          for (const time of times) {
            await preview.seek(time);
            const { data } = await preview.snapshot();
            let text = '';
            for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
            all.push(btoa(text));
          }
          return all;
        } finally {
          preview.close();
        }
      },
      { composition: composition(url), times },
    );
    for (const [i, time] of times.entries()) {
      const png = join(work, 'frame.png');
      execFileSync(command, ['frame', document, '--at', String(time), '-o', png], { stdio: 'pipe' });
      const native = execFileSync('ffmpeg', ['-v', 'error', '-i', png, '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'], { maxBuffer: 1 << 28 });
      const shown = Buffer.from(browser[i], 'base64');
      let most = 0;
      for (let at = 0; at < native.length; at++) {
        const difference = Math.abs(native[at] - shown[at]);
        if (difference > most) most = difference;
        squares += difference * difference;
      }
      count += native.length;
      if (most === 0) equal++;
      largest = Math.max(largest, most);
    }
    const psnr = squares === 0 ? '∞' : `${(10 * Math.log10((255 * 255 * count) / squares)).toFixed(1)} dB`;
    console.log(`| ${name} | ${video.codec_name} ${video.pix_fmt} | ${times.length} | ${equal} | ${largest} | ${psnr} |`);
  } catch (error) {
    console.log(`| ${name} | ${video.codec_name} ${video.pix_fmt} | – | – | – | ${String(error.message).split('\n')[0].replace(/^page.evaluate: (PreviewError: )?/, '').replace(/\/(media|fixtures)\/(video\/)?/g, '').slice(0, 120)} |`);
  }
}
rmSync(work, { recursive: true });
await it.end();
