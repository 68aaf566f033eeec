import { defineConfig } from 'vitest/config';

// The tests use the real addon: one process for each file, one file at a time, so that memory and descriptors are a file's own.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], pool: 'forks', fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 },
});
