import type { Composition, Layer, TextLayer } from '@reelspeed/types';

import { valueAt, type Animated, type Value } from './animation.js';

/** Where a layer is on the canvas: its box before it is scaled and turned, and what is done to it. */
export interface Box {
  readonly width: number;
  readonly height: number;
  /** Where its anchor lies, in pixels of the canvas. */
  readonly x: number;
  readonly y: number;
  /** The anchor, as fractions of the box. */
  readonly anchor: readonly [number, number];
  readonly scale: readonly [number, number];
  /** Degrees clockwise. */
  readonly rotation: number;
}

export interface Measures {
  /** A text's own size, without its box's padding. */
  readonly text: (layer: TextLayer, fontSize: number, maxWidth: number) => readonly [number, number];
  /** A picture's own size. */
  readonly image: (src: string) => readonly [number, number] | undefined;
  /** The bounds of path data. */
  readonly path: (d: string) => readonly [number, number];
}

const pair = (value: Value, otherwise: number): [number, number] =>
  typeof value === 'number' ? [value, value] : [value[0] ?? otherwise, value[1] ?? otherwise];

/** The box of a layer of the composition at a time of its own clock. */
export function boxOf(layer: Layer, time: number, canvas: Composition, measures: Measures): Box {
  const at = <V extends Value>(value: unknown, otherwise: V): V => valueAt(value as Animated<V> | undefined, time, otherwise);
  const { position, anchor, scale, rotation } = layer.transform ?? {};
  const [x, y] = pair(at(position, [canvas.width / 2, canvas.height / 2]), 0);
  const [width, height] = sizeOf(layer, at, canvas, measures);
  return {
    width,
    height,
    x,
    y,
    anchor: pair(at(anchor, [0.5, 0.5]), 0.5),
    scale: pair(at<Value>(scale, 1), 1),
    rotation: at(rotation, 0),
  };
}

function sizeOf(layer: Layer, at: <V extends Value>(value: unknown, otherwise: V) => V, canvas: Composition, measures: Measures): readonly [number, number] {
  switch (layer.type) {
    case 'text': {
      const [width, height] = measures.text(layer, at(layer.style?.fontSize, 48), at(layer.maxWidth, canvas.width - 80));
      if (layer.style?.box === undefined) return [width, height];
      const [px, py] = pair(at<Value>(layer.style.box.padding, [24, 16]), 0);
      return [width + 2 * px, height + 2 * py];
    }
    case 'image':
      return pair(at<Value>(layer.size, measures.image(layer.src) ?? [canvas.width, canvas.height]), 1);
    case 'shape': {
      const { geometry } = layer;
      if (geometry?.kind === 'rect' || geometry?.kind === 'ellipse') return [at(geometry.width, 100), at(geometry.height, 100)];
      if (geometry?.kind === 'line') {
        const [a, b] = [pair(at<Value>(geometry.from, [0, 0]), 0), pair(at<Value>(geometry.to, [0, 0]), 0)];
        return [Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])];
      }
      return geometry?.kind === 'path' ? measures.path(geometry.d) : [100, 100];
    }
    default:
      return pair(at<Value>('size' in layer ? layer.size : undefined, [canvas.width, canvas.height]), 1);
  }
}

/** A point of the canvas in the box's own pixels, from its top left corner. */
export function toBox(box: Box, x: number, y: number): readonly [number, number] {
  const angle = (-box.rotation * Math.PI) / 180;
  const [dx, dy] = [x - box.x, y - box.y];
  const [rx, ry] = [dx * Math.cos(angle) - dy * Math.sin(angle), dx * Math.sin(angle) + dy * Math.cos(angle)];
  return [rx / (box.scale[0] || 1e-6) + box.anchor[0] * box.width, ry / (box.scale[1] || 1e-6) + box.anchor[1] * box.height];
}

/** Whether a point of the canvas lies in it; with some room around what is thin. */
export function contains(box: Box, x: number, y: number, room = 0): boolean {
  const [u, v] = toBox(box, x, y);
  const [rx, ry] = [room / Math.abs(box.scale[0] || 1), room / Math.abs(box.scale[1] || 1)];
  return u >= -rx && v >= -ry && u <= box.width + rx && v <= box.height + ry;
}

/** The middle of it on the canvas. */
export function centreOf(box: Box): readonly [number, number] {
  const angle = (box.rotation * Math.PI) / 180;
  const [dx, dy] = [(0.5 - box.anchor[0]) * box.width * box.scale[0], (0.5 - box.anchor[1]) * box.height * box.scale[1]];
  return [box.x + dx * Math.cos(angle) - dy * Math.sin(angle), box.y + dx * Math.sin(angle) + dy * Math.cos(angle)];
}
