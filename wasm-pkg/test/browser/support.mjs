// What the tests share: folders, a browser, a page with the package in it.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reelspeed');
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
export const fixtures = process.env.REELSPEED_FIXTURES || join(cache, 'media');
export const fonts = process.env.REELSPEED_FONTS || join(cache, 'fonts');
/** Real media that not every machine has. */
export const media = process.env.REELSPEED_MEDIA && existsSync(join(process.env.REELSPEED_MEDIA, 'expected.json')) ? process.env.REELSPEED_MEDIA : undefined;

export const folders = {
  '/package/': packageFolder,
  '/fixtures/': fixtures,
  '/fonts/': fonts,
  '/test/': fileURLToPath(new URL('.', import.meta.url)),
  ...(media === undefined ? {} : { '/media/': media }),
};

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--enable-precise-memory-info', '--js-flags=--expose-gc',
    ],
  });
}

/** A page on `url` with the package's exports as `globalThis.reelspeed`, and the helpers of page.js. */
export async function openPage(browser, url, { autoplay = true } = {}) {
  const context = await browser.newContext({ viewport: { width: 800, height: 900 } });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(`${url}/`);
  // Somebody touched the page: it may sound.
  if (autoplay) await page.mouse.click(5, 5);
  await page.addScriptTag({ type: 'module', url: `${url}/test/page.js` });
  await page.waitForFunction(() => globalThis.reelspeed !== undefined);
  return { page, faults, close: () => context.close() };
}
