import type { Layer } from '@reelspeed/types';
import { describe, expect, test } from 'vitest';

import { ENTRANCES, keyframesOf, setValueAt, toggleKeyframe, valueAt, withEntrance, type Animated } from '../../src/model/animation.js';
import { curveOf, EASINGS } from '../../src/model/easing.js';

const moving: Animated<number> = { keyframes: [{ time: 1, value: 10 }, { time: 3, value: 30, easing: 'hold' }, { time: 4, value: 0 }] };

describe('values', () => {
  test.each([[0, 10], [1, 10], [2, 20], [3, 30], [3.9, 30], [4, 0], [9, 0]])('at %d s: %d', (time, value) => {
    expect(valueAt(moving, time, 5)).toBeCloseTo(value);
  });

  test('constant, missing and nonsense', () => {
    expect(valueAt(7, 3, 5)).toBe(7);
    expect(valueAt(undefined, 3, 5)).toBe(5);
    expect(valueAt('x' as unknown as number, 3, 5)).toBe(5);
    expect(valueAt({ keyframes: 'x' } as unknown as Animated<number>, 3, 5)).toBe(5);
  });

  test('pairs move each on their own', () => {
    expect(valueAt({ keyframes: [{ time: 0, value: [0, 10] }, { time: 1, value: [10, 0] }] }, 0.25, [0, 0])).toEqual([2.5, 7.5]);
  });
});

describe('keyframes', () => {
  test('a new value is that of the keyframe there, or a new one', () => {
    expect(keyframesOf(setValueAt(moving, 3, 99))[1]).toEqual({ time: 3, value: 99, easing: 'hold' });
    expect(keyframesOf(setValueAt(moving, 3.5, 99)).map((one) => one.time)).toEqual([1, 3, 3.5, 4]);
    expect(setValueAt(4, 3, 99)).toBe(99);
  });

  test('are put and taken; the last leaves its value', () => {
    const put = toggleKeyframe(8, 2, 5);
    expect(keyframesOf(put)).toMatchObject([{ time: 2, value: 8 }]);
    expect(toggleKeyframe(put, 2, 5)).toBe(8);
    expect(keyframesOf(toggleKeyframe(moving, 2, 5))).toHaveLength(4);
  });
});

describe('easings', () => {
  test.each(EASINGS.map(({ label, value }) => [label, value] as const))('%s leads from 0 to 1', (_label, value) => {
    const curve = curveOf(value);
    expect(curve(0)).toBeCloseTo(0, 6);
    expect(curve(1)).toBeCloseTo(1, 6);
    expect(Number.isFinite(curve(0.37))).toBe(true);
  });
});

describe('entrances', () => {
  const layer: Layer = { type: 'text', text: 'x', transform: { position: [100, 200], anchor: [0, 0], opacity: 0.8 } };

  test.each(ENTRANCES.map(({ value }) => value))('%s ends where the layer stands', (entrance) => {
    const transform = withEntrance(layer, entrance, 0.5, [1080, 1920]);
    const at = <V>(name: string, otherwise: V): V => valueAt((transform as never as Record<string, Animated>)?.[name], 5, otherwise as never) as V;
    expect(at('position', [0, 0])).toEqual([100, 200]);
    expect(at('opacity', 1)).toBe(0.8);
    expect(at('scale', 1)).toBe(1);
    expect(at('rotation', 0)).toBe(0);
    expect(transform?.anchor).toEqual([0, 0]);
  });

  test('another replaces the one before', () => {
    const popped = { ...layer, transform: withEntrance(layer, 'pop', 0.5, [1080, 1920]) } as Layer;
    const risen = withEntrance(popped, 'rise', 0.5, [1080, 1920]);
    expect(risen?.scale).toBe(1);
    expect(keyframesOf(risen?.position as Animated).at(-1)?.value).toEqual([100, 200]);
    expect(withEntrance({ type: 'text', text: 'x' }, 'none', 1, [1080, 1920])).toBeUndefined();
  });
});
