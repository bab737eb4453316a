/** The chain of the audit log. No imports: only the key, in `mac`, is handed in. */

/** What an entry says. */
export interface Said {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly act: string;
  readonly targets: readonly string[];
  /** The smallest division that takes in all where whoever acts may do so; empty for everywhere. */
  readonly place: string;
  readonly teams: readonly string[];
  /** Sealed, in base64; empty where no reason was given. */
  readonly because: string;
  readonly of: number;
  readonly outcome: string;
}

/** Where a chain stands: its last entry. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}
export const BEFORE_FIRST: Head = { seq: 0, hash: '' };

/** An entry in its place: `seq` counts from 1 without gaps, `hash` is over all that it says and the hash before it. */
export interface Entry extends Said, Head {}

/** A keyed hash: whoever has not the key cannot make it. */
export type Mac = (text: string) => string;

/** Puts entries after one another at the end of a chain. */
export function link(head: Head, said: readonly Said[], mac: Mac): Entry[] {
  let last = head;
  return said.map((s) => {
    const entry = { ...s, seq: last.seq + 1, hash: hashOf(s, last, mac) };
    last = entry;
    return entry;
  });
}

/** The first of some entries in a row that does not follow from what is before it, by the number that belongs there; null where all do. */
export function firstBroken(head: Head, entries: readonly Entry[], mac: Mac): number | null {
  let last = head;
  for (const entry of entries) {
    if (entry.seq !== last.seq + 1 || entry.hash !== hashOf(entry, last, mac)) return last.seq + 1;
    last = entry;
  }
  return null;
}

/** What the head of a chain is kept with, so that nobody without the key can make one for a chain of which the end was taken away. */
export const sealOf = ({ seq, hash }: Head, mac: Mac): string => mac(JSON.stringify(['head', seq, hash]));

function hashOf(s: Said, before: Head, mac: Mac): string {
  const { at, by, act, targets, place, teams, because, of, outcome } = s;
  const entry = [before.seq + 1, at, by, act, targets, place, teams, because, of, outcome, before.hash];
  return mac(JSON.stringify(['entry', ...entry]));
}
