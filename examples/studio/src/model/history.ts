/** States that were, and states that were left again. */
export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What the last change was about, and when it was made. */
  readonly key: string | null;
  readonly at: number;
}

/** So many steps can be taken back. */
const DEPTH = 200;
/** Changes about the same thing that follow each other faster than this are one step. */
const MERGE_MS = 900;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [], key: null, at: 0 };
}

/** A change. With a key, it joins the step before it if that was about the same and is not long ago. */
export function push<T>(history: History<T>, next: T, key: string | null, at: number): History<T> {
  if (next === history.now) return history;
  const joins = key !== null && key === history.key && at - history.at < MERGE_MS;
  return { past: joins ? history.past : [...history.past, history.now].slice(-DEPTH), now: next, future: [], key, at };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], key: null, at: 0 };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, key: null, at: 0 };
}
