/** The nearest of some places, if it is within reach; else the place itself. */
export function snap(value: number, places: Iterable<number>, reach: number): { value: number; snapped: number | null } {
  let best: number | null = null;
  for (const place of places) {
    const distance = Math.abs(place - value);
    if (distance <= reach && (best === null || distance < Math.abs(best - value))) best = place;
  }
  return { value: best ?? value, snapped: best };
}

/** A span moved by the one of its ends that finds a place first. */
export function snapSpan(start: number, length: number, places: readonly number[], reach: number): { start: number; snapped: number | null } {
  const [a, b] = [snap(start, places, reach), snap(start + length, places, reach)];
  const left = a.snapped === null ? Number.POSITIVE_INFINITY : Math.abs(a.snapped - start);
  const right = b.snapped === null ? Number.POSITIVE_INFINITY : Math.abs(b.snapped - start - length);
  if (left === Number.POSITIVE_INFINITY && right === Number.POSITIVE_INFINITY) return { start, snapped: null };
  return left <= right ? { start: a.value, snapped: a.snapped } : { start: b.value - length, snapped: b.snapped };
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** Seconds between the marks of a ruler, so that they stand at least so many pixels apart. */
export function markStep(pixelsPerSecond: number, least = 64): number {
  return STEPS.find((step) => step * pixelsPerSecond >= least) ?? STEPS.at(-1)!;
}
