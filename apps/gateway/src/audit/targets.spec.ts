import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { targetsOf } from './targets.js';

test('what is named in a request or an answer, also within it, each once and in its order', () => {
  const answer = {
    sessionNo: 'S1',
    teamNo: 'T1',
    name: '河道清洁',
    signUps: [{ volunteerNo: 'V1' }, { volunteerNo: 'V2' }],
  };
  expect(targetsOf(answer)).toEqual(['S1', 'T1', 'V1', 'V2']);
  expect(targetsOf({ volunteerNos: ['V1', 'V2'], username: 'clerk', id: 'x', teamNo: '' })).toEqual([
    'V1',
    'V2',
    'clerk',
    'x',
  ]);
});

test('nothing that is personal, not even where somebody is named by it', () => {
  expect(targetsOf({ phone: '13812345678', name: '张三丰', because: '核对' })).toEqual([]);
  expect(targetsOf({ username: '13812345678', volunteerNo: '43092220000229001x' })).toEqual([
    '138******78',
    '430922**********1x',
  ]);
});

test('whatever comes, at most a hundred texts of at most a hundred characters', () => {
  fc.assert(
    fc.property(fc.anything(), fc.array(fc.string({ maxLength: 300 })), (value, volunteerNos) => {
      const found = targetsOf({ value, volunteerNos });
      expect(found.length).toBeLessThanOrEqual(100);
      expect(found.every((t) => t.length <= 100)).toBe(true);
    }),
  );
});
