import type { AudioTrack, Composition, Layer } from '@reelspeed/types';

import { getIn, parsePath, printPath, setIn, type Path } from './path.js';

/** Places in the lists of layers, from the outside in: `[2]`, or `[2, 0]` for the first layer of a group. */
export type LayerPath = readonly number[];

/** Where a layer stands in the document. */
export function fieldsOf(path: LayerPath): Path {
  return path.flatMap((index) => ['layers', index]);
}

/** The layers of a document or group; none where something else stands in their place, as it may while someone types. */
export function layersOf(parent: unknown): readonly Layer[] {
  const layers = getIn(parent, ['layers']);
  return Array.isArray(layers) ? layers.filter((layer): layer is Layer => typeof layer === 'object' && layer !== null) : [];
}

/** The sounds of a document. */
export function tracksOf(document: Composition): readonly AudioTrack[] {
  return Array.isArray(document.audio) ? document.audio.filter((track) => typeof track === 'object' && track !== null) : [];
}

export function layerAt(document: Composition, path: LayerPath): Layer | undefined {
  const layer = getIn(document, fieldsOf(path));
  return path.length > 0 && typeof layer === 'object' && layer !== null ? (layer as Layer) : undefined;
}

/** What people call it. */
export function nameOf(layer: Layer): string {
  if (typeof layer.id === 'string' && layer.id !== '') return layer.id;
  if (layer.type === 'text' && typeof layer.text === 'string' && layer.text.trim() !== '') return layer.text.trim().split('\n')[0]!.slice(0, 40);
  if ('src' in layer && typeof layer.src === 'string') return layer.src;
  if (layer.type === 'shape') return layer.geometry?.kind ?? 'shape';
  return typeof layer.type === 'string' ? layer.type : 'layer';
}

/** Every id in use. */
export function idsOf(parent: unknown): Set<string> {
  const ids = new Set<string>();
  for (const layer of layersOf(parent)) {
    if (typeof layer.id === 'string') ids.add(layer.id);
    for (const id of idsOf(layer)) ids.add(id);
  }
  return ids;
}

/** `title`, or `title-2` where there is one already. */
export function freshId(document: Composition, wish: string): string {
  const ids = idsOf(document);
  const stem = wish.replace(/-\d+$/, '') || 'layer';
  let id = wish;
  for (let n = 2; ids.has(id); n += 1) id = `${stem}-${n}`;
  return id;
}

/** With a layer put in at a place. */
export function insertLayer(document: Composition, path: LayerPath, layer: Layer): Composition {
  const [list, index] = listAt(path);
  const layers = [...((getIn(document, list) as Layer[] | undefined) ?? [])];
  layers.splice(index, 0, layer);
  return setIn(document, list, layers);
}

/** Without the layer at a place. */
export function removeLayer(document: Composition, path: LayerPath): Composition {
  const [list, index] = listAt(path);
  const layers = [...((getIn(document, list) as Layer[] | undefined) ?? [])];
  layers.splice(index, 1);
  return setIn(document, list, layers);
}

/** With a copy of the layer in front of it; its ids, and those in it, are new. */
export function duplicateLayer(document: Composition, path: LayerPath): { document: Composition; path: LayerPath } {
  const layer = layerAt(document, path);
  if (layer === undefined) return { document, path };
  const ids = idsOf(document);
  const renamed = (one: Layer): Layer => {
    const copy = { ...one } as Layer;
    if (copy.id !== undefined) {
      const stem = copy.id.replace(/-\d+$/, '');
      let id = copy.id;
      for (let n = 2; ids.has(id); n += 1) id = `${stem}-${n}`;
      ids.add(id);
      copy.id = id;
    }
    if (copy.type === 'group') copy.layers = layersOf(copy).map(renamed);
    return copy;
  };
  const place = [...path.slice(0, -1), path.at(-1)! + 1];
  return { document: insertLayer(document, place, renamed(layer)), path: place };
}

/** With a layer moved to another place of its own list: `to` is where it stands afterwards. */
export function moveLayer(document: Composition, path: LayerPath, to: number): Composition {
  const [list, from] = listAt(path);
  const layers = [...((getIn(document, list) as Layer[] | undefined) ?? [])];
  const [layer] = layers.splice(from, 1);
  if (layer === undefined) return document;
  layers.splice(Math.max(0, Math.min(layers.length, to)), 0, layer);
  return setIn(document, list, layers);
}

function listAt(path: LayerPath): [Path, number] {
  return [[...fieldsOf(path.slice(0, -1)), 'layers'], path.at(-1) ?? 0];
}

/** A document without its hidden layers, and the way back from its places to those of the whole. */
export interface Visible {
  readonly document: Composition;
  /** `layers[0].text` of what is shown as it is in the whole document. */
  readonly original: (path: string) => string;
}

/** What is shown: layers whose id is hidden are left out. */
export function visible(document: Composition, hidden: ReadonlySet<string>): Visible {
  if (hidden.size === 0 || !Array.isArray(document.layers)) return { document, original: (path) => path };
  // For every list of layers the places that its members have in the whole.
  const kept = new Map<string, number[]>();
  const strip = (layers: readonly Layer[], at: Path): Layer[] => {
    const places = layers.flatMap((layer, n) => (typeof layer?.id === 'string' && hidden.has(layer.id) ? [] : [n]));
    kept.set(printPath(at), places);
    return places.map((place, n) => {
      const layer = layers[place]!;
      return layer?.type === 'group' && Array.isArray(layer.layers) ? { ...layer, layers: strip(layer.layers, [...at, n, 'layers']) } : layer;
    });
  };
  const shown = { ...document, layers: strip(document.layers, ['layers']) };
  const original = (text: string): string => {
    const path = parsePath(text);
    return printPath(path.map((key, n) => (typeof key === 'number' ? (kept.get(printPath(path.slice(0, n)))?.[key] ?? key) : key)));
  };
  return { document: shown, original };
}
