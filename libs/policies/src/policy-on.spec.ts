import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policyOn } from './policy-on.js';

const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2020-01-20'), noInvalidDate: true });
const days = day.map((d) => d.toISOString().slice(0, 10));
const entry = fc.record({ key: fc.constantFrom('a', 'b'), from: days });
const table = fc.uniqueArray(entry, { selector: (e) => e.key + e.from, maxLength: 12 });

test('walking day by day, the number in force changes on the days on which one begins, and on no other', () => {
  fc.assert(
    fc.property(table, (entries) => {
      let inForce: (typeof entries)[number] | undefined;
      for (let d = Date.parse('2019-12-31'); d <= Date.parse('2020-01-31'); d += 86_400_000) {
        const on = new Date(d).toISOString().slice(0, 10);
        inForce = entries.find((e) => e.key === 'a' && e.from === on) ?? inForce;
        expect(policyOn(entries, 'a', on)).toBe(inForce);
      }
    }),
  );
});

test('what begins later changes nothing before, and the order of the table decides nothing', () => {
  fc.assert(
    fc.property(table, entry, days, (entries, later, on) => {
      fc.pre(later.from > on);
      expect(policyOn([...entries, later], 'a', on)).toBe(policyOn(entries, 'a', on));
      expect(policyOn(entries.toReversed(), 'a', on)).toBe(policyOn(entries, 'a', on));
    }),
  );
});
