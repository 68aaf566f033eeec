// The end of processes and workers, ways to load the package, failures to load it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { folder, LONG, names, node, onLinux, ROOT } from './support.js';

const here = folder();
const document = JSON.stringify(LONG);
const start = (name: string) => `
  const { RustVideoEngine } = require('@reelspeed/engine');
  const engine = new RustVideoEngine({ tempDirectory: ${JSON.stringify(join(here, `${name}-tmp`))} });
  const running = new Promise(go => engine.render(${document}, ${JSON.stringify(join(here, `${name}.mp4`))}, {
    onProgress: p => { if (p.frame > 0) go(); },
  }).catch(e => console.log('rejected', e.name)));
`;

describe('a process', () => {
  it('ends by itself when its jobs are done, with an idle engine', async () => {
    const ended = await node(`
      const { RustVideoEngine } = require('@reelspeed/engine');
      const engine = new RustVideoEngine();
      engine.render(${JSON.stringify({ ...LONG, duration: 0.2 })}, ${JSON.stringify(join(here, 'short.mp4'))}).then(r => console.log(r.frames));
    `);
    expect(ended).toMatchObject({ code: 0, out: '6\n' });
  });

  it('that exits with jobs running leaves nothing and takes no time', async () => {
    const ended = await node(`${start('exit')} running.then(() => { console.log(Date.now()); process.exit(3); });`);
    expect(ended.code).toBe(3);
    expect(names(here).filter((name) => name.includes('exit') && !name.endsWith('-tmp'))).toEqual([]);
  });

  it('that throws with jobs running leaves nothing', async () => {
    const ended = await node(`${start('throw')} running.then(() => { throw new Error('mine'); });`);
    expect(ended.code).toBe(1);
    expect(ended.out).toContain('mine');
    expect(names(here).filter((name) => name.includes('throw') && !name.endsWith('-tmp'))).toEqual([]);
  });

  it('that closes its engine on SIGTERM leaves nothing at all', async () => {
    const ended = await node(
      `${start('term')} process.on('SIGTERM', async () => { await engine.close(); console.log('closed'); process.exit(0); });
       running.then(() => console.log('running'));`,
      { onOut: (out, kill) => void (out.includes('running') && !out.includes('closed') && kill('SIGTERM')) },
    );
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.out).toContain('closed');
    expect(ended.out).toContain('rejected AbortError');
    expect(names(join(here, 'term-tmp'))).toEqual([]);
  });
});

describe('workers', () => {
  it('have engines of their own, which end with them', async () => {
    const ended = await node(`
      const { Worker } = require('node:worker_threads');
      const { RustVideoEngine } = require('@reelspeed/engine');
      const code = \`
        const { parentPort, workerData } = require('node:worker_threads');
        const { RustVideoEngine } = require('@reelspeed/engine');
        const engine = new RustVideoEngine();
        engine.render(workerData.document, workerData.output, { onProgress: p => { if (p.frame > 0) parentPort.postMessage('running'); } });
      \`;
      const document = ${document};
      (async () => {
        const main = new RustVideoEngine();
        const workers = [0, 1].map(n => new Worker(code, { eval: true, workerData: { document, output: ${JSON.stringify(here)} + '/worker' + n + '.mp4' } }));
        await Promise.all(workers.map(w => new Promise(go => w.once('message', go))));
        await Promise.all(workers.map(w => w.terminate()));
        const left = require('node:fs').readdirSync('/proc/self/task').filter(t => /reelspeed/.test(require('node:fs').readFileSync('/proc/self/task/' + t + '/comm', 'utf8')));
        console.log('left', left.length);
        console.log((await main.render({ ...document, duration: 0.2 }, ${JSON.stringify(join(here, 'main.mp4'))})).frames);
      })();
    `);
    expect(ended.out).toBe(onLinux ? 'left 0\n6\n' : ended.out);
    expect(ended.code).toBe(0);
    expect(names(here).filter((name) => name.includes('worker'))).toEqual([]);
  });
});

describe('loading', () => {
  it('gives the same classes to import and require, and does no work', async () => {
    const ended = await node(
      `import { createRequire } from 'node:module';
       import * as esm from '@reelspeed/engine';
       const cjs = createRequire(process.cwd() + '/x.js')('@reelspeed/engine');
       console.log(esm.RustVideoEngine === cjs.RustVideoEngine, esm.version(), Object.keys(esm).filter(k => !(k in cjs)).length);
       console.log(process._getActiveHandles().length);`,
      { esm: true },
    );
    expect(ended.out).toMatch(/^true \d+\.\d+\.\d+ 0\n/);
  });

  it('that fails says what was tried, what is missing and how to get it', async () => {
    const copy = join(here, 'copy');
    mkdirSync(copy, { recursive: true });
    const attempt = (env: Record<string, string>, from = `${ROOT}dist/index.js`) =>
      node(`try { require(${JSON.stringify(from)}).version(); } catch (e) { console.log(e.name, e.code, e.message); }`, { env });
    const missing = await attempt({ REELSPEED_NATIVE: '/no/such/file.node' });
    expect(missing.out).toMatch(/^NativeLoadError NATIVE_LOAD Cannot load .* REELSPEED_NATIVE names a file that does not exist/);
    const broken = join(here, 'broken.node');
    writeFileSync(broken, 'this is no library');
    const wrong = await attempt({ REELSPEED_NATIVE: broken });
    expect(wrong.out).toMatch(/built for another platform.*\nTried:\n  - .*broken\.node: /s);
    // The package without a build, as npm installs it without optional dependencies.
    const { cpSync } = await import('node:fs');
    cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ name: '@reelspeed/engine', version: '0.1.0' }));
    const bare = await attempt({}, join(copy, 'dist/index.js'));
    expect(bare.out).toMatch(/@reelspeed\/engine-\S+ is not installed.*npm install --include=optional/s);
  });
});
