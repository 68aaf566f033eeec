// A worker of this package, and the addresses of its parts.
import { PreviewError } from '../errors.js';
import type { InitCall } from '../shared/protocol.js';
import { type Handlers, Peer } from '../shared/rpc.js';

/** Where the parts of this package lie. */
export interface PartUrls {
  /** A folder with `simd/reelspeed_bg.wasm` and `scalar/reelspeed_bg.wasm`. Default: the folder `wasm` of this package. */
  moduleUrl?: string | URL | undefined;
  /** `dist/worker.js` of this package. Default: by `import.meta.url`. */
  workerUrl?: string | URL | undefined;
  /** A folder with the default fonts. Default `/fonts/` of the page's origin. */
  fontsUrl?: string | URL | undefined;
}

/** What tests change. */
export interface Internals {
  /** @internal */
  elements?: boolean;
  /** @internal */
  build?: 'simd' | 'scalar';
}

function pageUrl(): string {
  return typeof document === 'undefined' ? location.href : document.baseURI;
}

function folder(url: string | URL): string {
  const href = new URL(url, pageUrl()).href;
  return href.endsWith('/') ? href : `${href}/`;
}

/** The addresses for a worker: absolute, since its own address may be a blob's. */
export function initCall(urls: PartUrls & Internals & { baseUrl?: string | URL | undefined }): InitCall {
  const module = urls.moduleUrl === undefined ? undefined : folder(urls.moduleUrl);
  return {
    // Literal, so that bundlers find and copy the files.
    simdUrl: module === undefined ? new URL('../../wasm/simd/reelspeed_bg.wasm', import.meta.url).href : `${module}simd/reelspeed_bg.wasm`,
    scalarUrl: module === undefined ? new URL('../../wasm/scalar/reelspeed_bg.wasm', import.meta.url).href : `${module}scalar/reelspeed_bg.wasm`,
    fontsUrl: folder(urls.fontsUrl ?? '/fonts/'),
    baseUrl: new URL(urls.baseUrl ?? '', pageUrl()).href,
    ...(urls.elements === undefined ? {} : { elements: urls.elements }),
    ...(urls.build === undefined ? {} : { build: urls.build }),
  };
}

function spawn(workerUrl: string | URL | undefined): Worker {
  if (typeof Worker === 'undefined') throw new PreviewError('UNSUPPORTED_BROWSER', 'there are no workers here');
  return workerUrl === undefined
    ? new Worker(new URL('../worker.js', import.meta.url), { type: 'module', name: 'reelspeed' })
    : new Worker(new URL(workerUrl, pageUrl()), { type: 'module', name: 'reelspeed' });
}

/** A running worker. */
export class Host {
  readonly #worker: Worker;
  readonly peer: Peer;

  private constructor(worker: Worker, peer: Peer) {
    this.#worker = worker;
    this.peer = peer;
  }

  /**
   * Starts a worker.
   *
   * @param onFault - The worker broke: nothing more will come of it.
   */
  static start(
    workerUrl: string | URL | undefined,
    handlers: Handlers,
    onEvent: (name: string, payload: unknown) => unknown,
    onFault: (error: PreviewError) => unknown,
  ): Promise<Host> {
    const worker = spawn(workerUrl);
    return new Promise((resolve, reject) => {
      let started = false;
      const peer = new Peer(worker, handlers, (name, payload) => {
        if (name !== 'started') return void onEvent(name, payload);
        started = true;
        resolve(new Host(worker, peer));
      });
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        const what = event.message ? `: ${event.message}` : '';
        const error = started
          ? new PreviewError('INTERNAL', `the worker broke${what}`)
          : new PreviewError('IO', `the worker cannot be started from ${String(workerUrl ?? 'this package')}${what}`);
        peer.close(error);
        worker.terminate();
        if (started) onFault(error);
        else reject(error);
      });
    });
  }

  /** Ends the worker at once. What waits for it is rejected with `error`. */
  end(error: PreviewError): void {
    this.peer.close(error);
    this.#worker.terminate();
  }
}
