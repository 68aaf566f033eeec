/** Where the engine's files lie on this page: the build puts them there (`build/engine.ts`). */
const base = new URL(import.meta.env.BASE_URL, globalThis.location?.href ?? 'http://localhost/');

export const ENGINE = {
  moduleUrl: new URL('engine/wasm/', base).href,
  workerUrl: new URL('engine/worker.js', base).href,
  fontsUrl: new URL('engine/fonts/', base).href,
};
