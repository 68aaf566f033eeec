// Prints the sizes of the browser's module and compares them with the last ones (bindings/wasm/sizes.txt). Fails over the limit.
//
// Usage: [REELSPEED_BLESS=1] node scripts/wasm-sizes.mjs FLAVOUR…
//   REELSPEED_BLESS=1 writes the new sizes
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const LIMIT = 1_200_000;
const FILE = 'bindings/wasm/sizes.txt';
const HEAD = '# Bytes of the release builds of the browser\'s module: build, raw, brotli. Written by REELSPEED_BLESS=1 scripts/wasm.sh.\n';

const last = new Map();
if (existsSync(FILE)) {
  for (const line of readFileSync(FILE, 'utf8').split('\n')) {
    const [flavour, raw, brotli] = line.split(/\s+/);
    if (flavour && flavour !== '#') last.set(flavour, [Number(raw), Number(brotli)]);
  }
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
const change = (now, before) => {
  const difference = now - before;
  return before ? `${difference >= 0 ? '+' : '−'}${Math.abs(difference)} B, ${((difference / before) * 100).toFixed(1)} %` : 'new';
};

let failed = false;
for (const flavour of process.argv.slice(2)) {
  const module = readFileSync(`wasm-pkg/wasm/${flavour}/reelspeed_bg.wasm`);
  const options = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: module.length };
  const brotli = brotliCompressSync(module, { params: options }).length;
  const [rawBefore, brotliBefore] = last.get(flavour) ?? [0, 0];
  console.log(`wasm: ${flavour}: ${kilobytes(module.length)} (${change(module.length, rawBefore)}), brotli ${kilobytes(brotli)} (${change(brotli, brotliBefore)})`);
  if (brotli > LIMIT) {
    console.error(`wasm: ${flavour}: expected at most ${LIMIT} bytes after brotli, was ${brotli}`);
    failed = true;
  }
  last.set(flavour, [module.length, brotli]);
}
if (process.env.REELSPEED_BLESS === '1') {
  const lines = [...last].map(([flavour, [raw, brotli]]) => `${flavour} ${raw} ${brotli}\n`);
  writeFileSync(FILE, HEAD + lines.join(''));
}
process.exit(failed ? 1 : 0);
