import { Later } from './values.js';

/** Where something is within a value: names of fields and indexes of items. */
export type Place = readonly (string | number)[];

/** Every place within a value, a leaf or not. */
export function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null || value instanceof Later || value instanceof Buffer) return [];
  const inner: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return inner.flatMap(([key, v]) => [[...at, key], ...placesIn(v, [...at, key])]);
}

/** What is at a place. */
export function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], value);
}

/** The value with something else at a place. */
export function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  const inner = replaced((value as Record<string | number, unknown>)[key], rest, by);
  if (Array.isArray(value)) return value.with(key as number, inner);
  return { ...(value as object), [key]: inner };
}
