import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { covers } from './scope.js';

const code = fc.constantFrom('430922', '430922001', '430922001002', '430922002', '4309', '');
const team = fc.constantFrom('T1', 'T2', '');

test('a scope takes what lies in its divisions or belongs to its teams, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(code),
      fc.array(code),
      fc.array(team),
      code,
      fc.array(team),
      (own, inherited, teams, division, of) => {
        const divisions = [...own, ...inherited];
        const inDivision = divisions.some((d) => d !== '' && division.slice(0, d.length) === d);
        const inTeam = of.some((t) => t !== '' && teams.includes(t));
        expect(covers({ divisions: own, inherited, teams }, { division, teams: of })).toBe(inDivision || inTeam);
        expect(covers('everywhere', { division, teams: of })).toBe(true);
      },
    ),
  );
});

test('a parent is not within its child, nor a sibling within its sibling', () => {
  const within = { divisions: ['430922001'], teams: [] };
  const lies = (division: string) => covers(within, { division, teams: [] });
  expect(['430922001', '430922001002', '430922', '430922002', ''].map(lies)).toEqual([true, true, false, false, false]);
});
