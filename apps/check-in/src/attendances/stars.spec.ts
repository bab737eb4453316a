import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { starsOf } from './stars.js';

const HOURS = [100, 300, 600, 1000, 1500];

test.each([
  [0, 0],
  [99 * 60 + 59, 0],
  [100 * 60, 1],
  [300 * 60 - 1, 1],
  [300 * 60, 2],
  [600 * 60, 3],
  [1000 * 60, 4],
  [1500 * 60 - 1, 4],
  [1500 * 60, 5],
  [9999 * 60, 5],
])('%i minutes are %i stars', (minutes, stars) => expect(starsOf(minutes, HOURS)).toBe(stars));

const table = fc.array(fc.integer({ min: 1, max: 10_000 }), { maxLength: 5 });
const minutes = fc.integer({ min: 0, max: 700_000 });

test('each star that somebody has he has reached the hours for, and not those for the next, in whatever table', () => {
  fc.assert(
    fc.property(minutes, table, (worked, hours) => {
      const stars = starsOf(worked, hours);
      expect(hours.slice(0, stars).every((needed) => worked >= needed * 60)).toBe(true);
      expect(stars === hours.length || worked < (hours[stars] ?? 0) * 60).toBe(true);
    }),
  );
});

test('more service is never fewer stars', () => {
  fc.assert(
    fc.property(minutes, minutes, table, (worked, more, hours) => {
      expect(starsOf(worked + more, hours)).toBeGreaterThanOrEqual(starsOf(worked, hours));
    }),
  );
});
