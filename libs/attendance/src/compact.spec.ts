import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compact } from './compact.js';

describe('the compact form', () => {
  test('makes full-width letters and digits plain', () => expect(compact('４３１１ＡＢｘ')).toBe('4311ABx'));

  test.each([
    ['blanks', 'a b'],
    ['tabs and line ends', 'a\t\r\nb'],
    ['an ideographic blank', 'a\u3000b'],
    ['a no-break blank', 'a\u00a0b'],
    ['U+200B', 'a\u200bb'],
    ['U+200C', 'a\u200cb'],
    ['U+200D', 'a\u200db'],
    ['U+2060', 'a\u2060b'],
    ['U+FEFF', '\ufeffab'],
  ])('takes out %s', (_, text) => expect(compact(text)).toBe('ab'));

  test('composes what was typed in parts', () => expect(compact('e\u0301')).toBe('é'));

  test('is empty for a text of nothing but white space', () => expect(compact(' \u3000\u200b')).toBe(''));

  test('leaves U+200E, which the definitions do not name, and the case of letters', () =>
    expect(compact('a\u200eB')).toBe('a\u200eB'));

  test('holds nothing invisible, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(compact(text)).not.toMatch(/[\p{White_Space}\u200B-\u200D\u2060\uFEFF]/u);
      }),
    );
  });
});

describe('compact, over any text', () => {
  test('takes NFKC and leaves out white space and zero-width characters', () => {
    expect(compact('　ＡＢ１２ x\u200b\u200d\u2060\ufeff\u0085')).toBe('AB12x');
    expect(compact('欧阳\u3000娜 娜')).toBe('欧阳娜娜');
  });

  test('leaves no such character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(compact(text)).not.toMatch(/[\p{White_Space}\u200b-\u200d\u2060\ufeff]/u);
      }),
    );
  });
});
