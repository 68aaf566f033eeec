// Builds dist/: the generated types are copied in, so that the package needs no other; TypeScript compiles the page's side, and
// esbuild makes the worker one file, since a worker's imports are what bundlers agree on the least.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
for (const folder of ['src/types', 'dist/types']) {
  mkdirSync(folder, { recursive: true });
  copyFileSync('../npm/types/index.d.ts', `${folder}/index.d.ts`);
}
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], { stdio: 'inherit' });
