// What the tests share: folders, a browser, a page with the package in it.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { clips } from './clips.mjs';
import { serve } from './server.mjs';

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

/** A server, a browser and a page for a file of tests; `end` closes them and fails where the page had errors that nobody caught. */
export async function setUp({ isolated = false, autoplay = true } = {}) {
  const server = await serve({ ...folders, '/clips/': clips() }, { isolated });
  const browser = await launch();
  const opened = await openPage(browser, server.url, { autoplay });
  return {
    ...opened,
    browser,
    server,
    /** Runs a function in the page. */
    run: (action, argument) => opened.page.evaluate(action, argument),
    async end() {
      await browser.close();
      await server.close();
      if (opened.faults.length > 0) throw new Error(`the page had errors: ${opened.faults.join('; ')}`);
    },
  };
}
