// Opens a fresh app in Chromium and looks whether the preview is there, shows the right picture, and goes when it is unmounted.
//
// Usage: node check.mjs <address> <vite|next>
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../../wasm-pkg/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const [url, kind] = process.argv.slice(2);
const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

if (kind === 'next') {
  const html = await (await fetch(url)).text();
  assert.match(html, /aspect-ratio:\s*720 ?\/ ?1280/, 'the server renders a place of the right shape');
}

const browser = await chromium.launch({ executablePath: process.env.REELSPEED_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
try {
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('requestfailed', (request) => faults.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.url()} ${response.status()}`));
  await page.goto(url);
  const preview = page.locator('.reel-preview');
  await page.locator('.reel-preview[data-state="ready"], .reel-preview__failure').first().waitFor({ timeout: 60_000 });
  assert.equal(await page.locator('.reel-preview__failure').count(), 0, await preview.innerText());

  // The picture as it is on screen: blue around, yellow in the middle beside the letters.
  await page.waitForTimeout(300);
  const colors = await pixels(page, [[0.1, 0.1], [0.3, 0.42]]);
  assert.ok(near(colors[0], [0x20, 0x40, 0xc0]), `the background is ${colors[0]}`);
  assert.ok(near(colors[1], [0xf0, 0xc0, 0x20]), `the rectangle is ${colors[1]}`);

  await page.getByRole('button', { name: 'Play' }).click();
  await page.locator('.reel-preview[data-state="playing"]').waitFor();
  await page.locator('.reel-preview[data-state="ended"]').waitFor({ timeout: 15_000 });
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await page.waitForFunction(() => document.querySelector('[role="slider"]').getAttribute('aria-valuetext').includes('frame 1 of 60'));

  if (kind === 'vite') {
    // One worker draws on canvases and outlives the engines.
    assert.equal(page.workers().length, 2, 'one engine in spite of StrictMode');
    await page.locator('#toggle').click();
    await page.waitForTimeout(500);
    assert.equal(page.workers().length, 1, 'none after it was unmounted');
    await page.locator('#toggle').click();
    await page.locator('.reel-preview[data-state="ready"]').waitFor({ timeout: 30_000 });
    assert.equal(page.workers().length, 2, 'one again');
  }
  assert.deepEqual(faults, []);
  console.log(`${kind}: the preview is there and right`);
} finally {
  await browser.close();
}

/** Colours of the canvas as it is shown, at places in fractions of its size. */
async function pixels(page, places) {
  const shot = await page.locator('canvas').screenshot();
  return page.evaluate(
    async ([bytes, places]) => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      context.drawImage(picture, 0, 0);
      return places.map(([x, y]) => [...context.getImageData(Math.round(x * picture.width), Math.round(y * picture.height), 1, 1).data.slice(0, 3)]);
    },
    [[...shot], places],
  );
}

function near(color, wanted) {
  return color.every((value, n) => Math.abs(value - wanted[n]) <= 12);
}
