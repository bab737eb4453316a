import { expect, test } from '@jest/globals';
import { inClear } from './in-clear.js';

test('a mobile phone number and an identity number with its date and check digit are found, in any text', () => {
  expect(inClear('{"phone":"13912345678"}')).toEqual(['13912345678']);
  expect(inClear('证件430922198011224418，电话+8613912345678')).toEqual(['430922198011224418', '13912345678']);
  expect(inClear('id=43092219801122441x')).toEqual([]);
});

test('what only looks like one is not: a time, a longer number, a date or a check digit that is wrong', () => {
  for (const text of [
    '1764144000123',
    '139123456789',
    'a13912345678',
    '13912345678b1',
    '430922198013224414',
    '430922198011224415',
  ])
    expect([text, inClear(text)]).toEqual([text, []]);
});
