/** What the addon exports. */
export interface Native {
  version(): string;
}

/** Loads the addon that was built for this machine. */
export function load(): Native {
  return require('../../native/reelspeed.node') as Native;
}
