import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random } from './prng.js';
import { apportion } from './scale.js';

describe('the random numbers of the demo county', () => {
  it('are the same for the same labels and others for other labels', () => {
    const first = (...labels: (string | number)[]) => {
      const random = new Random(...labels);
      return [random.uint32(), random.uint32(), random.uint32()];
    };
    expect(first(1, 'a')).toEqual(first(1, 'a'));
    expect(first(1, 'a')).not.toEqual(first(2, 'a'));
    expect(first(1, 'a')).not.toEqual(first(1, 'b'));
  });

  it('stay what they were, so that a county made once can be made again', () => {
    const random = new Random(2020, 'fixed');
    expect([random.uint32(), random.int(1000), random.uuid()]).toMatchInlineSnapshot(`
     [
       3604556826,
       384,
       "e43f8894-1c39-4d74-8436-790db83b1026",
     ]
    `);
  });

  it('spread evenly', () => {
    const random = new Random(7);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 100_000; i++) counts[random.int(10)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('make UUIDs of version 4', () => {
    const random = new Random('uuid');
    for (let i = 0; i < 100; i++) {
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('shuffle without losing anything', () => {
    const list = Array.from({ length: 500 }, (_, i) => i);
    const shuffled = new Random(3).shuffle([...list]);
    expect(shuffled).not.toEqual(list);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
  });
});

describe('apportion', () => {
  it('shares out exactly the total, at least the least to each', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 }),
        fc.nat(10_000),
        fc.nat(5),
        (weights, more, least) => {
          const total = weights.length * least + more;
          const shares = apportion(total, weights, least);
          expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(least);
        },
      ),
    );
  });
});
