import type { Composition } from '@reelspeed/types';
import type { ExportOptions, Preview } from '@reelspeed/wasm';

import { visible } from '../model/layers.js';
import { getState, project } from '../state/store.js';
import { download, follow, ServerError, sourcesOf, start, upload, withIds } from './server.js';

/** How far an export is. */
export interface Step {
  readonly label: string;
  /** 0 to 1; null: nobody knows. */
  readonly share: number | null;
  readonly detail: string;
}

/** A finished file. */
export interface Outcome {
  readonly name: string;
  readonly bytes: number;
  /** Null where it was written to disk as it was made. */
  readonly blob: Blob | null;
  readonly seconds: number;
  readonly about: string;
}

export type Container = 'mp4' | 'webm';
export type Quality = NonNullable<ExportOptions['quality']>;

/** Names of files: letters, digits and dashes. */
export function fileName(name: string, container: Container): string {
  const stem = name.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${stem || 'short'}.${container}`;
}

export function formatBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}

function leftOf(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '';
  return seconds < 60 ? `${Math.max(1, Math.round(seconds))} s left` : `${Math.ceil(seconds / 60)} min left`;
}

/** In this browser. Where it can, straight to a file that the user chose. */
export async function exportHere(preview: Preview, container: Container, quality: Quality, signal: AbortSignal, onStep: (step: Step) => void): Promise<Outcome> {
  const name = fileName(project().name, container);
  const began = performance.now();
  onStep({ label: 'Preparing', share: null, detail: '' });
  const target = await chooseFile(name, container);
  const result = await preview.export({
    container,
    quality,
    signal,
    ...(target === null ? {} : { target }),
    onProgress: ({ frame, frames, fraction, fps, eta }) =>
      onStep({ label: 'Encoding', share: fraction, detail: [`${frame} of ${frames} frames`, fps > 0 ? `${fps.toFixed(0)} per second` : '', leftOf(eta)].filter(Boolean).join(' · ') }),
  });
  return { name, bytes: result.bytes, blob: result.blob, seconds: (performance.now() - began) / 1000, about: [result.videoCodec, result.audioCodec].filter(Boolean).join(' + ') };
}

interface SavePicker {
  showSaveFilePicker?: (options: object) => Promise<FileSystemFileHandle>;
}

/** A file on disk to stream into, if the user wants one and the browser can. Null: keep it in memory. */
async function chooseFile(name: string, container: Container): Promise<FileSystemFileHandle | null> {
  const { showSaveFilePicker } = window as SavePicker;
  if (showSaveFilePicker === undefined || !getState().streamToDisk) return null;
  return showSaveFilePicker.call(window, { suggestedName: name, types: [{ description: 'Video', accept: { [`video/${container}`]: [`.${container}`] } }] });
}

/** Whether the browser can write to a file that the user chooses. */
export function canStream(): boolean {
  return (window as SavePicker).showSaveFilePicker !== undefined;
}

const CRF: Record<Quality, number> = { low: 30, medium: 26, high: 23, ultra: 18 };

/** On a server with the Node.js engine: files go up, progress comes back, then the result. */
export async function exportThere(url: string, container: Container, quality: Quality, signal: AbortSignal, onStep: (step: Step) => void): Promise<Outcome> {
  const began = performance.now();
  const { document } = visible(project().document, project().hidden);
  const name = fileName(project().name, container);
  const media = new Map(getState().media.map((item) => [item.src, item.file]));
  const sources = sourcesOf(document);
  const sizes = sources.map((src) => media.get(src)?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const ids = new Map<string, string>();
  let sent = 0;
  for (const [n, src] of sources.entries()) {
    const file = media.get(src);
    if (file === undefined) throw new ServerError('MISSING_FILE', `${src} is not among the files of this project`);
    const report = (share: number): void =>
      onStep({ label: 'Uploading', share: total > 0 ? (sent + share * file.size) / total : null, detail: `${src} · ${n + 1} of ${sources.length}` });
    report(0);
    ids.set(src, await upload(url, file, src, signal, report));
    sent += file.size;
  }
  onStep({ label: 'Starting', share: null, detail: '' });
  const { fonts: _, ...rest } = withIds(document, ids);
  const composition: Composition = { ...rest, output: { ...rest.output, container, video: { ...rest.output?.video, rateControl: { crf: CRF[quality] } } } };
  const job = await start(url, composition, signal);
  const done = await follow(url, job.id, signal, ({ progress }) => {
    if (progress === null) return;
    const { stage, frame, frames, fps, etaSecs } = progress;
    const label = { queued: 'Waiting for its turn', preparing: 'Preparing', rendering: 'Rendering', finishing: 'Finishing', done: 'Done' }[stage] ?? stage;
    onStep({ label, share: frames > 0 ? frame / frames : null, detail: [frames > 0 ? `${frame} of ${frames} frames` : '', fps > 0 ? `${fps.toFixed(0)} per second` : '', leftOf(etaSecs)].filter(Boolean).join(' · ') });
  });
  onStep({ label: 'Downloading', share: null, detail: '' });
  const blob = await download(url, done.id, signal);
  return { name, bytes: blob.size, blob, seconds: (performance.now() - began) / 1000, about: container === 'mp4' ? 'h264 + aac' : 'vp9 + opus' };
}

/** Offers a file for saving. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
