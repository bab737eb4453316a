import type { RecountResult } from '#contracts';

/** Every figure in which `counted` differs from `recounted`, by its path. */
export function differences(recounted: object, counted: object): RecountResult['differences'] {
  const found: RecountResult['differences'] = [];
  const compare = (a: unknown, b: unknown, path: string): void => {
    if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], `${path}.${key}`);
    } else if (a !== b) {
      found.push({ path: path.slice(1), counted: b ?? null, recounted: a ?? null });
    }
  };
  for (const [key, value] of Object.entries(recounted))
    compare(value, (counted as Record<string, unknown>)[key], `.${key}`);
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
