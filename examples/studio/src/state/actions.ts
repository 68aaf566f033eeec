import type { AudioTrack, Composition, Layer, ReelSpeedVideoConfig } from '@reelspeed/types';

import { freeName, inspect, UnusableFile, type MediaItem } from '../media/library.js';
import { pulse } from '../media/samples.js';
import { begin, push, redo, undo } from '../model/history.js';
import {
  duplicateLayer, fieldsOf, freshId, insertLayer, layerAt, layersOf, moveLayer, removeLayer, tracksOf, type LayerPath,
} from '../model/layers.js';
import { setIn, type Path } from '../model/path.js';
import { blank, type Template } from '../model/templates.js';
import { tidy } from '../model/animation.js';
import { removeFile, writeFile } from './storage.js';
import { getState, project, setState, type Project, type Selection, type State } from './store.js';

/** A change of the project. Changes with the same key in quick succession are one step of undo. */
export function change(next: Partial<Project>, key: string | null = null, origin: State['origin'] = 'other'): void {
  if (project().story !== undefined && !('story' in next) && (next.document !== undefined || next.hidden !== undefined)) {
    next = { ...next, story: undefined };
    toast('The story is layers now. Undo brings it back.');
  }
  const history = push(getState().history, { ...project(), ...next }, key, performance.now());
  setState({ history, origin, saved: false, ...(origin === 'other' ? { syntax: null } : {}) });
}

/** Another value at a place of the document; undefined removes it. */
export function set(path: Path, value: unknown, key = path.join('.')): void {
  change({ document: setIn(project().document, path, value) }, key);
}

/** Another value at a place of the story; undefined removes it. */
export function putStory(path: Path, value: unknown): void {
  const { story } = project();
  if (story !== undefined) change({ story: setIn(story, path, value) }, `story.${path.join('.')}`);
}

/** What the story has become, once the preview knows. No step of its own: it follows from the story. */
export function followStory(story: unknown, document: Composition): void {
  const { history } = getState();
  if (history.now.story !== story) return;
  setState({ history: { ...history, now: { ...history.now, document } }, origin: 'other' });
}

/** Leaves the layers that the story has become, to be edited by hand. */
export function detachStory(): void {
  change({ story: undefined });
  setState({ leftTab: 'layers' });
}

/** Another value in a layer. */
export function setLayer(path: LayerPath, field: Path, value: unknown): void {
  set([...fieldsOf(path), ...field], value);
}

export function select(selection: Selection): void {
  setState({ selection });
}

export function takeBack(): void {
  setState({ history: undo(getState().history), origin: 'other', saved: false, syntax: null });
  dropLostSelection();
}

export function bringBack(): void {
  setState({ history: redo(getState().history), origin: 'other', saved: false, syntax: null });
  dropLostSelection();
}

/** Nothing is selected that is no longer there. */
function dropLostSelection(): void {
  const { selection } = getState();
  const { document } = project();
  if (selection?.kind === 'layer' && layerAt(document, selection.path) === undefined) select(null);
  if (selection?.kind === 'track' && tracksOf(document)[selection.index] === undefined) select(null);
}

/** A new layer in front of the selected one, or of all. */
export function addLayer(layer: Layer, wish: string = layer.type): void {
  const { document } = project();
  const { selection } = getState();
  const top = layersOf(document).length;
  const at = selection?.kind === 'layer' && selection.path.length === 1 ? selection.path[0]! + 1 : top;
  const next = insertLayer(document, [at], { ...layer, id: freshId(document, wish) });
  change({ document: next });
  select({ kind: 'layer', path: [at] });
}

export function addTrack(src: string): void {
  const { document } = project();
  const tracks = tracksOf(document);
  const track: AudioTrack = { id: src.replace(/\.[^.]+$/, ''), src, start: 0 };
  change({ document: { ...document, audio: [...tracks, track] } });
  select({ kind: 'track', index: tracks.length });
}

export function removeTrack(index: number): void {
  const { document } = project();
  const audio = tracksOf(document).filter((_, n) => n !== index);
  change({ document: setIn(document, ['audio'], audio.length === 0 ? undefined : audio) });
  select(null);
}

export function remove(path: LayerPath): void {
  const layer = layerAt(project().document, path);
  const hidden = new Set(project().hidden);
  if (layer?.id !== undefined) hidden.delete(layer.id);
  change({ document: removeLayer(project().document, path), hidden });
  select(null);
}

export function duplicate(path: LayerPath): void {
  const copy = duplicateLayer(project().document, path);
  change({ document: copy.document });
  select({ kind: 'layer', path: copy.path });
}

/** To another place of its list: `to` counts from the back. */
export function reorder(path: LayerPath, to: number): void {
  const siblings = layersOf(path.length === 1 ? project().document : layerAt(project().document, path.slice(0, -1)));
  const place = Math.max(0, Math.min(siblings.length - 1, to));
  if (place === path.at(-1)) return;
  change({ document: moveLayer(project().document, path, place) });
  select({ kind: 'layer', path: [...path.slice(0, -1), place] });
}

