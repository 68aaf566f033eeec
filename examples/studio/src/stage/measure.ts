import type { TextLayer } from '@reelspeed/types';

import { getState } from '../state/store.js';
import { valueAt, type Animated } from '../model/animation.js';
import type { Measures } from '../model/boxes.js';

// The engine lays texts out; for the frame around them the browser's own layout of the same letters is near enough.
let probe: HTMLDivElement | undefined;
const sizes = new Map<string, readonly [number, number]>();

function text(layer: TextLayer, fontSize: number, maxWidth: number): readonly [number, number] {
  const { style = {} } = layer;
  const spacing = valueAt(style.letterSpacing as Animated<number> | undefined, 0, 0);
  const line = valueAt(style.lineHeight as Animated<number> | undefined, 0, 1.2);
  const key = JSON.stringify([layer.text, fontSize, maxWidth, style.fontFamily, style.fontWeight, style.fontStyle, spacing, line]);
  const known = sizes.get(key);
  if (known !== undefined) return known;
  probe ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: 'measure', ariaHidden: 'true' }));
  Object.assign(probe.style, {
    fontFamily: [...(style.fontFamily ?? []).map((one) => (one === 'Inter' ? '"Inter Variable"' : JSON.stringify(one))), 'sans-serif'].join(', '),
    fontSize: `${fontSize}px`,
    fontWeight: String(style.fontWeight ?? 400),
    fontStyle: style.fontStyle ?? 'normal',
    letterSpacing: `${spacing}px`,
    lineHeight: String(line),
    maxWidth: `${maxWidth}px`,
  });
  probe.textContent = layer.text ?? '';
  // Of lines that were broken the longest counts, as in the engine; the element itself is as wide as it may be.
  const range = document.createRange();
  range.selectNodeContents(probe);
  const { width } = range.getBoundingClientRect();
  const { height } = probe.getBoundingClientRect();
  if (sizes.size > 500) sizes.clear();
  sizes.set(key, [width, height]);
  return [width, height];
}

function image(src: string): readonly [number, number] | undefined {
  const item = getState().media.find((one) => one.src === src);
  return item === undefined || item.width === 0 ? undefined : [item.width, item.height];
}

function path(d: string): readonly [number, number] {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'measure');
  const shape = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  shape.setAttribute('d', d);
  document.body.append(svg);
  const { width, height } = shape.getBBox();
  svg.remove();
  return [width, height];
}

export const measures: Measures = { text, image, path };
