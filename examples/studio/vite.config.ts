import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { fonts } from './build/fonts.js';
import { offline } from './build/offline.js';

/** Threads of the engine need a page that shares nothing with others. */
const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export default defineConfig({
  plugins: [react(), fonts(), offline()],
  worker: { format: 'es' },
  // The packages are linked from this repository, each with its own development dependencies.
  resolve: { dedupe: ['react', 'react-dom', '@reelspeed/wasm'] },
  optimizeDeps: { exclude: ['@reelspeed/wasm', '@reelspeed/react'] },
  server: { headers, port: 5180, fs: { allow: ['../..'] } },
  preview: { headers, port: 5180 },
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
});
