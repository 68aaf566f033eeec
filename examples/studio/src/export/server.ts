import type { Composition, Issue } from '@reelspeed/types';

/** A refusal of the server, or what kept it from answering. */
export class ServerError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly issues: readonly Issue[] = [],
  ) {
    super(message);
  }
}

/** A job as the server tells of it. */
export interface Job {
  readonly id: string;
  readonly state: 'active' | 'done' | 'failed' | 'cancelled';
  readonly progress: { readonly stage: string; readonly frame: number; readonly frames: number; readonly fps: number; readonly etaSecs: number | null } | null;
  readonly error: { readonly message: string; readonly issues?: readonly Issue[] } | null;
  readonly bytes: number | null;
}

/** `http://host:3000`, without what does not matter; null for what is no address of a server. */
export function addressOf(text: string): string | null {
  const trimmed = text.trim().replace(/\/+$/, '');
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null;
  return trimmed;
}

/** Which engine a server runs; null where none answers. */
export async function check(url: string, signal?: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: signal ?? AbortSignal.timeout(4000) });
    return response.ok ? (((await response.json()) as { version?: string }).version ?? 'unknown') : null;
  } catch {
    return null;
  }
}

async function answer<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => null)) as { error?: { code?: string; message?: string; issues?: Issue[] } } | null;
  if (!response.ok) throw new ServerError(body?.error?.code ?? `HTTP_${response.status}`, body?.error?.message ?? `the server answered ${response.status}`, body?.error?.issues);
  return body as T;
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw init.signal.reason;
    throw new ServerError('UNREACHABLE', 'the server does not answer', []);
  }
  return answer<T>(response);
}

/** Sends a file; `fetch` cannot tell how far it is. @returns The upload's id. */
export function upload(url: string, file: Blob, name: string, signal: AbortSignal, onProgress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, name);
    const stop = (): void => call.abort();
    signal.addEventListener('abort', stop, { once: true });
    call.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    call.onload = () => {
      try {
        const body = JSON.parse(call.responseText) as { id?: string; error?: { code: string; message: string } };
        if (call.status === 201 && body.id !== undefined) resolve(body.id);
        else reject(new ServerError(body.error?.code ?? 'UPLOAD', `${name}: ${body.error?.message ?? `the server answered ${call.status}`}`));
      } catch {
        reject(new ServerError('UPLOAD', `${name}: the server answered ${call.status}`));
      }
    };
    call.onerror = () => reject(new ServerError('UNREACHABLE', 'the server does not answer'));
    call.onabort = () => reject(signal.reason as Error);
    call.onloadend = () => signal.removeEventListener('abort', stop);
    call.open('POST', `${url}/videos`);
    call.send(form);
  });
}

/** The `src`s of a document, each once. */
export function sourcesOf(document: unknown): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'src' && typeof inner === 'string') found.add(inner);
      else walk(inner);
    }
  };
  // Fonts by file are not uploads: the server has the default set.
  if (typeof document === 'object' && document !== null) walk({ ...document, fonts: undefined });
  return [...found];
}

/** The document with ids of uploads in the place of names. */
export function withIds(document: Composition, ids: ReadonlyMap<string, string>): Composition {
  const walk = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(walk);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'src' && typeof inner === 'string' ? (ids.get(inner) ?? inner) : walk(inner)]));
  };
  return walk(document) as Composition;
}

/** Starts a render. */
export function start(url: string, composition: Composition, signal: AbortSignal): Promise<Job> {
  const body = JSON.stringify({ composition });
  return request<Job>(`${url}/renders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal });
}

/** Follows a job until it is over. Aborting cancels it on the server. */
export function follow(url: string, id: string, signal: AbortSignal, onChange: (job: Job) => void): Promise<Job> {
  return new Promise((resolve, reject) => {
    const events = new EventSource(`${url}/jobs/${id}/events`);
    const end = (): void => {
      events.close();
      signal.removeEventListener('abort', stop);
    };
    const stop = (): void => {
      end();
      void fetch(`${url}/jobs/${id}`, { method: 'DELETE' }).catch(() => {});
      reject(signal.reason as Error);
    };
    const take = (event: MessageEvent<string>): void => {
      const job = JSON.parse(event.data) as Job;
      onChange(job);
      if (job.state === 'active') return;
      end();
      if (job.state === 'done') resolve(job);
      else reject(new ServerError(job.state === 'failed' ? 'FAILED' : 'CANCELLED', job.error?.message ?? 'the job was cancelled on the server', job.error?.issues));
    };
    for (const kind of ['progress', 'done', 'failed', 'cancelled']) events.addEventListener(kind, take as EventListener);
    events.onerror = () => {
      // The browser connects again by itself, unless the server is gone for good.
      if (events.readyState !== EventSource.CLOSED) return;
      end();
      reject(new ServerError('UNREACHABLE', 'the connection to the server is lost'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

export async function download(url: string, id: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(`${url}/jobs/${id}/output`, { signal });
  if (!response.ok) await answer(response);
  return response.blob();
}
