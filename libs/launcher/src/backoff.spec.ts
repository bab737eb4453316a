import { describe, expect, test } from '@jest/globals';
import { deathsInARow, restartDelay } from './backoff.js';

describe('restarts', () => {
  test('the first is almost at once, then the delay doubles to 5 seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map(restartDelay)).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000,
    ]);
  });

  test('deaths in a row are counted, until a process has lived for 30 seconds', () => {
    expect(deathsInARow(0, 50)).toBe(1);
    expect(deathsInARow(3, 29_999)).toBe(4);
    expect(deathsInARow(3, 30_000)).toBe(1);
  });
});
