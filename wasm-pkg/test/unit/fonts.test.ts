import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

// @ts-expect-error: a script
import { PACKAGES } from '../../scripts/fonts.mjs';

test('the fonts are those of scripts/fonts.sh, of the same versions', () => {
  const script = readFileSync(new URL('../../../scripts/fonts.sh', import.meta.url), 'utf8');
  const there = [...script.matchAll(/^(\S+)\s+(\d\S*)\s+(\S+\.ttf)\s+(\S+\.ttf)$/gm)].map(([, name, version, path, file]) => `${name} ${version} ${path} ${file}`);
  const here = (PACKAGES as { spec: string; files: Record<string, string> }[]).flatMap(({ spec, files }) => {
    const [, name, version] = /^(?:@expo-google-fonts\/)?(.+)@(.+)$/.exec(spec)!;
    return Object.entries(files).map(([path, file]) => `${name} ${version} ${path} ${file}`);
  });
  expect(here.sort()).toEqual(there.sort());
});
