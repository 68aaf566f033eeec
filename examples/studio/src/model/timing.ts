import type { AudioTrack, Composition, Layer } from '@reelspeed/types';

import { layersOf, tracksOf } from './layers.js';

/** Seconds, from and to. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Seconds of a file by its `src`; undefined where it is not known, or has no length. */
export type Lengths = (src: string) => number | undefined;

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise);

/** How long a part of a file plays; undefined where the file's length is needed and not known. */
function played(one: { src: string; trim?: { start?: number; end?: number }; speed?: number }, lengths: Lengths): number | undefined {
  const from = number(one.trim?.start, 0);
  const to = number(one.trim?.end, lengths(one.src) ?? Number.NaN);
  const length = (to - from) / number(one.speed, 1);
  return length > 0 ? length : undefined;
}

/** How long a layer stays by itself; undefined: to the end of its parent. */
export function ownLength(layer: Layer, lengths: Lengths): number | undefined {
  if (typeof layer.duration === 'number') return layer.duration;
  if (layer.type === 'video') return layer.loop === true ? undefined : played(layer, lengths);
  if (layer.type === 'sequence' && Array.isArray(layer.clips)) {
    let sum = 0;
    for (const clip of layer.clips) {
      const length = number(clip?.duration, played(clip, lengths) ?? Number.NaN);
      if (Number.isNaN(length)) return undefined;
      sum += length - (clip.transition === undefined || clip.transition.type === 'cut' ? 0 : number(clip.transition.duration, 0));
    }
    return sum;
  }
  return undefined;
}

/** How long the composition is; undefined where nothing in it has an end. */
export function lengthOf(document: Composition, lengths: Lengths): number | undefined {
  if (typeof document.duration === 'number') return document.duration;
  const ends = layersOf(document).flatMap((layer) => {
    const length = ownLength(layer, lengths);
    return length === undefined ? [] : [number(layer.start, 0) + length];
  });
  if (ends.length > 0) return Math.max(...ends);
  const sounds = tracksOf(document).flatMap((track) => (track.loop === true ? [] : [spanOfTrack(track, Number.NaN, lengths).end]));
  const known = sounds.filter((end) => Number.isFinite(end));
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** When a layer is there. */
export function spanOf(layer: Layer, parentLength: number, lengths: Lengths): Span {
  const start = number(layer.start, 0);
  const end = start + (ownLength(layer, lengths) ?? Number.POSITIVE_INFINITY);
  return { start, end: Math.max(start, Math.min(end, parentLength)) };
}

/** When a sound is there. */
export function spanOfTrack(track: AudioTrack, length: number, lengths: Lengths): Span {
  const start = number(track.start, 0);
  const own = typeof track.duration === 'number' ? track.duration : track.loop === true ? undefined : played(track, lengths);
  return { start, end: Math.max(start, own === undefined ? length : start + own) };
}
