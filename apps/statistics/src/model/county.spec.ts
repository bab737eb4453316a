import { expect, test } from '@jest/globals';
import type { DivisionFact } from '#contracts';
import { County } from './county.js';

const division = (rev: number): DivisionFact => ({
  ...{ kind: 'division', key: '430922001001', rev, name: '东村', level: 'village', parent: '430922001' },
});

test('a version is never that of anything else, of a county that was loaded anew neither', () => {
  const [before, anew] = [new County(), new County()];
  const versions = [before.version, anew.version];
  for (const county of [before, anew])
    for (const rev of [1, 2]) {
      county.apply([division(rev)]);
      versions.push(county.version);
    }
  expect(new Set(versions).size).toBe(6);
  const { version } = anew;
  anew.apply([division(1)]);
  expect(anew.version).toBe(version);
});
