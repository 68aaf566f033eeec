import type { Composition, Layer } from '@reelspeed/types';
import { describe, expect, test } from 'vitest';

import { begin, push, redo, undo } from '../../src/model/history.js';
import { markStep, snap, snapSpan } from '../../src/model/snap.js';
import { lengthOf, spanOf, spanOfTrack } from '../../src/model/timing.js';

const lengths = (src: string): number | undefined => ({ 'clip.mp4': 12, 'song.mp3': 40 })[src];
const video = (rest: object = {}): Layer => ({ type: 'video', src: 'clip.mp4', ...rest });
const document = (rest: Partial<Composition>): Composition => ({ version: 1, width: 1080, height: 1920, ...rest });

describe('spans', () => {
  test('of layers', () => {
    expect(spanOf({ type: 'text', text: 'x', start: 2 }, 10, lengths)).toEqual({ start: 2, end: 10 });
    expect(spanOf({ type: 'text', text: 'x', start: 2, duration: 3 }, 10, lengths)).toEqual({ start: 2, end: 5 });
    expect(spanOf(video({ start: 1, trim: { start: 2, end: 8 }, speed: 2 }), 10, lengths)).toEqual({ start: 1, end: 4 });
    expect(spanOf(video({ loop: true }), 20, lengths)).toEqual({ start: 0, end: 20 });
    expect(spanOf({ type: 'video', src: 'unknown.mp4' }, 9, lengths)).toEqual({ start: 0, end: 9 });
  });

  test('of sequences, whose transitions overlap', () => {
    const clips = [{ src: 'clip.mp4', duration: 3 }, { src: 'clip.mp4', duration: 4, transition: { type: 'crossfade', duration: 0.5 } }];
    expect(spanOf({ type: 'sequence', clips } as Layer, 60, lengths)).toEqual({ start: 0, end: 6.5 });
  });

  test('of sounds', () => {
    expect(spanOfTrack({ src: 'song.mp3', start: 1 }, 10, lengths)).toEqual({ start: 1, end: 41 });
    expect(spanOfTrack({ src: 'song.mp3', loop: true }, 10, lengths)).toEqual({ start: 0, end: 10 });
  });
});

describe('the length', () => {
  test('is said, or that of the layers, or of the sounds', () => {
    expect(lengthOf(document({ duration: 7 }), lengths)).toBe(7);
    expect(lengthOf(document({ layers: [video({ start: 3 }), { type: 'text', text: 'x' }] }), lengths)).toBe(15);
    expect(lengthOf(document({ audio: [{ src: 'song.mp3' }] }), lengths)).toBe(40);
    expect(lengthOf(document({ layers: [{ type: 'text', text: 'x' }] }), lengths)).toBeUndefined();
  });
});

describe('snapping', () => {
  test('to the nearest within reach', () => {
    expect(snap(4.85, [0, 4.8, 5], 0.2)).toEqual({ value: 4.8, snapped: 4.8 });
    expect(snap(4.5, [0, 5], 0.2)).toEqual({ value: 4.5, snapped: null });
  });

  test('by either end of a bar', () => {
    expect(snapSpan(2.05, 3, [0, 5], 0.1)).toEqual({ start: 2, snapped: 5 });
    expect(snapSpan(0.04, 3, [0, 5], 0.1)).toEqual({ start: 0, snapped: 0 });
    expect(snapSpan(1, 3, [0, 5], 0.1)).toEqual({ start: 1, snapped: null });
  });

  test('marks of the ruler stand apart', () => {
    for (const scale of [1, 10, 77, 300, 600]) expect(markStep(scale) * scale).toBeGreaterThanOrEqual(60);
  });
});

describe('undo', () => {
  test('one step for changes about the same that follow closely', () => {
    let history = begin('a');
    for (const [n, text] of ['ab', 'abc', 'abcd'].entries()) history = push(history, text, 'text', n * 100);
    history = push(history, 'other', 'size', 400);
    expect(history.past).toEqual(['a', 'abcd']);
    history = undo(history);
    expect(history.now).toBe('abcd');
    history = undo(history);
    expect(history.now).toBe('a');
    expect(undo(history)).toBe(history);
    history = redo(redo(history));
    expect(history.now).toBe('other');
    expect(push(history, 'new', 'size', 500).past).toHaveLength(3);
  });
});
