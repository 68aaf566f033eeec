// Builds dist/: the generated types are copied in, so that the package needs no other; TypeScript compiles the page's side, and
// esbuild makes the worker one file, since a worker's imports are what bundlers agree on the least. The module in wasm/ comes from
// scripts/wasm.sh of the repository.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const complete = existsSync('wasm/simd/reelspeed.js') && existsSync('wasm/scalar/reelspeed.js');
rmSync('dist', { recursive: true, force: true });
for (const folder of ['src/types', 'dist/types']) {
  mkdirSync(folder, { recursive: true });
  copyFileSync('../npm/types/index.d.ts', `${folder}/index.d.ts`);
}
// Beside the declarations, so that other tools find something by the name that these import.
writeFileSync('dist/types/index.js', 'export {};\n');
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', complete ? 'tsconfig.json' : 'tsconfig.page.json'], { stdio: 'inherit' });
if (!complete) {
  // Enough for the types of other packages.
  console.warn('wasm-pkg: built without the worker, since the module is missing; `make wasm-pkg` builds it');
  process.exit();
}
await build({
  entryPoints: ['src/worker/main.ts'],
  outfile: 'dist/worker.js',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'inline',
  // mediabunny's parts for Node.js are not in it.
  platform: 'browser',
  logLevel: 'warning',
  banner: { js: `/*! mediabunny ${JSON.parse(readFileSync('node_modules/mediabunny/package.json', 'utf8')).version}, MPL-2.0, https://mediabunny.dev */` },
});
// It is bundled: its parts are of no use to anybody.
rmSync('dist/worker', { recursive: true });
