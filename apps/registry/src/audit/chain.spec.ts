import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BEFORE_FIRST, type Entry, firstBroken, link, type Mac, type Said } from './chain.js';

const keyed =
  (key: string): Mac =>
  (text) =>
    createHmac('sha256', key).update(text).digest('base64url');
const mac = keyed('key');

const words = fc.string({ maxLength: 3 });
const said: fc.Arbitrary<Said> = fc.record({
  at: fc.nat(5),
  by: words,
  act: words,
  targets: fc.array(words, { maxLength: 2 }),
  place: words,
  teams: fc.array(words, { maxLength: 2 }),
  because: words,
  of: fc.nat(3),
  outcome: words,
});
const chain = fc.array(said, { minLength: 1, maxLength: 8 }).map((of) => link(BEFORE_FIRST, of, mac));
const FIELDS = ['at', 'by', 'act', 'targets', 'place', 'teams', 'because', 'of', 'outcome', 'seq', 'hash'] as const;

/** A chain, one of its places, and something else that could stand there. */
const withPlace = chain.chain((entries) =>
  fc.record({ entries: fc.constant(entries), at: fc.nat(entries.length - 1), other: said }),
);
const broken = (entries: readonly Entry[]) => firstBroken(BEFORE_FIRST, entries, mac);

test('a chain as it was made holds, from its beginning and from every entry on, also where it was made piece by piece', () => {
  fc.assert(
    fc.property(fc.array(said), fc.array(said), (first, then) => {
      const whole = link(BEFORE_FIRST, [...first, ...then], mac);
      const begun = link(BEFORE_FIRST, first, mac);
      expect([...begun, ...link(begun.at(-1) ?? BEFORE_FIRST, then, mac)]).toEqual(whole);
      expect(broken(whole)).toBeNull();
      whole.forEach((entry, i) => expect(firstBroken(entry, whole.slice(i + 1), mac)).toBeNull());
    }),
  );
});

test('whatever field of an entry is changed, it is found at that entry', () => {
  fc.assert(
    fc.property(withPlace, fc.constantFrom(...FIELDS), ({ entries, at, other }, field) => {
      const old = entries[at]!;
      const value = { ...other, seq: other.at, hash: other.by }[field];
      fc.pre(JSON.stringify(value) !== JSON.stringify(old[field]));
      const altered = entries.with(at, { ...old, [field]: value });
      // A wrong number or hash may also be found by what follows, but never later than there.
      expect(broken(altered)).toBe(at + 1);
    }),
  );
});

test('an entry that is taken out, put in or put in twice is found at that place, except the last, which its head tells', () => {
  fc.assert(
    fc.property(withPlace, ({ entries, at, other }) => {
      expect(broken(entries.toSpliced(at, 1))).toBe(at === entries.length - 1 ? null : at + 1);
      expect(broken(entries.toSpliced(at, 0, { ...other, seq: at + 1, hash: 'x' }))).toBe(at + 1);
      expect(broken(entries.toSpliced(at, 0, entries[at]!))).toBe(at + 2);
    }),
  );
});

test('two entries that change places are found, also where they take each other’s number', () => {
  fc.assert(
    fc.property(withPlace, fc.nat(), ({ entries, at }, n) => {
      const to = n % entries.length;
      fc.pre(at < to);
      const [a, b] = [entries[at]!, entries[to]!];
      expect(broken(entries.with(at, b).with(to, a))).toBe(at + 1);
      expect(broken(entries.with(at, { ...b, seq: a.seq }).with(to, { ...a, seq: b.seq }))).toBe(at + 1);
    }),
  );
});

test('a chain that somebody made anew from some entry on without the key is found there', () => {
  fc.assert(
    fc.property(withPlace, ({ entries, at }) => {
      const before = entries[at - 1] ?? BEFORE_FIRST;
      const anew = link(before, entries.slice(at), keyed('another'));
      expect(broken([...entries.slice(0, at), ...anew])).toBe(at + 1);
    }),
  );
});
