// A server component: the preview is rendered on the server as an empty place, and begins in the browser.
import { ReelPreview } from '@reelspeed/react';
import type { Composition } from '@reelspeed/wasm';

import composition from '../composition.json';

export default function Page() {
  return <ReelPreview composition={composition as Composition} style={{ width: 360 }} />;
}
