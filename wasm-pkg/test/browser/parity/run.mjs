// The pictures and the sound of the browser's module against the native ones, in headless Chromium and, where it is there, in Firefox.
//
// Usage: node test/browser/parity/run.mjs MATERIAL
//   MATERIAL: the folder that `cargo run -p reelspeed_testing --example parity` wrote
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../lib/chromium.mjs';
import { firefoxVersion, openInFirefox } from '../lib/firefox.mjs';
import { serve } from '../lib/serve.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const material = process.argv[2];
if (!material) throw new Error('MATERIAL: expected a folder, was nothing');
const { fonts } = JSON.parse(readFileSync(join(material, 'manifest.json'), 'utf8'));
let reported = () => {};
const folders = {
  '/page/': here,
  '/wasm/': join(here, '../../../wasm'),
  '/material/': material,
  '/fonts/': fonts,
};
const server = await serve(folders, { onPost: (_, text) => reported(JSON.parse(text)) });
const flavours = (process.env.FLAVOURS ?? 'simd scalar').split(' ');

let failed = false;
function report(name, flavour, { failures, compared, scenes }, ms) {
  const outcome = failures.length === 0 ? 'equal' : `${failures.length} DIFFERENT`;
  console.log(`parity: ${name}, ${flavour}: ${scenes} scenes, ${compared} digests, ${outcome} (${(ms / 1000).toFixed(1)} s)`);
  for (const failure of failures) console.log(`  ${failure}`);
  failed ||= failures.length > 0 || compared === 0;
}

async function inChromium() {
  const browser = await launchChromium();
  try {
    for (const flavour of flavours) {
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
  }
}

async function inFirefox() {
  const version = firefoxVersion();
  if (!version) {
    console.log('parity: Firefox is not installed; not compared there');
    return;
  }
  for (const flavour of flavours) {
    const start = performance.now();
    const answer = new Promise((resolve) => (reported = resolve));
    const firefox = await openInFirefox(`${server.url}/page/page.html#report=${flavour}`);
    try {
      report(version, flavour, await Promise.race([answer, firefox.ended, late(120)]), performance.now() - start);
    } finally {
      await firefox.close();
    }
  }
}

const late = (seconds) =>
  new Promise((resolve) =>
    setTimeout(() => resolve({ failures: [`no answer within ${seconds} s`], compared: 0, scenes: 0 }), seconds * 1000).unref(),
  );

try {
  await inChromium();
  await inFirefox();
} finally {
  await server.close();
}
process.exit(failed ? 1 : 0);
