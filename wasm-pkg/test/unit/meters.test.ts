import { describe, expect, test } from 'vitest';

import { AutoScale } from '../../src/shared/auto-scale.js';
import { Mean, ProgressMeter, RateMeter } from '../../src/shared/meters.js';

test('RateMeter counts the last second', () => {
  const meter = new RateMeter();
  expect(meter.rate(0)).toBe(0);
  for (let at = 0; at <= 2000; at += 40) meter.add(at);
  expect(meter.rate(2000)).toBeCloseTo(25);
  expect(meter.rate(9000)).toBe(0);
});

test('Mean', () => {
  const mean = new Mean();
  expect(mean.value).toBe(0);
  mean.add(8);
  expect(mean.value).toBe(8);
  mean.add(16);
  expect(mean.value).toBe(9);
});

describe('ProgressMeter', () => {
  test('is finite from the first frame to the last', () => {
    const meter = new ProgressMeter(100, 0);
    expect(meter.at(0, 0)).toEqual({ frame: 0, frames: 100, fraction: 0, fps: 0, eta: null });
    expect(meter.at(1, 0)).toEqual({ frame: 1, frames: 100, fraction: 0.01, fps: 0, eta: null });
    expect(meter.at(50, 1000)).toEqual({ frame: 50, frames: 100, fraction: 0.5, fps: 50, eta: 1 });
    expect(meter.at(100, 2000)).toEqual({ frame: 100, frames: 100, fraction: 1, fps: 50, eta: 0 });
  });

  test('goes by the pace of the last seconds', () => {
    const meter = new ProgressMeter(1000, 0);
    meter.at(10, 10_000);
    meter.at(110, 14_000);
    expect(meter.at(260, 20_000).fps).toBeCloseTo(25);
  });
});

describe('AutoScale', () => {
  const feed = (auto: AutoScale, cost: (scale: number) => number, from: number, seconds: number): number => {
    for (let at = from; at < from + seconds * 1000; at += 33) auto.add(cost(auto.scale), 33, at);
    return auto.scale;
  };

  test('stays at full size where there is time', () => {
    expect(feed(new AutoScale(), () => 10, 0, 10)).toBe(1);
  });

  test('goes down under load until it fits, and up again when the load is gone', () => {
    const auto = new AutoScale();
    const heavy = feed(auto, (scale) => 60 * scale ** 2, 0, 10);
    expect(heavy).toBeLessThanOrEqual(0.75);
    expect(60 * heavy ** 2).toBeLessThan(33);
    expect(feed(auto, (scale) => 10 * scale ** 2, 10_000, 60)).toBe(1);
  });

  test('does not go below a quarter', () => {
    expect(feed(new AutoScale(), () => 500, 0, 60)).toBe(0.25);
  });
});
