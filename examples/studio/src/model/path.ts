/** A place in a document: names of fields and places in lists, from the outside in. */
export type Path = readonly (string | number)[];

/** What stands at a place; undefined where there is nothing. */
export function getIn(value: unknown, path: Path): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

/**
 * A copy with another value at a place; what is not on the way is shared. Undefined removes the field, and the objects around it that
 * become empty: a document should say no more than it means.
 */
export function setIn<T>(value: T, path: Path, next: unknown): T {
  return put(value, path, next) as T;
}

function put(value: unknown, path: Path, next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (typeof key === 'number') {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    list[key] = put(list[key], rest, next);
    return list;
  }
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...(value as Record<string, unknown>) } : {};
  const inner = put(fields[key], rest, next);
  const empty = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length === 0;
  if (inner === undefined || (empty && next === undefined)) delete fields[key];
  else fields[key] = inner;
  return fields;
}

/** As the engine writes places: `layers[2].style.fontSize`. */
export function printPath(path: Path): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '');
}

/** The inverse of {@link printPath}. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => (index === undefined ? (name ?? '') : Number(index)));
}
