// The system's Firefox, without a driver: it is given a page, and the page tells the test's server what came of it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMANDS = [process.env.REELSPEED_FIREFOX, 'firefox-esr', 'firefox'].filter(Boolean);

// Nothing is fetched but what the page asks for.
const PREFERENCES = {
  'app.update.enabled': false,
  'browser.aboutConfig.showWarning': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

function command() {
  return COMMANDS.find((name) => spawnSync(name, ['--version']).status === 0);
}

/** Such as `Mozilla Firefox 140.5.0esr`; undefined where there is none. */
export function firefoxVersion() {
  const name = command();
  return name && spawnSync(name, ['--version'], { encoding: 'utf8' }).stdout.trim();
}

/** Opens a page in a headless Firefox with a profile of its own. `ended` gives a failure if it ends by itself. */
export async function openInFirefox(url) {
  const profile = await mkdtemp(join(tmpdir(), 'reelspeed-firefox-'));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const child = spawn(command(), ['--headless', '--no-remote', '--profile', profile, url], {
    stdio: 'ignore',
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return {
    ended: exited.then((code) => ({ failures: [`Firefox ended with ${code}`], compared: 0, scenes: 0 })),
    async close() {
      child.kill();
      const stubborn = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(stubborn);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
