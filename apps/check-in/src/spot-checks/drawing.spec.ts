import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inDrawnOrder } from './drawing.js';

const keys = fc.uniqueArray(fc.string({ maxLength: 5 }), { maxLength: 30 });
const seed = fc.string({ minLength: 8, maxLength: 8 });

test('what is drawn is the same in whatever order the keys are read and however often each comes', () => {
  fc.assert(
    fc.property(seed, keys, fc.nat(30), (s, all, cut) => {
      const other = [...all.slice(cut), ...all.slice(0, cut), ...all.slice(0, 3)].reverse();
      expect(inDrawnOrder(s, other)).toEqual(inDrawnOrder(s, all));
    }),
  );
});

test('what does not belong can be passed over: the rest is drawn as if it had not been there', () => {
  fc.assert(
    fc.property(seed, keys, (s, all) => {
      const belongs = (key: string) => key.length % 2 === 0;
      expect(inDrawnOrder(s, all).filter(belongs)).toEqual(inDrawnOrder(s, all.filter(belongs)));
    }),
  );
});

test('over many seeds each key is drawn equally often', () => {
  const all = Array.from({ length: 10 }, (_, i) => `key-${i}`);
  const SEEDS = 4_000;
  const times = new Map(all.map((key) => [key, 0]));
  for (let i = 0; i < SEEDS; i++) {
    for (const key of inDrawnOrder(`seed ${i}`, all).slice(0, 3)) times.set(key, times.get(key)! + 1);
  }
  const expected = (SEEDS * 3) / all.length;
  // Chi-square with 9 degrees of freedom: above 27.9 once in a thousand times; the seeds are the same in every run.
  const chiSquare = [...times.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(27.9);
});
