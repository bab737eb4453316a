import { expect, test } from '@jest/globals';
import { nextLevel, recognise } from '#attendance';
import fc from 'fast-check';
import { decideDay, holding, holdingOn } from './decided.js';

const LIMITS = { atOnce: 30, withParent: 50 };
const DAY = '2022-05-01';
type Entry = Parameters<typeof holding>[0][number];

const act = fc.record({
  level: fc.constantFrom('parent', 'county'),
  decision: fc.constantFrom('approved', 'refused', 'withdrawn'),
  /** Minutes recorded before it. */
  more: fc.nat(30),
});

/** Makes every decision that can be made. */
function made(acts: readonly (typeof act extends fc.Arbitrary<infer A> ? A : never)[]) {
  const entries: Entry[] = [];
  let minutes = 0;
  for (const { level, decision, more } of acts) {
    minutes += more;
    const day = { minutes, limits: LIMITS, decided: holdingOn(DAY, holding(entries)) };
    const found = decideDay({ level, decision, minutes }, day);
    if ('refusal' in found) continue;
    entries.push({
      ...{ _id: String(entries.length), volunteerNo: 'V1', day: DAY, level, n: entries.length, decision, minutes },
      ...{ approved: found.approved, account: 'a', name: '', at: new Date(0) },
    });
  }
  return { entries, minutes };
}

test('what holds does not depend on the order in which decisions are read, and is one for each level', () => {
  const read = fc.array(act, { maxLength: 12 }).chain((acts) => {
    const { entries } = made(acts);
    return fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length }));
  });
  const byLevel = (entries: readonly Entry[]) => holding(entries).toSorted((a, b) => (a.level < b.level ? -1 : 1));
  fc.assert(
    fc.property(read, ([entries, shuffled]) => {
      expect(byLevel(shuffled)).toEqual(byLevel(entries));
      expect(new Set(holding(entries).map((d) => d.level)).size).toBe(holding(entries).length);
    }),
  );
});

test('a day is decided about until nothing waits, and then only withdrawn', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), fc.constantFrom('approved', 'refused'), (acts, decision) => {
      const { entries, minutes } = made(acts);
      const decided = { ...holdingOn(DAY, holding(entries)) };
      const parts = () => recognise([minutes], LIMITS, decided)[0]!;
      for (let level = nextLevel(parts()), i = 0; level !== undefined; level = nextLevel(parts()), i++) {
        expect(i).toBeLessThan(2);
        const found = decideDay({ level, decision, minutes }, { minutes, limits: LIMITS, decided });
        if ('refusal' in found) throw new Error(found.refusal);
        decided[level] = { approved: found.approved, seen: minutes };
      }
      for (const level of ['parent', 'county'] as const)
        expect(decideDay({ level, decision, minutes }, { minutes, limits: LIMITS, decided })).toEqual({
          refusal: 'RECOGNITION.NOTHING_TO_DECIDE',
        });
    }),
  );
});

test('refusing what waits leaves what was approved before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 31, max: 49 }), fc.integer({ min: 1, max: 40 }), (first, more) => {
      const decided = { parent: { approved: first, seen: first } };
      const asked = { level: 'parent', decision: 'refused', minutes: first + more } as const;
      expect(decideDay(asked, { minutes: first + more, limits: LIMITS, decided })).toEqual({ approved: first });
    }),
  );
});
