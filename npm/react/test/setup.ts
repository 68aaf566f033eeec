import { afterEach } from 'vitest';

import { reset } from './engine.js';
import { cleanUp } from './render.js';

afterEach(async () => {
  await cleanUp();
  reset();
});
