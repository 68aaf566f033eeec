// Finds and loads the native addon. It is looked for in this order, and the first place that has it decides:
//
// 1. The file that the environment variable REELSPEED_NATIVE names.
// 2. A development build in this package, `native/reelspeed.node`, as `make node` makes it. It links FFmpeg's shared libraries. No
//    published package contains one.
// 3. The package for this platform, for example `@reelspeed/engine-linux-x64-gnu`, which holds everything that it needs. Where the
//    flavour without GPL parts (`…-lgpl`) is installed, it is taken: it is only ever installed on purpose.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { Native } from './binding.js';

/** A place that was tried, and what came of it. */
export interface NativeAttempt {
  /** A file, or the name of a package. */
  readonly from: string;
  /** Why it did not work. */
  readonly problem: string;
}

/** The addon could not be loaded. The message says what was tried, what is missing and how to get it. */
export class NativeLoadError extends Error {
  /** Always `NATIVE_LOAD`. */
  readonly code = 'NATIVE_LOAD';
  /** Everything that was tried, in order. */
  readonly attempts: readonly NativeAttempt[];

  /** @internal */
  constructor(message: string, attempts: readonly NativeAttempt[], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'NativeLoadError';
    this.attempts = attempts;
  }
}

/** The platforms that packages are published for, as Node names them, and the C libraries of each. */
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['-gnu', '-musl'],
  'linux-arm64': ['-gnu', '-musl'],
  'darwin-x64': [''],
  'darwin-arm64': [''],
  'win32-x64': [''],
};

/** This platform, as Node names it. */
const HERE = `${process.platform}-${process.arch}`;

/** The folder of this package: this file is in `dist/native`. */
const ROOT = join(__dirname, '..', '..');

let loaded: Native | undefined;

/** Loads the addon once; later calls give the same object. @internal */
export function load(): Native {
  return (loaded ??= find());
}

function find(): Native {
  const attempts: NativeAttempt[] = [];
  const fail = (message: string, cause?: unknown): NativeLoadError => {
    const tried = attempts.map(({ from, problem }) => `\n  - ${from}: ${problem}`).join('');
    return new NativeLoadError(`${message}${tried === '' ? '' : `\nTried:${tried}`}`, attempts, cause);
  };
  const attempt = (from: string, file: string): Native => {
    try {
      return require(file) as Native;
    } catch (error) {
      const problem = reason(error);
      attempts.push({ from, problem });
      const what = advice(problem, from) ?? 'The addon is there but cannot be loaded.';
      throw fail(`Cannot load the native part of @reelspeed/engine. ${what}`, error);
    }
  };

  const override = process.env['REELSPEED_NATIVE'];
  if (override !== undefined && override !== '') {
    const file = resolve(override);
    if (existsSync(file)) return attempt(file, file);
    attempts.push({ from: file, problem: 'there is no such file' });
    throw fail('Cannot load the native part of @reelspeed/engine: REELSPEED_NATIVE names a file that does not exist.');
  }

  const development = join(ROOT, 'native', 'reelspeed.node');
  if (existsSync(development)) return attempt(development, development);

  const installed = installedPackages()[0];
  if (installed !== undefined) {
    const { name, manifest } = installed;
    const version = versionIn(manifest);
    const own = versionIn(join(ROOT, 'package.json'));
    if (version === own) return attempt(name, join(dirname(manifest), 'reelspeed.node'));
    attempts.push({ from: name, problem: `version ${version}` });
    throw fail(
      `Cannot load the native part of @reelspeed/engine: this is version ${own}, and ${name} is version ${version}. They must be ` +
        `equal: install ${name}@${own}, or delete node_modules and install again.`,
    );
  }

  if (PLATFORMS[HERE] === undefined) {
    throw fail(
      `@reelspeed/engine has no build for ${HERE}. There is one for: ${Object.keys(PLATFORMS).join(', ')}. ` +
        'Set REELSPEED_NATIVE to an addon of your own: `make node` builds one from source.',
    );
  }
  for (const name of packageNames()) attempts.push({ from: name, problem: 'not installed' });
  const library = process.platform !== 'linux' ? '' : glibc() === undefined ? '-musl' : '-gnu';
  throw fail(
    `Cannot load the native part of @reelspeed/engine: @reelspeed/engine-${HERE}${library} is not installed. It is an optional ` +
      'dependency: install with `npm install --include=optional` (or without --no-optional / --omit=optional), on the system that ' +
      'runs it. A lock file from another system can leave it out too: delete node_modules and the lock file, and install again.',
  );
}

/** The names of the packages that can serve here, best first: without GPL before with, glibc before musl. */
function packageNames(): string[] {
  return (PLATFORMS[HERE] ?? []).flatMap((library) => [
    `@reelspeed/engine-${HERE}${library}-lgpl`,
    `@reelspeed/engine-${HERE}${library}`,
  ]);
}

/** The installed packages among them: their names and manifests. */
function installedPackages(): { name: string; manifest: string }[] {
  const found = [];
  for (const name of packageNames()) {
    try {
      found.push({ name, manifest: require.resolve(`${name}/package.json`) });
    } catch {
      // Not installed.
    }
  }
  const isMusl = ({ name }: { name: string }): boolean => name.includes('-musl');
  if (found.every(isMusl) || !found.some(isMusl)) return found;
  // Package managers that do not know the field `libc` install both.
  const musl = glibc() === undefined;
  return found.filter((one) => isMusl(one) === musl);
}

/**
 * The version of glibc; `undefined` on musl. Asks Node's own report, without a child process; that takes some 20 ms, so it is asked only
 * where the answer decides or explains something.
 */
function glibc(): string | undefined {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  // Else it looks up the names of network peers.
  report.excludeNetwork = true;
  try {
    return (report.getReport() as { header?: { glibcVersionRuntime?: string } }).header?.glibcVersionRuntime;
  } finally {
    report.excludeNetwork = before ?? false;
  }
}

function versionIn(manifest: string): string {
  try {
    return String((JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version);
  } catch {
    return 'unknown';
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}

/** What to do about the message of a failed load; `undefined` where it tells nothing. */
function advice(problem: string, from: string): string | undefined {
  const library = /(lib\S+\.so[.\d]*): cannot open shared object/.exec(problem)?.[1];
  if (library !== undefined && /^lib(av|sw)/.test(library)) {
    return (
      `The shared library ${library} of FFmpeg is missing. ${from} is a development build, which needs it: run \`make setup\`, or ` +
      'install the package of your system that has it (Debian 12: apt-get install libavcodec59 libavformat59 libavutil57 libswscale6). ' +
      'A build for another FFmpeg has other numbers: `make node` builds anew.'
    );
  }
  if (library !== undefined) return `The shared library ${library} is missing: install the package of your system that has it.`;
  const needed = /version [`']?GLIBC_([\d.]+)'? not found/.exec(problem)?.[1];
  if (needed !== undefined) {
    return `It needs glibc ${needed} or newer; this system has ${glibc() ?? 'none'}. Use a newer system or base image.`;
  }
  if (/invalid ELF header|wrong ELF class|not a valid Win32|incompatible architecture|mach-o/i.test(problem)) {
    return 'It was built for another platform: delete node_modules and install on the system that runs it.';
  }
  return undefined;
}
