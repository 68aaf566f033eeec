/**
 * The ReelSpeed engine inside Node.js.
 *
 * @packageDocumentation
 */
import { load } from './native/load.js';

export type * from './types/index.js';

/** Version of the engine, such as `0.1.0`. */
export function version(): string {
  return load().version();
}
