// Exports: a worker of their own, and where the file goes.
import { PreviewError } from '../errors.js';
import type { ExportOptions, ExportProgress, ExportResult } from '../options.js';
import type { ExportAnswer, ExportCall, InitCall, LoadCall, WriteCall } from '../shared/protocol.js';
import { Elements } from './elements.js';
import { Host } from './host.js';

/** Where the pieces of a file go. */
interface Sink {
  readonly kind: 'memory' | 'append' | 'random';
  write(call: WriteCall): Promise<void>;
  close(): Promise<void>;
  /** Removes what is there. */
  abort(reason: unknown): Promise<void>;
}

async function openSink(target: ExportOptions['target']): Promise<Sink> {
  if (target === undefined) return { kind: 'memory', write: async () => undefined, close: async () => undefined, abort: async () => undefined };
  if ('getWriter' in target) {
    const writer = target.getWriter();
    return { kind: 'append', write: ({ data }) => writer.write(data), close: () => writer.close(), abort: (reason) => writer.abort(reason) };
  }
  if (typeof (target as Partial<FileSystemFileHandle> | null)?.createWritable !== 'function') {
    throw new PreviewError('INVALID_ARGUMENT', 'expected a WritableStream or a FileSystemFileHandle for target', { path: 'target' });
  }
  // What a picker makes is an empty file: it goes again where nothing comes of it.
  const empty = (await target.getFile()).size === 0;
  const writable = await target.createWritable();
  return {
    kind: 'random',
    write: ({ data, position }) => writable.write({ type: 'write', data, position }),
    close: () => writable.close(),
    async abort(reason) {
      await writable.abort(reason);
      if (empty) await (target as FileSystemFileHandle & { remove?(): Promise<void> }).remove?.();
    },
  };
}

/** Runs an export to its end. */
export async function runExport(
  init: InitCall,
  workerUrl: string | URL | undefined,
  load: LoadCall,
  options: ExportOptions,
): Promise<ExportResult> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const sink = await openSink(options.target);
  let host: Host | undefined;
  const elements = new Elements();
  const ended = new PreviewError('CLOSED', 'the export ended');
  let cancel: (() => void) | undefined;
  try {
    const cancelled = new Promise<never>((_, reject) => {
      cancel = () => reject(signal!.reason);
      signal?.addEventListener('abort', cancel);
    });
    // Not awaited by anybody where the export is done.
    cancelled.catch(() => undefined);
    const broken = new Promise<never>((_, reject) => {
      void Host.start(
        workerUrl,
        { ...elements.handlers, write: (call: WriteCall) => sink.write(call) },
        (name, payload) => {
          if (name === 'progress' && signal?.aborted !== true) onProgress?.(payload as ExportProgress);
          if (name === 'elementClose') elements.close(payload as string);
        },
        reject,
      ).then((started) => {
        host = started;
        resolveHost(started);
      }, reject);
    });
    broken.catch(() => undefined);
    let resolveHost!: (host: Host) => void;
    const started = new Promise<Host>((resolve) => (resolveHost = resolve));
    const done = started.then(async ({ peer }) => {
      await peer.call('init', init);
      const { container = 'mp4', quality = 'high', videoCodec, audioCodec, audio, bitrate, audioBitrate } = options;
      const call: ExportCall = { ...load, container, quality, videoCodec, audioCodec, audio, bitrate, audioBitrate, sink: sink.kind };
      const answer = await peer.call<ExportAnswer>('export', call);
      signal?.throwIfAborted();
      await sink.close();
      return answer;
    });
    done.catch(() => undefined);
    const { data, ...answer } = await Promise.race([done, cancelled, broken]);
    return { ...answer, blob: data === null ? null : new Blob([data], { type: answer.mimeType }) };
  } catch (error) {
    host?.end(ended);
    // A target that does not react must not hold up the answer.
    await Promise.race([sink.abort(error).catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 150))]);
    throw error;
  } finally {
    if (cancel !== undefined) signal?.removeEventListener('abort', cancel);
    host?.end(ended);
    elements.close();
  }
}
