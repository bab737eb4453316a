import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { correctionsOf, isFitting } from './corrections.js';

const times = fc.option(fc.integer({ min: 0, max: 9 }));
const claims = fc.record({
  claim: fc.constantFrom('not-me', 'wrong', 'missing'),
  cameAt: times,
  leftAt: times,
} as const);
const kinds = fc.constantFrom('check-in', 'check-out', 'annul', null);

test('what is upheld never takes a record away without one of its kind, unless nothing is said to be right', () => {
  fc.assert(
    fc.property(claims, kinds, (claimed, disputed) => {
      const made = correctionsOf(claimed).map((c) => c.kind);
      expect(made).toEqual([
        ...(claimed.cameAt === null ? [] : ['check-in']),
        ...(claimed.leftAt === null ? [] : ['check-out']),
      ]);
      if (!isFitting(claimed, disputed)) return;
      expect(disputed).not.toBe('annul');
      expect(disputed === null).toBe(claimed.claim === 'missing');
      if (made.length > 0 && disputed !== null) expect(made).toContain(disputed);
      if (disputed === null) expect(made).not.toEqual([]);
      if (claimed.claim === 'not-me') expect(made).toEqual([]);
      if (made.length === 2) expect(claimed.cameAt!).toBeLessThan(claimed.leftAt!);
    }),
  );
});

test('a wrong record, somebody else’s and a missing one may be said to be so', () => {
  expect(isFitting({ claim: 'wrong', cameAt: 1, leftAt: null }, 'check-in')).toBe(true);
  expect(isFitting({ claim: 'wrong', cameAt: null, leftAt: null }, 'check-out')).toBe(true);
  expect(isFitting({ claim: 'not-me', cameAt: null, leftAt: null }, 'check-in')).toBe(true);
  expect(isFitting({ claim: 'missing', cameAt: null, leftAt: 2 }, null)).toBe(true);
});
