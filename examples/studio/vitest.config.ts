import { defineConfig } from 'vitest/config';

// What needs no page. Forms, preview and timeline are tested in a browser: `npm run test:browser`.
export default defineConfig({ test: { include: ['test/unit/**/*.test.ts'] } });
