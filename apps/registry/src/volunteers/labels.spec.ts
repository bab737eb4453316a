import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { labelsOf } from './labels.js';
import { maskedName } from '#privacy';

const labels = (names: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    labelsOf(Object.entries(names).map(([volunteerNo, name]) => ({ volunteerNo, name }))).map((p) => [
      p.volunteerNo,
      p.name,
    ]),
  );

test('who can be told apart by the mask alone is shown no further', () => {
  expect(labels({ V1: '张三丰', V2: '张三', V3: '欧阳小明', V4: '李' })).toEqual({
    ...{ V1: '张*丰', V2: '张*', V3: '欧**明', V4: '李' },
  });
});

test('of whose mask is another’s so much more is shown as tells them apart', () => {
  expect(labels({ V1: '张三丰', V2: '张小丰', V3: '欧阳小明', V4: '欧阳大明', V5: '欧小小明', V6: '王五' })).toEqual({
    ...{ V1: '张三丰', V2: '张小丰', V3: '欧阳小明', V4: '欧阳大明', V5: '欧小*明', V6: '王*' },
  });
});

test('those who are called the same are told apart by the end of their numbers, and no name is shown for it', () => {
  expect(labels({ ZY00127: '张三丰', ZY00137: '张 三丰', ZY00121: '王五' })).toEqual({
    ...{ ZY00127: '张*丰#27', ZY00137: '张*丰#37', ZY00121: '王*' },
  });
  // Also where one number is the end of another.
  expect(labels({ '1': '王五', '11': '王五', '21': '王五' })).toEqual({ '1': '王*#1', '11': '王*#11', '21': '王*#21' });
});

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('张', '王', '小', '*', '#', ' ', '𠮷'), minLength: 1, maxLength: 5 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
);
const people = fc.uniqueArray(
  fc.record({ volunteerNo: fc.string({ unit: fc.constantFrom('0', '1', 'V'), minLength: 1, maxLength: 6 }), name }),
  { selector: (p) => p.volunteerNo, maxLength: 30 },
);

test('no two are called the same, whatever they are called, and in any order each is called what he was', () => {
  fc.assert(
    fc.property(people, (all) => {
      const found = labelsOf(all);
      expect(found.map((p) => p.volunteerNo)).toEqual(all.map((p) => p.volunteerNo));
      expect(new Set(found.map((p) => p.name)).size).toBe(all.length);
      expect(labelsOf([...all].reverse())).toEqual([...found].reverse());
    }),
    { numRuns: 2_000 },
  );
});

test('no more is shown than tells them apart: with one character less somebody else would look the same', () => {
  const plain = fc.string({ unit: fc.constantFrom('张', '王', '小', '明'), minLength: 1, maxLength: 5 });
  const some = fc.uniqueArray(fc.record({ volunteerNo: fc.stringMatching(/^[0-9]{1,5}$/), name: plain }), {
    selector: (p) => p.volunteerNo,
    maxLength: 30,
  });
  fc.assert(
    fc.property(some, (all) => {
      for (const [i, { name: shown }] of labelsOf(all).entries()) {
        const { name: own, volunteerNo } = all[i]!;
        const [called = '', end = ''] = shown.split('#');
        const more = [0, 1, 2, 3, 4].find((n) => maskedName(own, n) === called)!;
        const others = all.filter((p) => p.name !== own);
        const alike = (n: number) => others.some((p) => maskedName(p.name, n) === maskedName(own, n));
        expect([alike(more), more === 0 || alike(more - 1)]).toEqual([false, true]);
        const numbers = all.filter((p) => p.name === own).map((p) => p.volunteerNo);
        const ends = (n: number) => new Set(numbers.map((no) => no.slice(-n))).size;
        expect(volunteerNo.endsWith(end)).toBe(true);
        if (numbers.length === 1) expect(end).toBe('');
        else if (end.length > 1) expect(ends(end.length - 1)).toBeLessThan(numbers.length);
      }
    }),
    { numRuns: 1_000 },
  );
});
