import schema from '@reelspeed/types/composition.schema.json';

import type { Path } from '../model/path.js';

/** The parts of JSON Schema that the document's schema uses. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What can stand at a place: a field's name. */
export interface FieldHint {
  readonly name: string;
  readonly about: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** What can stand at a place: a value. */
export interface ValueHint {
  readonly value: unknown;
  readonly about: string;
}

const root = schema as unknown as Schema;

/** References followed and alternatives laid out; what stands beside a reference goes with it. */
function alternatives(one: Schema, depth = 0): Schema[] {
  if (depth > 12) return [one];
  if (one.$ref !== undefined) {
    const { $ref, ...beside } = one;
    const target = root.$defs?.[$ref.split('/').at(-1)!] ?? {};
    return alternatives({ ...target, ...(beside.description === undefined ? {} : { description: beside.description }) }, depth + 1);
  }
  const inner = one.oneOf ?? one.anyOf;
  return inner === undefined ? [one] : inner.flatMap((each) => alternatives(each, depth + 1));
}

/** Whether an object may be of a kind: its constant fields (such as `type`) say so. */
function fits(one: Schema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  return Object.entries(one.properties ?? {}).every(([name, field]) => {
    const there = (value as Record<string, unknown>)[name];
    return field.const === undefined || there === undefined || there === field.const;
  });
}

/** The schemas that can hold at a place of a document, which tells by its values which kinds things are. */
export function schemasAt(document: unknown, path: Path): Schema[] {
  let here = alternatives(root);
  let value = document;
  for (const key of path) {
    const narrowed = here.filter((one) => fits(one, value));
    here = (narrowed.length > 0 ? narrowed : here).flatMap((one) => {
      if (typeof key === 'string') return one.properties?.[key] === undefined ? [] : alternatives(one.properties[key]);
      const item = one.prefixItems?.[key] ?? one.items;
      return typeof item === 'object' ? alternatives(item) : [];
    });
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
  }
  const narrowed = here.filter((one) => fits(one, value));
  return narrowed.length > 0 ? narrowed : here;
}

/** The fields that an object at a place can have and has not yet; those that it must have first. */
export function fieldsAt(document: unknown, path: Path, present: ReadonlySet<string>): FieldHint[] {
  const found = new Map<string, FieldHint>();
  for (const one of schemasAt(document, path)) {
    for (const [name, field] of Object.entries(one.properties ?? {})) {
      if (present.has(name) || found.has(name)) continue;
      const about = field.description ?? alternatives(field)[0]?.description ?? '';
      found.set(name, { name, about, required: one.required?.includes(name) ?? false, schema: field });
    }
  }
  return [...found.values()].sort((a, b) => Number(b.required) - Number(a.required));
}

/** The values with names that can stand at a place. */
export function valuesAt(document: unknown, path: Path): ValueHint[] {
  const found = new Map<unknown, ValueHint>();
  // The kind of an object is looked up beside it, where no value narrows it.
  const field = path.at(-1);
  const schemas =
    typeof field === 'string'
      ? schemasAt(withoutField(document, path), path.slice(0, -1)).flatMap((one) => (one.properties?.[field] === undefined ? [] : alternatives(one.properties[field]).map((each) => (each.const === undefined ? each : { ...each, description: each.description === 'Which kind this is.' ? (one.description ?? '') : (each.description ?? '') }))))
      : schemasAt(document, path);
  for (const one of schemas) {
    const about = one.description ?? '';
    if (one.const !== undefined) found.set(one.const, { value: one.const, about });
    for (const value of one.enum ?? []) found.set(value, { value, about });
    if (one.type === 'boolean') for (const value of [true, false]) found.set(value, { value, about });
  }
  return [...found.values()];
}

function withoutField(document: unknown, path: Path): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof document !== 'object' || document === null) return document;
  if (rest.length === 0) {
    const { [key as string]: _, ...others } = document as Record<string, unknown>;
    return others;
  }
  const copy = Array.isArray(document) ? [...document] : { ...document };
  (copy as Record<string | number, unknown>)[key] = withoutField((document as Record<string | number, unknown>)[key], rest);
  return copy;
}

/** What a field is, for the pointer that rests on it. */
export function aboutField(document: unknown, path: Path): string {
  const name = path.at(-1);
  if (typeof name !== 'string') return '';
  for (const one of schemasAt(document, path.slice(0, -1))) {
    const field = one.properties?.[name];
    if (field !== undefined) return field.description ?? alternatives(field)[0]?.description ?? '';
  }
  return '';
}

/** What a value of a field begins with: `"`, `[`, `{`, or nothing. */
export function openingOf(field: Schema): { open: string; close: string } {
  const kinds = alternatives(field);
  if (kinds.some((one) => one.type === 'string' || typeof one.const === 'string')) return { open: '"', close: '"' };
  if (kinds.some((one) => one.type === 'number' || one.type === 'integer' || one.type === 'boolean')) return { open: '', close: '' };
  if (kinds.some((one) => one.type === 'array')) return { open: '[', close: ']' };
  return { open: '{ ', close: ' }' };
}
