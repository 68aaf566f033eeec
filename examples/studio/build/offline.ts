import { createHash } from 'node:crypto';

import type { Plugin } from 'vite';

/** Files over this size are kept when they are first used, not before. */
const MOST_BYTES = 1_500_000;
/** What is not needed to begin: fonts of scripts and faces that few documents have. */
const LATER = /^fonts\/(?!Inter-|DejaVuSans(-Bold)?\.)|(cyrillic|greek|vietnamese)[^/]*\.woff2$|LICENSE|\.map$/;

/**
 * Writes `sw.js`: a service worker that keeps the page, the engine and its fonts, so that the studio works without a network after the
 * first load. Its text changes with any file that it keeps, and then the browser takes the new one.
 */
export function offline(): Plugin {
  return {
    name: 'studio-offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files: string[] = [];
      /** The engine's two builds, of which a browser loads one. */
      const modules: Record<string, string> = {};
      const digest = createHash('sha256');
      for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => a.localeCompare(b))) {
        const source = file.type === 'chunk' ? file.code : file.source;
        digest.update(name).update(source);
        const [, build] = /wasm\/(simd|scalar)\/[^/]*\.wasm$/.exec(file.type === 'asset' ? (file.originalFileNames[0] ?? '') : '') ?? [];
        if (build !== undefined) modules[build] = name;
        else if (!LATER.test(name) && source.length <= MOST_BYTES) files.push(name);
      }
      const version = digest.digest('hex').slice(0, 16);
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: worker(version, modules, ['./', 'icon.svg', ...files.filter((name) => name !== 'index.html')]) });
    },
  };
}

function worker(version: string, modules: Readonly<Record<string, string>>, files: readonly string[]): string {
  return `// Written by the build: keeps the studio for use without a network.
const CACHE = 'studio-${version}';
const FILES = ${JSON.stringify(files, null, 2)};

// Of the engine's two builds only one is loaded here. This is a function that uses a vector instruction.
const SIMD = WebAssembly.validate(
  new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]),
);
const MODULES = ${JSON.stringify(modules)};
const MODULE = SIMD ? MODULES.simd : MODULES.scalar;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(MODULE === undefined ? FILES : [...FILES, MODULE])).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys()
      .then((keys) => Promise.all(keys.filter((key) => key.startsWith('studio-') && key !== CACHE).map((key) => caches.delete(key))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  // Servers that render are none of its business.
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(CACHE);
  if (request.mode === 'navigate') {
    // The newest page where there is a network, the kept one where there is none.
    return fetch(request).catch(async () => (await cache.match('./', { ignoreVary: true })) ?? Response.error());
  }
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  if (fresh.status === 200) await cache.put(request, fresh.clone());
  return fresh;
}
`;
}
