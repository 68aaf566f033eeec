// Names for media, so that the worker knows what it has open already.
import { PreviewError } from '../errors.js';
import type { MediaInput } from '../options.js';
import type { MediaSpec } from '../shared/protocol.js';

const keys = new WeakMap<object, MediaSpec>();
let last = 0;

/** The same input always gives the same name. */
export function mediaSpec(src: string, input: MediaInput, baseUrl: string): MediaSpec {
  if (typeof input === 'string' || input instanceof URL) {
    try {
      const url = new URL(input, baseUrl).href;
      return { key: url, url };
    } catch (error) {
      throw new PreviewError('INVALID_ARGUMENT', `the address of ${src} is not one: ${String(input)}`, { path: src }, { cause: error });
    }
  }
  if (!(input instanceof Blob) && !(input instanceof ArrayBuffer)) {
    throw new PreviewError('INVALID_ARGUMENT', `expected an address, a Blob or an ArrayBuffer for ${src}`, { path: src });
  }
  let spec = keys.get(input);
  if (spec === undefined) {
    const blob = input instanceof Blob ? input : new Blob([input]);
    keys.set(input, (spec = { key: `bytes:${++last}`, blob }));
  }
  return spec;
}
