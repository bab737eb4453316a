import { expect, it } from '@jest/globals';
import { isMadeHere, newVolunteerNo } from './volunteer-numbers.js';

it('gives numbers that it knows again, each another one', () => {
  const numbers = Array.from({ length: 1_000 }, () => newVolunteerNo(2026));
  expect(numbers.filter((no) => !isMadeHere(no))).toEqual([]);
  expect(new Set(numbers).size).toBe(1_000);
});

it.each(['', 'V1', 'ZY2026', 'ZY2026-ABCDEFGHJ', 'ZY2026-ABCDEFGH1O', 'zy2026-ABCDEFGHJK', '4309222020000001'])(
  '%s is not one of them',
  (no) => expect(isMadeHere(no)).toBe(false),
);
