import { defineConfig } from 'vitest/config';

// What needs no browser: clocks, queues, choices. The rest is tested in one: test/browser.
export default defineConfig({ test: { include: ['test/unit/**/*.test.ts'] } });
