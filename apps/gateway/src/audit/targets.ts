import { mask } from '#privacy';

/** What names a thing throughout the interface: `id`, `username`, and numbers such as `sessionNo`, also several (`volunteerNos`). */
const NAMES = /^(id|username|\w+Nos?)$/;
/** A mobile phone or identity number: where somebody is named by it, only what helps to find him again is kept. */
const PERSONAL = /^(1\d{10}|\d{17}[\dX])$/i;
const LONGEST = 100;
const MOST = 100;
const DEEPEST = 3;

/** What a request or an answer is about: the texts under those names, at most a hundred, each once. */
export function targetsOf(value: unknown): string[] {
  const found = new Set<string>();
  collect(value, found, DEEPEST);
  return [...found].slice(0, MOST);
}

/** A text as the audit log keeps it. */
export function kept(text: string): string {
  // As a phone number may be typed: `+86 139-…`.
  const plain = text.replaceAll(/[\s-]/g, '').replace(/^(\+|00)86/, '');
  return PERSONAL.test(plain) ? mask(plain) : text.slice(0, LONGEST);
}

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
