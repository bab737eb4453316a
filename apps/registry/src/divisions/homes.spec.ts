import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Going, homeOf } from './homes.js';

const CODES = ['A', 'B', 'C', 'D', 'E'];
const NUMBERS = ['V1', 'V2', 'V3'];

/** Acts as they may be done: what has ended neither ends again nor takes anything, and a part takes along whom it names. */
const acts = fc
  .array(
    fc.record({
      from: fc.constantFrom(...CODES),
      to: fc.constantFrom(...CODES),
      only: fc.option(fc.subarray(NUMBERS), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((wished) => {
    const ended = new Set<string>();
    return wished.flatMap(({ from, to, only }): Going[] => {
      if (from === to || ended.has(from) || ended.has(to)) return [];
      if (only !== undefined) return [{ from, to, only: { volunteerNos: new Set(only), teamNos: new Set() } }];
      ended.add(from);
      return [{ from, to }];
    });
  });
const code = fc.constantFrom(...CODES);
const volunteerNo = fc.constantFrom(...NUMBERS);
const endedBy = (goings: readonly Going[]) => new Set(goings.flatMap((g) => (g.only === undefined ? [g.from] : [])));

test('a home is never a division that has ended, and what has not ended leads to itself', () => {
  fc.assert(
    fc.property(acts, code, volunteerNo, (goings, of, no) => {
      const ended = endedBy(goings);
      const homes = [homeOf(of, null, goings), homeOf(of, { volunteerNo: no }, goings)];
      expect(homes.filter((home) => ended.has(home))).toEqual([]);
      if (!ended.has(of)) expect(homeOf(of, null, goings)).toBe(of);
    }),
  );
});

test('who comes by a file after all acts is where he would be, had he come before any of them', () => {
  fc.assert(
    fc.property(acts, code, volunteerNo, fc.nat(12), (goings, of, no, at) => {
      const whose = { volunteerNo: no };
      // There at first, or from the middle on: act by act, as the register does it.
      let home = homeOf(of, whose, goings.slice(0, at));
      for (const going of goings.slice(at)) home = homeOf(home, whose, [going]);
      expect(home).toBe(homeOf(of, whose, goings));
    }),
  );
});

test('who is named goes with his part, and all others do not', () => {
  const goings: Going[] = [
    { from: 'A', to: 'B', only: { volunteerNos: new Set(['V1']), teamNos: new Set(['T1']) } },
    { from: 'A', to: 'C' },
  ];
  const homes = [{ volunteerNo: 'V1' }, { volunteerNo: 'V2' }, { teamNo: 'T1' }, { teamNo: 'V1' }, null];
  expect(homes.map((whose) => homeOf('A', whose, goings))).toEqual(['B', 'C', 'B', 'C', 'C']);
});

test('heirs are followed to the last, and a part that went back leads back', () => {
  const all = (from: string, to: string): Going => ({ from, to });
  expect(homeOf('A', null, [all('A', 'B'), all('B', 'C'), all('C', 'D')])).toBe('D');
  const part: Going = { from: 'A', to: 'B', only: { volunteerNos: new Set(['V1']), teamNos: new Set() } };
  expect(homeOf('A', { volunteerNo: 'V1' }, [part, all('B', 'A')])).toBe('A');
});
