import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OwnNumbers } from './own-numbers.js';

test('a number that is given here is known as such, names the day in China, and comes once', () => {
  const own = new OwnNumbers('HD');
  const numbers = new Set<string>();
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2999-12-30T00:00:00Z'), noInvalidDate: true }),
      (at) => {
        const no = own.next(at.getTime());
        expect(own.has(no)).toBe(true);
        const day = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
        expect(no.slice(2, 10)).toBe(day.replaceAll('-', ''));
        expect(numbers.has(no)).toBe(false);
        numbers.add(no);
      },
    ),
  );
  expect(['HD20260101-', 'HD1', 'S-2020-0001', new OwnNumbers('TD').next(0)].some((no) => own.has(no))).toBe(false);
});
