import type { Composition, Layer } from '@reelspeed/types';
import { describe, expect, test } from 'vitest';

import { duplicateLayer, fieldsOf, freshId, insertLayer, layerAt, layersOf, moveLayer, nameOf, removeLayer, visible } from '../../src/model/layers.js';
import { getIn, parsePath, printPath, setIn } from '../../src/model/path.js';

const text = (id: string): Layer => ({ type: 'text', id, text: id });
const document: Composition = {
  version: 1,
  width: 1080,
  height: 1920,
  layers: [text('a'), { type: 'group', id: 'g', layers: [text('b'), text('c')] }, text('d')],
};
const ids = (parent: unknown): (string | undefined)[] => layersOf(parent).map((layer) => layer.id);

describe('paths', () => {
  test('are read and written as the engine writes them', () => {
    for (const path of ['layers[3].style.fontSize', 'width', 'audio[0].src', 'layers[1].layers[0]', '']) expect(printPath(parsePath(path))).toBe(path);
  });

  test('a change shares what it does not touch', () => {
    const next = setIn(document, ['layers', 0, 'text'], 'x');
    expect(getIn(next, ['layers', 0, 'text'])).toBe('x');
    expect(next.layers?.[1]).toBe(document.layers?.[1]);
    expect(getIn(document, ['layers', 0, 'text'])).toBe('a');
  });

  test('what is removed takes the empty objects around it along', () => {
    const styled = setIn(document, ['layers', 0, 'style', 'stroke'], { color: '#fff', width: 1 });
    const bare = setIn(styled, ['layers', 0, 'style', 'stroke'], undefined);
    expect(layerAt(bare, [0])).toEqual(text('a'));
  });
});

describe('layers', () => {
  test('are put in, moved and removed, in groups too', () => {
    expect(ids(insertLayer(document, [1], text('x')))).toEqual(['a', 'x', 'g', 'd']);
    expect(ids(layerAt(insertLayer(document, [1, 2], text('x')), [1]))).toEqual(['b', 'c', 'x']);
    expect(ids(moveLayer(document, [0], 2))).toEqual(['g', 'd', 'a']);
    expect(ids(moveLayer(document, [2], 0))).toEqual(['d', 'a', 'g']);
    expect(ids(layerAt(moveLayer(document, [1, 0], 1), [1]))).toEqual(['c', 'b']);
    expect(ids(removeLayer(document, [1]))).toEqual(['a', 'd']);
    expect(ids(layerAt(removeLayer(document, [1, 0]), [1]))).toEqual(['c']);
  });

  test('copies have ids of their own, all the way down', () => {
    const copy = duplicateLayer(document, [1]);
    expect(copy.path).toEqual([2]);
    expect(layerAt(copy.document, [2])?.id).toBe('g-2');
    expect(ids(layerAt(copy.document, [2]))).toEqual(['b-2', 'c-2']);
    expect(freshId(copy.document, 'g')).toBe('g-3');
  });

  test('a document that somebody is typing breaks nothing', () => {
    for (const layers of [7, 'x', null, [null, 3, text('a')], {}]) {
      const typed = { ...document, layers } as unknown as Composition;
      expect(() => [layersOf(typed).map(nameOf), layerAt(typed, [0, 1]), visible(typed, new Set(['a']))]).not.toThrow();
    }
    expect(nameOf({ type: 'shape' } as Layer)).toBe('shape');
  });
});

describe('hidden layers', () => {
  const shown = visible(document, new Set(['a', 'b']));

  test('are left out, in groups too', () => {
    expect(ids(shown.document)).toEqual(['g', 'd']);
    expect(ids(layerAt(shown.document, [0]))).toEqual(['c']);
  });

  test('faults are told at their places in the whole', () => {
    expect(shown.original('layers[0].layers[0].text')).toBe('layers[1].layers[1].text');
    expect(shown.original('layers[1].start')).toBe('layers[2].start');
    expect(shown.original('width')).toBe('width');
  });

  test('without any the document is the same object', () => {
    expect(visible(document, new Set()).document).toBe(document);
  });

  test('places of layers', () => {
    expect(printPath(fieldsOf([1, 0]))).toBe('layers[1].layers[0]');
  });
});
