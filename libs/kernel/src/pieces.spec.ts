import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pieces } from './pieces.js';

test('pieces hold every item in its order, none is larger than asked unless it is a single item, and none could take the next', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 30 }), (items, most) => {
      const cut = pieces(items, (n) => n, most);
      const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
      expect(cut.flat()).toEqual(items);
      cut.forEach((piece, i) => {
        expect(piece.length).toBeGreaterThan(0);
        if (piece.length > 1) expect(sum(piece)).toBeLessThanOrEqual(most);
        const next = cut[i + 1]?.[0];
        if (next !== undefined) expect(sum(piece) + next).toBeGreaterThan(most);
      });
    }),
  );
});
