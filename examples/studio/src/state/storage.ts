import type { Composition, ReelSpeedVideoConfig } from '@reelspeed/types';

/** What is kept of a project beside its files. */
export interface SavedProject {
  readonly name: string;
  readonly document: Composition;
  readonly hidden: readonly string[];
  readonly story?: ReelSpeedVideoConfig | undefined;
}

const KEY = 'reelspeed-studio.project';
const DATABASE = 'reelspeed-studio';
const FILES = 'files';

/** The project of the last time; null where there is none or it cannot be read. */
export function readProject(): SavedProject | null {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? 'null') as SavedProject | null;
    return typeof saved?.document === 'object' && saved.document !== null ? saved : null;
  } catch {
    return null;
  }
}

/** @returns Whether there was room. */
export function writeProject(project: SavedProject): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(project));
    return true;
  } catch {
    return false;
  }
}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(FILES);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps no files for this page'));
  });
  return opened;
}

async function run<T>(mode: IDBTransactionMode, work: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const request = work(database.transaction(FILES, mode).objectStore(FILES));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('a file could not be kept'));
  });
}

/** The files that were kept, by `src`. */
export async function readFiles(): Promise<Map<string, Blob>> {
  const [keys, files] = [await run('readonly', (store) => store.getAllKeys()), await run<Blob[]>('readonly', (store) => store.getAll())];
  return new Map(keys.map((key, n) => [String(key), files[n]!]));
}

export async function writeFile(src: string, file: Blob): Promise<void> {
  await run('readwrite', (store) => store.put(file, src));
}

export async function removeFile(src: string): Promise<void> {
  await run('readwrite', (store) => store.delete(src));
}
