import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSought } from './picked.js';

const who = { volunteerNo: 'V00123', name: '欧阳小明', phone: '13812345678' };

test.each(['欧阳小', ' 阳 小明', '00123', 'v001', '5678', '12345678', '１２３４５６７８'])('%s finds him', (text) => {
  expect(isSought(who, text)).toBe(true);
});

test.each(['', '   ', '678', '1381', '2345', '小红', 'V00124', '\u200b\u200b\u200b'])('%s does not', (text) => {
  expect(isSought(who, text)).toBe(false);
});

test('the first part of a phone number finds nobody: only its end does', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^1\d{10}$/), fc.nat(10), (phone, at) => {
      const start = phone.slice(0, at);
      fc.pre(start.length >= 4 && !phone.endsWith(start));
      expect(isSought({ volunteerNo: 'X', name: '甲', phone }, start)).toBe(false);
    }),
  );
});
