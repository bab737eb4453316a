import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { delay } from './delay.js';
import { Turns } from './turns.js';

test('of one thing one acts at a time, in the order in which they came, also after one that failed', async () => {
  const act = fc.record({ of: fc.constantFrom('a', 'b'), fails: fc.boolean(), ms: fc.nat(2) });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
      const turns = new Turns();
      const done = { a: [] as number[], b: [] as number[] };
      const acting = { a: 0, b: 0 };
      const outcomes = await Promise.allSettled(
        acts.map(({ of, fails, ms }, i) =>
          turns.take(of, async () => {
            expect(++acting[of as 'a']).toBe(1);
            await delay(ms);
            acting[of as 'a']--;
            done[of as 'a'].push(i);
            if (fails) throw new Error('failed');
            return i;
          }),
        ),
      );
      expect(outcomes.map((o) => (o.status === 'fulfilled' ? o.value : 'failed'))).toEqual(
        acts.map(({ fails }, i) => (fails ? 'failed' : i)),
      );
      for (const thing of ['a', 'b'] as const)
        expect(done[thing]).toEqual(acts.flatMap((a, i) => (a.of === thing ? [i] : [])));
    }),
    { numRuns: 30 },
  );
});

test('who acts on another thing does not wait', async () => {
  const turns = new Turns();
  const { promise, resolve: release } = Promise.withResolvers<string>();
  const first = turns.take('a', () => promise);
  expect(await turns.take('b', () => Promise.resolve('done'))).toBe('done');
  release('late');
  expect(await first).toBe('late');
});
