import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The engine is a browser's business: here a stand-in plays its part. Playwright tests the components with the real one.
const engine = { find: '@reelspeed/wasm', replacement: at('test/engine.ts') };

/** The same tests with the React of a folder. */
function withReact(name: string, modules: string) {
  return {
    resolve: { alias: [engine, { find: /^(react|react-dom)(\/.*)?$/, replacement: `${at(modules)}/$1$2` }] },
    test: { name, include: ['test/*.test.{ts,tsx}'], environment: 'happy-dom', setupFiles: ['test/setup.ts'] },
  };
}

export default defineConfig({
  test: { projects: [withReact('React 19', 'node_modules'), withReact('React 18', 'test/react-18/node_modules')] },
});
