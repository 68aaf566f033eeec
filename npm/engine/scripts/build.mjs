// Builds dist/: the generated types are copied in, so that the package needs no other, then TypeScript does the rest.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const generated = '../types/index.d.ts';
rmSync('dist', { recursive: true, force: true });
for (const folder of ['src/types', 'dist/types']) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(generated, `${folder}/index.d.ts`);
}
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], { stdio: 'inherit' });
