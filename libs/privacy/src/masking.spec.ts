import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mask, maskedName } from './masking.js';

test.each([
  ['', ''],
  ['张三', '**'],
  ['张三丰', '张**'],
  ['𠮷野家', '𠮷**'],
  ['H123456', 'H1****6'],
  ['13812345678', '138******78'],
  ['430922000229001', '430**********01'],
  ['430922200002290012', '430922**********12'],
])('%s is shown as %s', (value, shown) => expect(mask(value)).toBe(shown));

test('at least half of a value is hidden, and its length stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
      const [characters, shown] = [Array.from(value), Array.from(mask(value))];
      expect(shown).toHaveLength(characters.length);
      const hidden = shown.filter((c) => c === '*').length;
      expect(hidden * 2).toBeGreaterThanOrEqual(characters.length);
    }),
  );
});

test.each([
  ['张', '张'],
  ['张三', '张*'],
  ['张三丰', '张*丰'],
  ['欧阳小明', '欧**明'],
  ['', ''],
])('the name %s is shown as %s', (name, shown) => expect(maskedName(name)).toBe(shown));
