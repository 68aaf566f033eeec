// Checks of arguments. What the types of JavaScript can be is checked here; what a request may say, the engine checks.
import { ReelSpeedError } from './errors.js';

/** "Expected a string for input but received 42 of type number". @internal */
export function invalid(name: string, expected: string, actual: unknown): ReelSpeedError {
  const message = `Expected ${expected} for ${name} but received ${describe(actual)}`;
  return new ReelSpeedError({ code: 'INVALID_ARGUMENT', message, path: name });
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'function') return `${value.name || 'a function'} of type function`;
  if (typeof value === 'object') return `${Array.isArray(value) ? 'an array' : (value.constructor?.name ?? 'an object')} of type object`;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `${text.length > 100 ? `${text.slice(0, 100)}…` : text} of type ${typeof value}`;
}

/** @internal */
export function string(name: string, value: unknown): string {
  if (typeof value !== 'string') throw invalid(name, 'a string', value);
  return value;
}

/** A path: a string, or a `file:` URL. @internal */
export function path(name: string, value: unknown): string {
  if (value instanceof URL && value.protocol === 'file:') return fileUrlToPath(value);
  if (typeof value !== 'string') throw invalid(name, 'a string or a file URL', value);
  if (value === '') throw invalid(name, 'a path', value);
  if (value.includes('\0')) throw invalid(name, 'a path without null bytes', value);
  return value;
}

function fileUrlToPath(url: URL): string {
  // Loaded late: most programs never need it.
  return (require('node:url') as typeof import('node:url')).fileURLToPath(url);
}

/** @internal */
export function number(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(name, 'a finite number', value);
  return value;
}

/** An object that is not an array; `{}` for `undefined`. @internal */
export function object(name: string, value: unknown): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(name, 'an object', value);
  return value as Record<string, unknown>;
}

/** @internal */
export function optionalFunction<T>(name: string, value: unknown): T | undefined {
  if (value !== undefined && typeof value !== 'function') throw invalid(name, 'a function', value);
  return value as T | undefined;
}

/** @internal */
export function optionalSignal(name: string, value: unknown): AbortSignal | undefined {
  if (value === undefined) return undefined;
  const signal = value as Partial<AbortSignal> | null;
  if (typeof signal !== 'object' || typeof signal?.aborted !== 'boolean' || typeof signal.addEventListener !== 'function') {
    throw invalid(name, 'an AbortSignal', value);
  }
  return value as AbortSignal;
}

/** A value as JSON. What JSON cannot say is refused: it would arrive as something else. @internal */
export function json(name: string, value: unknown): string {
  const places = new Map<unknown, string>();
  function check(this: unknown, key: string, item: unknown): unknown {
    const holder = places.get(this);
    const place = holder === undefined ? '' : Array.isArray(this) ? `${holder}[${key}]` : holder === '' ? key : `${holder}.${key}`;
    if (typeof item === 'number' && !Number.isFinite(item)) throw invalid(place || name, 'a finite number', item);
    if (typeof item === 'bigint' || typeof item === 'function' || typeof item === 'symbol') {
      throw invalid(place || name, 'a value that JSON can hold', item);
    }
    if (typeof item === 'object' && item !== null) places.set(item, place);
    return item;
  }
  try {
    return JSON.stringify(value, check);
  } catch (error) {
    if (error instanceof ReelSpeedError) throw error;
    // A circle, or a getter that throws.
    const message = `Expected a value that JSON can hold for ${name}: ${error instanceof Error ? error.message : String(error)}`;
    throw new ReelSpeedError({ code: 'INVALID_ARGUMENT', message, path: name }, { cause: error });
  }
}
