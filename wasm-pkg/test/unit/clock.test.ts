import { describe, expect, test } from 'vitest';

import { Clock, wrap } from '../../src/shared/clock.js';

describe('Clock', () => {
  test('stands still until its anchor’s time, then runs with its rate', () => {
    const clock = new Clock();
    clock.start({ position: 2, at: 1000, rate: 1.5 });
    expect(clock.position(0)).toBe(2);
    expect(clock.position(1000)).toBe(2);
    expect(clock.position(3000)).toBe(5);
    expect(clock.until(8, 3000)).toBe(2000);
    expect(clock.until(3, 3000)).toBe(0);
  });

  test('a correction never makes it run backwards', () => {
    const clock = new Clock();
    clock.start({ position: 0, at: 0, rate: 1 });
    expect(clock.position(1000)).toBe(1);
    clock.correct({ position: 0, at: 100, rate: 1 });
    expect(clock.position(1000)).toBe(1);
    expect(clock.position(1050)).toBe(1);
    expect(clock.position(1200)).toBeCloseTo(1.1);
  });

  test('a new run may go back', () => {
    const clock = new Clock();
    clock.start({ position: 5, at: 0, rate: 1 });
    expect(clock.position(1000)).toBe(6);
    clock.start({ position: 1, at: 1000, rate: 1 });
    expect(clock.position(1000)).toBe(1);
  });

  test('stops where it is', () => {
    const clock = new Clock();
    clock.start({ position: 1, at: 0, rate: 2 });
    expect(clock.stop(500)).toBe(2);
    expect(clock.running).toBe(false);
    expect(clock.position(9000)).toBe(2);
    expect(clock.until(3, 9000)).toBe(Number.POSITIVE_INFINITY);
    expect(clock.until(2, 9000)).toBe(0);
  });
});

test('wrap', () => {
  expect(wrap(7, 3, true)).toBe(1);
  expect(wrap(7, 3, false)).toBe(3);
  expect(wrap(3, 3, true)).toBe(0);
  expect(wrap(-1, 3, true)).toBe(0);
  expect(wrap(2, 0, true)).toBe(0);
});
