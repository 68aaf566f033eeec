import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import type { Plugin } from 'vite';

/** The fonts that `scripts/fonts.sh` fetched, with their licences, by name. */
function fontFiles(): Map<string, string> {
  const folder = process.env['REELSPEED_FONTS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'reelspeed', 'fonts');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(ttf|otf|txt)$/i.test(name)) : [];
  return new Map(names.map((name) => [name, join(folder, name)]));
}

/** Serves the default fonts under `/fonts/` while developing, and puts them into the build. An app of your own has `npx reelspeed-fonts`. */
export function fonts(): Plugin {
  return {
    name: 'studio-fonts',
    configureServer(server) {
      server.middlewares.use('/fonts/', (request, response, next) => {
        const path = fontFiles().get(decodeURIComponent((request.url ?? '').split('?')[0]!.replace(/^\//, '')));
        if (path === undefined) return next();
        response.setHeader('content-type', path.endsWith('.txt') ? 'text/plain' : 'font/ttf');
        createReadStream(path).pipe(response);
      });
    },
    generateBundle() {
      for (const [name, path] of fontFiles()) this.emitFile({ type: 'asset', fileName: `fonts/${name}`, source: readFileSync(path) });
    },
  };
}
