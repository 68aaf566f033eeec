import type { Easing, Layer, Transform } from '@reelspeed/types';

import { curveOf } from './easing.js';

/** A value that can move: a number, or some. */
export type Value = number | readonly number[];

export interface Keyframe<V extends Value = Value> {
  readonly time: number;
  readonly value: V;
  readonly easing?: Easing;
}

/** A value, or keyframes of it. */
export type Animated<V extends Value = Value> = V | { readonly keyframes: readonly Keyframe<V>[] };

/** Times closer than this are one: half a frame at 60 frames per second. */
export const SAME_TIME = 1 / 120;

export function keyframesOf<V extends Value>(value: Animated<V> | undefined): readonly Keyframe<V>[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { keyframes } = value as { keyframes?: unknown };
  return Array.isArray(keyframes) ? (keyframes as Keyframe<V>[]).filter((one) => typeof one?.time === 'number') : [];
}

/** The value at a time of the layer's own clock; `otherwise` where the document says nothing. */
export function valueAt<V extends Value>(value: Animated<V> | undefined, time: number, otherwise: V): V {
  if (value === undefined) return otherwise;
  const frames = keyframesOf(value);
  if (frames.length === 0) return isValue(value) ? (value as V) : otherwise;
  const next = frames.findIndex((one) => one.time > time);
  if (next === 0) return frames[0]!.value;
  if (next === -1) return frames.at(-1)!.value;
  const [a, b] = [frames[next - 1]!, frames[next]!];
  const share = curveOf(a.easing)((time - a.time) / (b.time - a.time));
  return mix(a.value, b.value, share) as V;
}

function isValue(value: unknown): value is Value {
  return typeof value === 'number' || (Array.isArray(value) && value.every((one) => typeof one === 'number'));
}

function mix(a: Value, b: Value, share: number): Value {
  if (typeof a === 'number' && typeof b === 'number') return a + (b - a) * share;
  const [left, right] = [asList(a), asList(b)];
  return left.map((one, n) => one + ((right[n] ?? one) - one) * share);
}

function asList(value: Value): readonly number[] {
  return typeof value === 'number' ? [value, value] : value;
}

/** With another value at a time: of the keyframe there, of a new one, or, where nothing moves, for good. */
export function setValueAt<V extends Value>(value: Animated<V> | undefined, time: number, next: V): Animated<V> {
  const frames = keyframesOf(value);
  if (frames.length === 0) return next;
  const at = frames.findIndex((one) => Math.abs(one.time - time) < SAME_TIME);
  if (at >= 0) return { keyframes: frames.map((one, n) => (n === at ? { ...one, value: next } : one)) };
  // Between two keyframes the new one eases on as the one before did.
  const before = frames.findLast((one) => one.time < time);
  const made: Keyframe<V> = { time: tidy(time), value: next, ...(before?.easing === undefined ? {} : { easing: before.easing }) };
  return { keyframes: [...frames, made].sort((a, b) => a.time - b.time) };
}

/** A keyframe put where there is none, taken where there is one; the last one that goes leaves its value. */
export function toggleKeyframe<V extends Value>(value: Animated<V> | undefined, time: number, otherwise: V): Animated<V> {
  const frames = keyframesOf(value);
  const now = valueAt(value, time, otherwise);
  const rest = frames.filter((one) => Math.abs(one.time - time) >= SAME_TIME);
  if (rest.length < frames.length) return rest.length === 0 ? now : { keyframes: rest };
  if (frames.length === 0) return { keyframes: [{ time: tidy(time), value: now, easing: 'easeInOutCubic' }] };
  return setValueAt(value, time, now);
}

/** Milliseconds are as fine as anybody sees. */
export function tidy(value: number, digits = 3): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

export type Entrance = 'none' | 'fade' | 'rise' | 'drop' | 'slideLeft' | 'slideRight' | 'pop' | 'zoom' | 'swing';

export const ENTRANCES: readonly { readonly value: Entrance; readonly label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'fade', label: 'Fade' },
  { value: 'rise', label: 'Rise' },
  { value: 'drop', label: 'Drop' },
  { value: 'slideLeft', label: 'From left' },
  { value: 'slideRight', label: 'From right' },
  { value: 'pop', label: 'Pop' },
  { value: 'zoom', label: 'Zoom' },
  { value: 'swing', label: 'Swing' },
];

/**
 * A layer's transform with an entrance in front of where it stands: whatever moved before rests where it came to.
 *
 * @param canvas - Its parent's size, for the place of a layer that says none.
 */
export function withEntrance(layer: Layer, entrance: Entrance, seconds: number, canvas: readonly [number, number]): Transform | undefined {
  const { position, scale, rotation, opacity, ...rest } = (layer.transform ?? {}) as Record<string, Animated | undefined>;
  const rested = <V extends Value>(value: Animated | undefined): V | undefined => {
    const frames = keyframesOf(value as Animated<V>);
    return frames.length > 0 ? frames.at(-1)!.value : (value as V | undefined);
  };
  const base = { position: rested<[number, number]>(position), scale: rested<Value>(scale), rotation: rested<number>(rotation), opacity: rested<number>(opacity) };
  const [x, y] = base.position ?? [canvas[0] / 2, canvas[1] / 2];
  const factor = typeof base.scale === 'number' ? base.scale : base.scale === undefined ? 1 : base.scale;
  const scaled = (by: number): Value => (typeof factor === 'number' ? tidy(factor * by) : factor.map((one) => tidy(one * by)));
  const from = (value: Value, to: Value, easing: Easing): Animated => ({ keyframes: [{ time: 0, value, easing }, { time: seconds, value: to }] });
  const spring: Easing = { spring: { stiffness: 180, damping: 14, mass: 1 } };
  const shown = base.opacity ?? 1;
  const fade = { opacity: { keyframes: [{ time: 0, value: 0, easing: 'easeOut' }, { time: tidy(seconds * 0.6), value: shown }] } as Animated };
  const moves: Record<Entrance, Record<string, Animated>> = {
    none: {},
    fade: { opacity: from(0, shown, 'easeOut') },
    rise: { position: from([x, tidy(y + 120)], [x, y], 'easeOutCubic'), ...fade },
    drop: { position: from([x, tidy(y - 120)], [x, y], 'easeOutBounce'), ...fade },
    slideLeft: { position: from([tidy(x - canvas[0] * 0.5), y], [x, y], 'easeOutBack'), ...fade },
    slideRight: { position: from([tidy(x + canvas[0] * 0.5), y], [x, y], 'easeOutBack'), ...fade },
    pop: { scale: from(scaled(0.4), factor, spring), ...fade },
    zoom: { scale: from(scaled(1.4), factor, 'easeOutCubic'), ...fade },
    swing: { rotation: from(tidy((base.rotation ?? 0) - 14), base.rotation ?? 0, spring), ...fade },
  };
  const transform = Object.fromEntries(
    Object.entries({ ...rest, ...base, ...moves[entrance] }).filter(([, value]) => value !== undefined),
  ) as Transform;
  return Object.keys(transform).length === 0 ? undefined : transform;
}
