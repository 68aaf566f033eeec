import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

export const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const FLAGS = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** A file of `scripts/fixtures.sh`. */
export const fixture = (name) => join(process.env.REELSPEED_FIXTURES ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'reelspeed/media'), name);

export const scratch = mkdtempSync(join(tmpdir(), 'reelspeed-studio-test-'));

/** A port that nobody uses. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a process and waits until an address answers. */
async function serve(args, cwd, env, url) {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (data) => (log += data));
  child.stderr.on('data', (data) => (log += data));
  for (let n = 0; n < 150; n += 1) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended:\n${log}`);
    if (await fetch(url).then((response) => response.ok, () => false)) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`nothing answers at ${url}:\n${log}`);
}

function stop(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  });
}

/** The built studio in a browser. `STUDIO_URL` names one that is served already. */
export class Studio {
  static async start() {
    const studio = new Studio();
    studio.url = process.env.STUDIO_URL;
    if (studio.url === undefined) {
      assert.ok(existsSync(at('../../dist/index.html')), 'build the studio first: scripts/studio.sh build');
      const port = await freePort();
      studio.url = `http://127.0.0.1:${port}/`;
      studio.server = await serve(['node_modules/vite/bin/vite.js', 'preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort'], at('../..'), {}, studio.url);
    }
    studio.browser = await chromium.launch({ executablePath: process.env.REELSPEED_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
    return studio;
  }

  /** A visit of somebody who was never there, or with `template` of one who has chosen it. */
  async visit({ width = 1280, height = 800, template = null } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, acceptDownloads: true });
    const page = await context.newPage();
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
    await page.goto(this.url);
    await page.getByRole('dialog', { name: 'Start with' }).waitFor();
    if (template !== null) {
      await page.getByRole('button', { name: template }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await ready(page);
    }
    return page;
  }

  async end() {
    await this.browser?.close();
    if (this.server !== undefined) await stop(this.server);
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Waits until the newest document is on screen. */
export function ready(page) {
  return page.waitForFunction(
    () => {
      // The page may be just loading.
      const preview = window.studio?.getState().preview;
      return preview?.info != null && !preview.loading && preview.error === null;
    },
    undefined,
    { timeout: 60_000 },
  );
}

export const documentOf = (page) => page.evaluate(() => window.studio.getState().history.now.document);

/** The picture as it is on screen, as a hash. */
export async function pictureOf(page) {
  const canvas = page.locator('.reel-preview__canvas');
  const shot = await canvas.screenshot();
  return shot.toString('base64');
}

/** A real backend around the real engine; undefined where it is not built. */
export async function startBackend() {
  const folder = at('../../../node-backend');
  if (!existsSync(join(folder, 'dist/main.js')) || !existsSync(at('../../../../npm/engine/native/reelspeed.node'))) return undefined;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { PORT: String(port), DATA_DIR: join(scratch, 'backend'), CORS_ORIGIN: '*', LOG_LEVEL: 'error', SHUTDOWN_GRACE_SECONDS: '0' };
  const child = await serve(['dist/main.js'], folder, env, `${url}/healthz`);
  return { url, stop: () => stop(child) };
}

/** What ffprobe says of a file. */
export function probe(path) {
  const text = execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path], { encoding: 'utf8' });
  const { streams, format } = JSON.parse(text);
  return { format, video: streams.find((one) => one.codec_type === 'video'), audio: streams.find((one) => one.codec_type === 'audio') };
}
