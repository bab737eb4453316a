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

  test('sends one that comes alone after a pause, and waits for more as long as they keep coming, but no longer than the longest', async () => {
    const sent: { items: number[]; at: number }[] = [];
    const send = (items: number[]) => {
      sent.push({ items, at: performance.now() });
      return Promise.resolve(items);
    };
    const gatherer = new Gatherer(send, { most: 1_000, pauseMs: 40, longestMs: 200, inFlight: 1 });
    await gatherer.add(0);
    expect(sent.map((s) => s.items)).toEqual([[0]]);
    const start = performance.now();
    const all: Promise<number>[] = [];
    // Until the first of them has gone, so that whatever else the machine does there is never a pause of 40 ms but by it.
    for (let n = 1; sent.length === 1 && n < 1_000; n++) {
      all.push(gatherer.add(n));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(all);
    const [, first] = sent;
    expect(first!.items.length).toBeGreaterThan(10);
    expect(first!.at - start).toBeGreaterThanOrEqual(40);
    expect(sent.flatMap((s) => s.items)).toEqual([0, ...all.map((_, i) => i + 1)]);
  });
});
