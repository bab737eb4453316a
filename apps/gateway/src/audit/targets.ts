import { maskNumber } from '#privacy';

/** What names a thing throughout the interface: `id`, `username`, for whom a proxy acts (`for`), and numbers such as `sessionNo`, also several (`volunteerNos`). */
const NAMES = /^(id|username|for|\w+Nos?)$/;
const LONGEST = 100;
const MOST = 100;
const DEEPEST = 3;

/** What a request or an answer is about: the texts under those names, at most a hundred, each once. */
export function targetsOf(value: unknown): string[] {
  const found = new Set<string>();
  collect(value, found, DEEPEST);
  return [...found].slice(0, MOST);
}

/** A text as the audit log keeps it: where somebody is named by his phone or identity number, only what helps to find him again. */
export const kept = (text: string): string => maskNumber(text).slice(0, LONGEST);

function collect(value: unknown, found: Set<string>, depth: number): void {
  if (depth === 0 || typeof value !== 'object' || value === null) return;
  for (const [name, of] of Object.entries(value) as [string, unknown][]) {
    if (found.size >= MOST) return;
    if (NAMES.test(name))
      for (const text of Array.isArray(of) ? of : [of])
        if (typeof text === 'string' && text !== '') found.add(kept(text));
    collect(of, found, depth - 1);
  }
}
