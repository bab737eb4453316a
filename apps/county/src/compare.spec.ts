import { describe, expect, it } from '@jest/globals';
import { compareFigures } from './compare.js';

describe('comparing figures', () => {
  const figures = { teams: 3, activeRate: null, byMonth: { '01': { personTimes: 2 } } };

  it('finds nothing where they are equal, whatever else the generator knows or the report tells', () => {
    expect(compareFigures({ ...figures, persons: 9 }, { ...figures, asOf: 'now' })).toEqual([]);
  });

  it('finds a number, a cell too many and a field that is missing', () => {
    const counted = { activeRate: null, byMonth: { '01': { personTimes: 1 }, '02': { personTimes: 1 } } };
    expect(compareFigures(figures, counted)).toEqual([
      { path: 'teams', expected: '3', counted: '—' },
      { path: 'byMonth.01.personTimes', expected: '2', counted: '1' },
      { path: 'byMonth.02', expected: '—', counted: '{"personTimes":1}' },
    ]);
  });
});
