import type { Composition, Issue } from '@reelspeed/engine';

import { HttpError } from './errors.js';
import type { Store } from './store.js';

/** Deeper than any document that the engine takes. */
const MAX_DEPTH = 64;

/** A document with files of the server, and what lets go of them. */
export interface Resolved {
  readonly composition: Composition;
  readonly done: () => void;
}

/**
 * Puts files in the place of upload ids. Media are named by `src` and nothing else in a document (a test holds that against the schema),
 * wherever it stands; what is not the id of an upload is refused before the engine sees it: paths, URLs, FFmpeg's protocols.
 *
 * @throws {@link HttpError} 400 with every fault.
 */
export function resolveMedia(document: Readonly<Record<string, unknown>>, store: Store): Resolved {
  const issues: Issue[] = [];
  const releases: (() => void)[] = [];
  const done = (): void => releases.forEach((release) => release());

  const source = (value: unknown, path: string): unknown => {
    if (typeof value === 'string' && store.has(value)) {
      const use = store.use(value);
      releases.push(use.done);
      return use.path;
    }
    const code = typeof value === 'string' ? 'INVALID_VALUE' : 'WRONG_TYPE';
    const actual = JSON.stringify(value)?.slice(0, 100) ?? 'nothing';
    issues.push({ path, code, message: `must be the id of an upload, was ${actual}`, expected: 'the id of an upload', actual });
    return value;
  };
  const walk = (value: unknown, path: string, depth: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) throw new HttpError(400, 'INVALID_DOCUMENT', `the composition is nested deeper than ${MAX_DEPTH}`);
    if (Array.isArray(value)) return value.map((item, n) => walk(item, `${path}[${n}]`, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const place = path === '' ? key : `${path}.${key}`;
        return [key, key === 'src' ? source(item, place) : walk(item, place, depth + 1)];
      }),
    );
  };

  try {
    const composition = walk(document, '', 0) as Composition;
    const [first] = issues;
    if (first !== undefined) {
      throw new HttpError(400, 'INVALID_DOCUMENT', `${first.path} ${first.message}`, { path: first.path, issues });
    }
    return { composition, done };
  } catch (error) {
    done();
    throw error;
  }
}
