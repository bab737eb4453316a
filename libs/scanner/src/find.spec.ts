import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { find } from './find.js';

const person = (name: string, ...volunteerNos: string[]) => ({ ref: name, name, volunteerNos, isSignedUp: true });
const people = [
  person('欧**明', 'V00123', 'LS20260101-AB'),
  person('欧**红', 'V00124'),
  person('张*', 'V00125'),
  person('', 'V00126'),
];
const found = (text: string) => find({ people }, text).flatMap((p) => p.volunteerNos[0]!);

test.each([
  ['欧阳小明', ['V00123']],
  [' 欧阳小 ', ['V00123', 'V00124']],
  ['00123', ['V00123']],
  ['v0012', ['V00123', 'V00124', 'V00125', 'V00126']],
  ['ls2026', ['V00123']],
])('%s finds %j', (text, expected) => expect(found(text)).toEqual(expected));

test.each(['', '   ', '欧', '欧阳', '12', '***', '阳小明', '王小明', '欧阳小明明', '张三丰'])(
  '%s finds nobody',
  (text) => {
    expect(found(text)).toEqual([]);
  },
);

test('nobody is found by less than three characters, and never more than twenty at once', () => {
  const many = Array.from({ length: 200 }, (_, i) => person(`王*${i % 10}`, `V${1000 + i}`));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('王', 'V', '1', '0', '*', ' ', '三'), maxLength: 6 }), (text) => {
      const all = find({ people: many }, text);
      expect(all.length).toBeLessThanOrEqual(20);
      if (Array.from(text.replaceAll(' ', '')).length < 3) expect(all).toEqual([]);
    }),
  );
});
