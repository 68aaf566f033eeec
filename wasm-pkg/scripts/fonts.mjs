#!/usr/bin/env node
// Copies the default fonts into a folder from which an app serves them. They come from npm packages of pinned versions, each with its
// licence (SIL Open Font Licence; DejaVu's own). What is there already is left alone.
//
// Usage: npx reelspeed-fonts [FOLDER] [--only NAME,...]
//   FOLDER   default public/fonts
//   --only   files whose names begin so, such as --only DejaVu,Inter; default all (44 MB, of which browsers fetch what they need)
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const expo = (name, version, files) => ({ spec: `@expo-google-fonts/${name}@${version}`, licence: `LICENSE-${name}.txt`, files });
const noto = (name, version, files) => expo(name, version, files);

/** Packages, and which of their files have which name. */
export const PACKAGES = [
  {
    spec: 'dejavu-fonts-ttf@2.37.3',
    licence: 'LICENSE-dejavu-fonts-ttf.txt',
    files: Object.fromEntries(['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSans-Oblique', 'DejaVuSans-BoldOblique', 'DejaVuSansMono', 'DejaVuSansMono-Bold'].map((name) => [`ttf/${name}.ttf`, `${name}.ttf`])),
  },
  expo('inter', '0.4.2', {
    '400Regular/Inter_400Regular.ttf': 'Inter-Regular.ttf',
    '500Medium/Inter_500Medium.ttf': 'Inter-Medium.ttf',
    '600SemiBold/Inter_600SemiBold.ttf': 'Inter-SemiBold.ttf',
    '700Bold/Inter_700Bold.ttf': 'Inter-Bold.ttf',
  }),
  noto('noto-sans-arabic', '0.4.3', {
    '400Regular/NotoSansArabic_400Regular.ttf': 'NotoSansArabic-Regular.ttf',
    '700Bold/NotoSansArabic_700Bold.ttf': 'NotoSansArabic-Bold.ttf',
  }),
  noto('noto-sans-hebrew', '0.4.1', { '400Regular/NotoSansHebrew_400Regular.ttf': 'NotoSansHebrew-Regular.ttf' }),
  noto('noto-sans-devanagari', '0.4.1', { '400Regular/NotoSansDevanagari_400Regular.ttf': 'NotoSansDevanagari-Regular.ttf' }),
  noto('noto-sans-thai', '0.4.2', { '400Regular/NotoSansThai_400Regular.ttf': 'NotoSansThai-Regular.ttf' }),
  noto('noto-sans-sc', '0.4.3', { '400Regular/NotoSansSC_400Regular.ttf': 'NotoSansSC-Regular.ttf' }),
  noto('noto-sans-kr', '0.4.3', { '400Regular/NotoSansKR_400Regular.ttf': 'NotoSansKR-Regular.ttf' }),
  noto('noto-color-emoji', '0.4.6', { '400Regular/NotoColorEmoji_400Regular.ttf': 'NotoColorEmoji.ttf' }),
];

function install(folder, only) {
  mkdirSync(folder, { recursive: true });
  for (const { spec, licence, files } of PACKAGES) {
    const wanted = Object.entries(files).filter(
      ([, name]) => (only === undefined || only.some((start) => name.startsWith(start))) && !existsSync(join(folder, name)),
    );
    if (wanted.length === 0) continue;
    const work = mkdtempSync(join(tmpdir(), 'reelspeed-fonts-'));
    try {
      console.log(`fonts: fetching ${spec}`);
      execFileSync('npm', ['pack', '--silent', spec], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
      const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
      execFileSync('tar', ['-xzf', archive], { cwd: work });
      const inner = join(work, 'package');
      const text = readdirSync(inner).filter((name) => /^(LICENSE_FONT|OFL|LICENSE)(\.txt|\.md)?$/i.test(name)).sort().at(-1);
      if (text === undefined) throw new Error(`${spec} carries no licence`);
      writeFileSync(join(folder, licence), readFileSync(join(inner, text)));
      for (const [path, name] of wanted) {
        // Beside and renamed: a server never sees half a font.
        writeFileSync(join(folder, `.${name}.part`), readFileSync(join(inner, path)));
        renameSync(join(folder, `.${name}.part`), join(folder, name));
        console.log(`fonts: ${join(folder, name)}`);
      }
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  console.log('fonts: all there');
}

if (process.argv[1] !== undefined && /fonts(\.mjs)?$/.test(process.argv[1]) && fileURLToPath(import.meta.url) !== '') {
  const [, , ...args] = process.argv;
  if (args.includes('--help')) {
    console.log('Usage: reelspeed-fonts [FOLDER] [--only NAME,...]');
  } else {
    const at = args.indexOf('--only');
    const only = at < 0 ? undefined : args.splice(at, 2)[1]?.split(',');
    install(resolve(args[0] ?? 'public/fonts'), only);
  }
}
