import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newCode, readCode } from './certificate-code.js';

test('a code is read however it was typed', () => {
  const separator = fc.constantFrom('', ' ', '-', '－', '—', ' - ', '\n');
  fc.assert(
    fc.property(fc.array(separator, { minLength: 24, maxLength: 24 }), fc.boolean(), (between, isLower) => {
      const code = newCode();
      const typed = Array.from(code.replaceAll('-', ''), (c, i) => between[i]! + c).join('');
      expect(readCode(isLower ? typed.toLowerCase() : typed)).toBe(code);
    }),
  );
});

test('it is six groups of four, and another each time', () => {
  const codes = Array.from({ length: 1_000 }, newCode);
  expect(codes.every((c) => /^([2-9A-HJKMNP-Z]{4}-){5}[2-9A-HJKMNP-Z]{4}$/.test(c))).toBe(true);
  expect(new Set(codes).size).toBe(1_000);
});

test('what is none is not read, whatever it is', () => {
  for (const text of ['', 'A', 'A'.repeat(23), 'A'.repeat(25), 'O'.repeat(24), '0'.repeat(24), '张'.repeat(24)])
    expect(readCode(text)).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const read = readCode(text);
      if (read !== undefined) expect(readCode(read)).toBe(read);
    }),
  );
});
