import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newerFacts } from './newer-facts.js';

const facts = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), rev: fc.integer({ min: 1, max: 9 }) }), {
  maxLength: 30,
});

test('however facts are cut, repeated and put in order, the same state comes of them', () => {
  fc.assert(
    fc.property(facts, facts, fc.nat(30), (first, again, cut) => {
      const all = [...first, ...again.filter((f) => first.some((g) => g.key === f.key && g.rev === f.rev))];
      const state = new Map<string, { key: string; rev: number }>();
      for (const part of [all.slice(0, cut), all.slice(cut)]) {
        for (const fact of newerFacts(part, state)) state.set(fact.key, fact);
      }
      for (const key of ['a', 'b', 'c']) {
        const revs = first.filter((f) => f.key === key).map((f) => f.rev);
        expect(state.get(key)?.rev).toBe(revs.length === 0 ? undefined : Math.max(...revs));
      }
    }),
  );
});

test('what is there already is none of them', () => {
  const there = new Map([['a', { rev: 2 }]]);
  expect(newerFacts([{ key: 'a', rev: 2 }], there)).toEqual([]);
  expect(newerFacts([{ key: 'a', rev: 3 }], there)).toEqual([{ key: 'a', rev: 3 }]);
});
