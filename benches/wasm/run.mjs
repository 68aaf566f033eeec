// Compositing in headless Chromium beside native code: a table of milliseconds a frame of 1080x1920, on one core.
//
// Usage: node benches/wasm/run.mjs MATERIAL FONTS
//   MATERIAL: the folder that `cargo run --release -p reelspeed_testing --example wasm_bench` wrote
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../../wasm-pkg/test/browser/lib/chromium.mjs';
import { serve } from '../../wasm-pkg/test/browser/lib/serve.mjs';

const flavours = (process.env.FLAVOURS ?? 'simd scalar').split(' ');
const here = dirname(fileURLToPath(import.meta.url));
const [material, fonts] = process.argv.slice(2);
const { workloads } = JSON.parse(readFileSync(join(material, 'bench.json'), 'utf8'));
// Isolated pages get clocks of 5 µs.
const server = await serve(
  { '/page/': here, '/wasm/': join(here, '../../wasm-pkg/wasm'), '/material/': material, '/fonts/': fonts },
  { isolated: true },
);
const browser = await launchChromium();
const results = {};
try {
  for (const flavour of flavours) {
    const page = await browser.newPage();
    await page.goto(`${server.url}/page/page.html`);
    await page.waitForFunction('globalThis.run !== undefined');
    results[flavour] = await page.evaluate((flavour) => globalThis.run(flavour), flavour);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
const ms = (value) => value.toFixed(2).padStart(8);
const name = (text) => text.padEnd(26);
console.log(`${name('ms a frame')}  native  native    wasm    wasm   simd / native   simd    simd`);
console.log(`${name('')}    best  scalar    simd  scalar   scalar          rgba    feed`);
workloads.forEach((workload, i) => {
  const simd = results.simd[i];
  const scalar = results.scalar?.[i] ?? { render: NaN };
  const ratio = `${(simd.render / workload.nativeScalarMs).toFixed(2)}x`.padStart(8);
  const columns = [workload.nativeBestMs, workload.nativeScalarMs, simd.render, scalar.render].map(ms).join('');
  console.log(`${name(workload.name)}${columns}${ratio}      ${ms(simd.rgba)}${ms(simd.feed)}`);
});
