import type { Native } from './binding.js';

/** Loads the addon that was built for this machine. */
export function load(): Native {
  return require('../../native/reelspeed.node') as Native;
}
