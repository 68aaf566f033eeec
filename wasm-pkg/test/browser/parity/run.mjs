// The pictures and the sound of the browser's module against the native ones, in headless Chromium and, where geckodriver and Firefox
// are there, in Firefox.
//
// Usage: node test/browser/parity/run.mjs MATERIAL
//   MATERIAL: the folder that `cargo run -p reelspeed_testing --example parity` wrote
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../lib/chromium.mjs';
import { serve } from '../lib/serve.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const material = process.argv[2];
if (!material) throw new Error('MATERIAL: expected a folder, was nothing');
const { fonts } = JSON.parse(readFileSync(join(material, 'manifest.json'), 'utf8'));
const server = await serve({
  '/page/': here,
  '/wasm/': join(here, '../../../wasm'),
  '/material/': material,
  '/fonts/': fonts,
});

let failed = false;
function report(name, flavour, { failures, compared, scenes }, ms) {
  const outcome = failures.length === 0 ? 'equal' : `${failures.length} DIFFERENT`;
  console.log(`parity: ${name}, ${flavour}: ${scenes} scenes, ${compared} digests, ${outcome} (${(ms / 1000).toFixed(1)} s)`);
  for (const failure of failures) console.log(`  ${failure}`);
  failed ||= failures.length > 0 || compared === 0;
}

const browser = await launchChromium();
try {
  for (const flavour of ['simd', 'scalar']) {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.log(`page: ${error}`));
    await page.goto(`${server.url}/page/page.html`);
    await page.waitForFunction('globalThis.run !== undefined');
    const start = performance.now();
    const result = await page.evaluate((flavour) => globalThis.run(flavour), flavour);
    report(`Chromium ${browser.version()}`, flavour, result, performance.now() - start);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
process.exit(failed ? 1 : 0);
