import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPhone } from './phone.js';

it('is one number however it is typed', () => {
  const digits = fc.stringMatching(/^1\d{10}$/);
  const blank = fc.constantFrom('', ' ', '-', '\u3000', '\u200b');
  const prefix = fc.constantFrom('', '+86', '0086', '＋86 ');
  fc.assert(
    fc.property(digits, blank, blank, prefix, (number, a, b, before) => {
      const typed = `${before}${a}${number.slice(0, 3)}${b}${number.slice(3, 7)}${a}${number.slice(7)}`;
      expect(readPhone(typed)).toBe(number);
    }),
  );
});

it.each(['', 'admin', '0737-8822110', '1380000000', '138000000000', '23800000000', '1380000000a'])(
  '%j is no mobile number',
  (typed) => expect(readPhone(typed)).toBeUndefined(),
);
