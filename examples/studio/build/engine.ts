import { createReadStream, existsSync, readdirSync, statSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Plugin } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const TYPES: Readonly<Record<string, string>> = { '.wasm': 'application/wasm', '.js': 'text/javascript', '.ttf': 'font/ttf', '.txt': 'text/plain' };

/** The folder of fonts that `scripts/fonts.sh` fills. */
export function fontsFolder(): string {
  return process.env['REELSPEED_FONTS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'reelspeed', 'fonts');
}

/** The engine's files by their address below `/engine/`. */
export function engineFiles(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (folder: string, prefix: string, wanted: RegExp): void => {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) add(path, `${prefix}${name}/`, wanted);
      else if (wanted.test(name)) found.set(prefix + name, path);
    }
  };
  add(at('../../../wasm-pkg/wasm'), 'wasm/', /\.(wasm|js)$/);
  add(at('../../../wasm-pkg/dist'), '', /^worker\.js$/);
  add(fontsFolder(), 'fonts/', /\.(ttf|otf|txt)$/i);
  return found;
}

/** Serves the engine's files while developing, and puts them into the build. */
export function engine(): Plugin {
  return {
    name: 'studio-engine',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const address = decodeURIComponent((request.url ?? '').split('?')[0]!);
        const path = address.startsWith('/engine/') ? engineFiles().get(address.slice('/engine/'.length)) : undefined;
        if (path === undefined) return next();
        response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
        response.setHeader('cache-control', 'no-cache');
        createReadStream(path).pipe(response);
      });
    },
    generateBundle() {
      for (const [name, path] of engineFiles()) this.emitFile({ type: 'asset', fileName: `engine/${name}`, source: readFileSync(path) });
    },
  };
}
