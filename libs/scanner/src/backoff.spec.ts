import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backoff, dueIn } from './backoff.js';

const random = fc.double({ min: 0, max: 1, noNaN: true });

test('each wait is longer than the one before the last, until five minutes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), random, random, (tries, a, b) => {
      const waits = [backoff(tries, a), backoff(tries + 2, b)] as const;
      expect(waits[0]).toBeGreaterThanOrEqual(1_000);
      expect(waits[1]).toBeLessThanOrEqual(300_000);
      if (waits[1] < 150_000) expect(waits[1]).toBeGreaterThanOrEqual(waits[0]);
    }),
  );
});

test('a wait ends when its time has come, and at once where the clock was set back beyond it', () => {
  expect([dueIn(0, 5), dueIn(5, 5), dueIn(9, 5)]).toEqual([0, 0, 4]);
  expect(dueIn(10_000_000, 5)).toBe(0);
});
