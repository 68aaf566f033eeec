import { expect, test, vi } from 'vitest';

import { ScaleKeeper, scaleFor } from '../src/scale.js';

const picture = { width: 1080, height: 1920 };

test.each([
  ['as large as it is', { width: 1080, height: 1920 }, 1, 1],
  ['larger than it is', { width: 2160, height: 3840 }, 2, 1],
  ['a third of it', { width: 360, height: 640 }, 1, 0.375],
  ['a third of it on a fine screen', { width: 360, height: 640 }, 2, 0.75],
  ['letterboxed', { width: 5000, height: 640 }, 1, 0.375],
  ['exactly a step', { width: 540, height: 960 }, 1, 0.5],
  ['a hair over a step', { width: 541, height: 962 }, 1, 0.5],
  ['tiny', { width: 10, height: 18 }, 1, 0.125],
  ['nothing', { width: 0, height: 0 }, 1, 0.125],
])('%s', (_name, shown, pixelRatio, expected) => {
  expect(scaleFor(shown, picture, pixelRatio)).toBe(expected);
});

test('what the page chooses is kept, and what is seen only bounds what the engine chooses', () => {
  const apply = vi.fn();
  const keeper = new ScaleKeeper(apply);
  const canvas = document.createElement('canvas');
  Object.defineProperties(canvas, { clientWidth: { value: 360 }, clientHeight: { value: 640 } });
  keeper.watch(canvas, picture);
  keeper.set('auto');
  keeper.set(0.5);
  keeper.watch(null, null);
  keeper.set(0.25);
  expect(apply.mock.calls).toEqual([['auto', 0.375], [0.5, 1]]);
});
