import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { MediaReport } from '@reelspeed/engine';

import type { Config } from './config.js';
import { HttpError } from './errors.js';

/** A file that a client sent. */
export interface Upload {
  /** The only name under which clients know it. */
  readonly id: string;
  /** What the client called it: shown, never used. */
  readonly name: string;
  readonly bytes: number;
  readonly media: MediaReport;
  readonly createdAt: string;
}

interface Kept extends Upload {
  readonly path: string;
  users: number;
  lastUsed: number;
}

/**
 * The server's files: uploads, and the places of results. Names are made here; a client's id is looked up in a map and never becomes a
 * part of a path. What is where is known by this process alone: a real service keeps it in a database.
 */
export class Store {
  readonly #uploads = new Map<string, Kept>();
  readonly #uploadDir: string;
  readonly #outputDir: string;
  /** The engine's folder of intermediate files. */
  readonly tempDir: string;
  #bytes = 0;

  constructor(private readonly config: Pick<Config, 'dataDir' | 'maxStoredBytes' | 'fileTtlMs'>) {
    this.#uploadDir = join(config.dataDir, 'uploads');
    this.#outputDir = join(config.dataDir, 'outputs');
    this.tempDir = join(config.dataDir, 'engine');
  }

  /** Makes the folders. What an earlier process left in them belongs to nobody and goes. */
  async open(): Promise<void> {
    await this.clear();
    for (const folder of [this.#uploadDir, this.#outputDir, this.tempDir]) await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  /** Removes the folders with all that is in them. */
  async clear(): Promise<void> {
    for (const folder of [this.#uploadDir, this.#outputDir, this.tempDir]) await rm(folder, { recursive: true, force: true });
    this.#uploads.clear();
    this.#bytes = 0;
  }

  /** Bytes of all uploads and results, those included that are just coming in. */
  get bytes(): number {
    return this.#bytes;
  }

  get uploads(): number {
    return this.#uploads.size;
  }

  /** Takes room for bytes that come in. @throws {@link HttpError} 507 where there is none. */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.config.maxStoredBytes) {
      const { maxStoredBytes: limit } = this.config;
      throw new HttpError(507, 'STORAGE_FULL', `the server's storage of ${limit} bytes is full`, { limit, retryAfter: 60 });
    }
    this.#bytes += bytes;
  }

  /** Gives room back. */
  release(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Where an upload is written. */
  newUpload(): { readonly id: string; readonly path: string } {
    const id = `u-${randomUUID()}`;
    return { id, path: join(this.#uploadDir, id) };
  }

  /** Keeps an upload whose room was taken. */
  add(upload: Upload, path: string): void {
    this.#uploads.set(upload.id, { ...upload, path, users: 0, lastUsed: Date.now() });
  }

  /** What a client may know of an upload. @throws {@link HttpError} 404. */
  get(id: string): Upload {
    const { path: _path, users: _users, lastUsed: _lastUsed, ...upload } = this.#find(id);
    return upload;
  }

  /** Whether there is such an upload. */
  has(id: string): boolean {
    return this.#uploads.has(id);
  }

  /**
   * The file of an upload, for as long as something needs it: it is not removed before it is let go of.
   *
   * @throws {@link HttpError} 404.
   */
  use(id: string): { readonly path: string; readonly done: () => void } {
    const kept = this.#find(id);
    kept.users += 1;
    let using = true;
    const done = (): void => {
      if (!using) return;
      using = false;
      kept.users -= 1;
      kept.lastUsed = Date.now();
    };
    return { path: kept.path, done };
  }

  /** Removes an upload. @throws {@link HttpError} 404, 409 while a job uses it. */
  async remove(id: string): Promise<void> {
    const kept = this.#find(id);
    if (kept.users > 0) throw new HttpError(409, 'IN_USE', `video ${id} is used by ${kept.users} jobs`);
    this.#uploads.delete(id);
    this.release(kept.bytes);
    await rm(kept.path, { force: true });
  }

  /** Removes uploads that nobody used for a while. */
  async sweep(now = Date.now()): Promise<void> {
    for (const kept of [...this.#uploads.values()]) {
      if (kept.users === 0 && now - kept.lastUsed >= this.config.fileTtlMs) await this.remove(kept.id);
    }
  }

  /** Where a result is written. */
  newOutput(id: string, extension: string): string {
    return join(this.#outputDir, `${id}.${extension}`);
  }

  /** Counts a result that was written. */
  async keepOutput(path: string): Promise<number> {
    const { size } = await stat(path);
    this.#bytes += size;
    return size;
  }

  async removeOutput(path: string, bytes: number): Promise<void> {
    this.release(bytes);
    await rm(path, { force: true });
  }

  /** A text without the server's paths: clients know files by their ids. */
  clean = (text: string): string =>
    text.replaceAll(`${this.#uploadDir}/`, '').replaceAll(`${this.#outputDir}/`, '').replaceAll(`${this.config.dataDir}/`, '');

  #find(id: string): Kept {
    const kept = this.#uploads.get(id);
    if (kept === undefined) throw new HttpError(404, 'NOT_FOUND', 'there is no such video; its time may be over');
    return kept;
  }
}
