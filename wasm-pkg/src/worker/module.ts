// The WebAssembly module: which build, loaded as it streams in.
import { PreviewError } from '../errors.js';
import * as scalar from '../../wasm/scalar/reelspeed.js';
import * as simd from '../../wasm/simd/reelspeed.js';

/** The module's functions. Both builds have the same. */
export type Module = typeof simd;
export type Stage = InstanceType<Module['Stage']>;
export type SoundMixer = InstanceType<Module['SoundMixer']>;

/** `v128.const`, dropped: valid only where there are SIMD instructions. */
const SIMD_PROBE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 26, 11,
);

export function hasSimd(): boolean {
  return WebAssembly.validate(SIMD_PROBE);
}

export interface Loaded {
  readonly module: Module;
  /** Views of it must be taken anew after every call into the module: it grows. */
  readonly memory: WebAssembly.Memory;
  readonly build: 'simd' | 'scalar';
}

/** Fetches and starts the module. */
export async function loadModule(urls: { simd: string; scalar: string }, wanted?: 'simd' | 'scalar'): Promise<Loaded> {
  if (typeof WebAssembly === 'undefined') {
    throw new PreviewError('UNSUPPORTED_BROWSER', 'this browser has no WebAssembly');
  }
  const build = wanted ?? (hasSimd() ? 'simd' : 'scalar');
  const url = urls[build];
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new PreviewError('IO', `the module cannot be fetched from ${url}`, { path: url }, { cause: error });
  }
  if (!response.ok) {
    throw new PreviewError('IO', `the module cannot be fetched from ${url}: HTTP ${response.status}`, { path: url });
  }
  // A server that does not know the type must not keep it from streaming.
  const typed = response.headers.get('content-type') === 'application/wasm' ? response : new Response(response.body, { headers: { 'content-type': 'application/wasm' } });
  const module = build === 'simd' ? simd : (scalar as unknown as Module);
  try {
    const { memory } = await module.default({ module_or_path: typed });
    return { module, memory, build };
  } catch (error) {
    throw new PreviewError('IO', `what ${url} gives is not the module: ${(error as Error).message}`, { path: url }, { cause: error });
  }
}
