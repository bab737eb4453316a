import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Gatherer } from './gatherer.js';

describe('gathering what arrives at the same time', () => {
  test('hands each item on once, and gives each the result at its place', async () => {
    const arrivals = fc.array(fc.nat(30), { maxLength: 40, size: 'max' });
    await fc.assert(
      fc.asyncProperty(
        arrivals,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (items, most, inFlight) => {
          const sent: number[][] = [];
          const send = async (batch: number[]) => {
            sent.push(batch);
            await Promise.resolve();
            return batch.map((n) => n * 2);
          };
          const gatherer = new Gatherer(send, { most, longestMs: 0, inFlight });
          expect(await Promise.all(items.map((n) => gatherer.add(n)))).toEqual(items.map((n) => n * 2));
          expect(sent.flat()).toEqual(items);
          expect(sent.every((batch) => batch.length <= most && batch.length > 0)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('tells a failure to those alone who were sent together, and goes on', async () => {
    const send = (batch: number[]) => (batch.includes(2) ? Promise.reject(new Error('no')) : Promise.resolve(batch));
    const gatherer = new Gatherer(send, { most: 2, longestMs: 0, inFlight: 1 });
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => gatherer.add(n)));
    expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  });
});