/** Hides a layer, or shows it again. Hidden layers are in the project, and neither in the preview nor in what is exported. */
export function toggleHidden(path: LayerPath): void {
  let { document } = project();
  const layer = layerAt(document, path);
  if (layer === undefined) return;
  let { id } = layer;
  if (id === undefined) {
    id = freshId(document, layer.type);
    document = setIn(document, [...fieldsOf(path), 'id'], id);
  }
  const hidden = new Set(project().hidden);
  if (!hidden.delete(id)) hidden.add(id);
  change({ document, hidden });
}

/** Removes what is selected. */
export function removeSelected(): void {
  const { selection } = getState();
  if (selection?.kind === 'layer') remove(selection.path);
  if (selection?.kind === 'track') removeTrack(selection.index);
}

/** Another project. What was is no longer there to be taken back: templates come with files. */
export function open(next: Project): void {
  setState({ history: begin(next), origin: 'other', selection: null, issues: [], syntax: null, failure: null, saved: false, dialog: 'none' });
  void getState().preview?.seek(0);
}

/** A project out of a template. */
export async function openTemplate(template: Template, file?: File): Promise<void> {
  const video = file === undefined ? undefined : await importFile(file);
  if (file !== undefined && video === undefined) return;
  for (const src of template.needs) {
    if (!getState().media.some((item) => item.src === src)) await take(pulse(), src);
  }
  const story = template.story?.(video);
  open({ name: template.name, document: template.make(video), hidden: new Set(), story });
  if (story !== undefined) setState({ leftTab: 'story' });
}

/** Takes files in, and what is clear from them into the document. */
export async function importFiles(files: readonly File[], place = true): Promise<void> {
  for (const file of files) {
    const item = await importFile(file);
    if (item !== undefined && place) placeMedia(item);
  }
}

/** Puts a file on the canvas, or among the sounds. */
export function placeMedia(item: MediaItem): void {
  const { document } = project();
  if (item.kind === 'audio') return addTrack(item.src);
  const stem = item.src.replace(/\.[^.]+$/, '');
  if (item.kind === 'video') return addLayer({ type: 'video', src: item.src }, stem);
  // A picture as large as fits into two thirds of the canvas.
  const scale = Math.min(1, (document.width * 0.66) / item.width, (document.height * 0.66) / item.height);
  addLayer({ type: 'image', src: item.src, size: [Math.round(item.width * scale), Math.round(item.height * scale)] }, stem);
}

async function importFile(file: File): Promise<MediaItem | undefined> {
  return take(file, freeName(file.name, new Set(getState().media.map((item) => item.src))));
}

/** Looks into a file and keeps it. */
async function take(file: File, src: string): Promise<MediaItem | undefined> {
  setState({ importing: getState().importing + 1 });
  try {
    const item = await inspect(file, src);
    setState({ media: [...getState().media, item] });
    await writeFile(src, file).catch(() => toast(`${src} is here until the page is closed: the browser has no room to keep it`, 'bad'));
    return item;
  } catch (error) {
    toast(error instanceof UnusableFile ? error.message : `${file.name} cannot be read`, 'bad');
    return undefined;
  } finally {
    setState({ importing: getState().importing - 1 });
  }
}

export function removeMedia(src: string): void {
  const item = getState().media.find((one) => one.src === src);
  if (item?.thumbnail) URL.revokeObjectURL(item.thumbnail);
  setState({ media: getState().media.filter((one) => one.src !== src) });
  void removeFile(src).catch(() => {});
}

let toasts = 0;

export function toast(text: string, tone: 'plain' | 'bad' = 'plain'): void {
  const id = ++toasts;
  setState({ toasts: [...getState().toasts.slice(-2), { id, text, tone }] });
  setTimeout(() => dismiss(id), tone === 'bad' ? 9000 : 4000);
}

export function dismiss(id: number): void {
  setState({ toasts: getState().toasts.filter((one) => one.id !== id) });
}

/** The playhead on the clock of a layer that begins at `start`. */
export function localTime(time: number, start: number): number {
  return tidy(Math.max(0, time - start));
}

/** The document that a file holds. */
export function openDocument(text: string, name: string): void {
  try {
    const document = JSON.parse(text) as Composition;
    const { reelspeed: story } = document as { reelspeed?: ReelSpeedVideoConfig };
    if (typeof story === 'object' && story !== null) {
      open({ name: name.replace(/\.json$/i, ''), document: blank(), hidden: new Set(), story });
      return setState({ leftTab: 'story' });
    }
    if (typeof document !== 'object' || document === null || !('version' in document)) throw new Error('no composition');
    open({ name: name.replace(/\.json$/i, ''), document, hidden: new Set() });
  } catch {
    toast(`${name} is no composition`, 'bad');
  }
}
