import type { Layer } from '@reelspeed/types';

import type { IconName } from '../ui/Icon.js';

/** How kinds of layers are shown. */
export const KINDS: Readonly<Record<Layer['type'], { readonly label: string; readonly icon: IconName }>> = {
  text: { label: 'Text', icon: 'text' },
  shape: { label: 'Shape', icon: 'shape' },
  video: { label: 'Video', icon: 'video' },
  image: { label: 'Image', icon: 'image' },
  group: { label: 'Group', icon: 'group' },
  sequence: { label: 'Sequence', icon: 'sequence' },
};

/** What is shown of a kind that there is not (yet), while somebody types it. */
export function kindOf(layer: Layer): { readonly label: string; readonly icon: IconName } {
  return KINDS[layer.type] ?? { label: 'Layer', icon: 'layers' };
}

/** New layers. */
export const NEW_LAYERS: readonly { readonly label: string; readonly icon: IconName; readonly wish: string; readonly make: (width: number) => Layer }[] = [
  {
    label: 'Text', icon: 'text', wish: 'text',
    make: (width) => ({ type: 'text', text: 'Your text', style: { fontFamily: ['Inter'], fontSize: Math.round(width * 0.09), fontWeight: 700, color: '#ffffff' } }),
  },
  {
    label: 'Caption', icon: 'text', wish: 'caption',
    make: (width) => ({
      type: 'text', text: 'A caption',
      style: { fontFamily: ['Inter'], fontSize: Math.round(width * 0.055), fontWeight: 700, color: '#0b1220', box: { fill: '#ffd84d', padding: [32, 20], radius: 20 } },
    }),
  },
  {
    label: 'Rectangle', icon: 'rect', wish: 'rectangle',
    make: (width) => ({ type: 'shape', geometry: { kind: 'rect', width: Math.round(width * 0.5), height: Math.round(width * 0.3), radius: 32 }, fill: '#7c8cff' }),
  },
  {
    label: 'Ellipse', icon: 'ellipse', wish: 'ellipse',
    make: (width) => ({ type: 'shape', geometry: { kind: 'ellipse', width: Math.round(width * 0.4), height: Math.round(width * 0.4) }, fill: '#ff7a59' }),
  },
  {
    label: 'Line', icon: 'line', wish: 'line',
    make: (width) => ({ type: 'shape', geometry: { kind: 'line', from: [0, 0], to: [Math.round(width * 0.5), 0] }, stroke: { color: '#ffffff', width: 8 } }),
  },
];
