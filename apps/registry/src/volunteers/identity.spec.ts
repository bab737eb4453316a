import { describe, expect, test } from '@jest/globals';
import { readIdentity } from './identity.js';

/** ISO 7064 MOD 11-2: the number as a polynomial in 2 leaves 1 modulo 11. */
const congruent = (number: string): boolean =>
  Array.from(number).reduce((sum, c) => (sum * 2 + (c === 'X' ? 10 : Number(c))) % 11, 0) === 1;

const made = (born: string, order: string): string => {
  const first = `430922${born}${order}`;
  return Array.from('0123456789X', (c) => first + c).find(congruent)!;
};

describe('a document number of type 01', () => {
  test('of the standard itself is valid, with the birth date that it holds', () => {
    expect(readIdentity('01', '11010519491231002X')).toEqual({
      type: '01',
      number: '11010519491231002X',
      bornOn: '1949-12-31',
    });
  });

  test('has exactly one right check character', () => {
    for (const order of ['001', '002', '123', '777', '998']) {
      const right = made('20000229', order);
      for (const c of '0123456789X') {
        const number = right.slice(0, 17) + c;
        expect([number, readIdentity('01', number) !== undefined]).toEqual([number, number === right]);
      }
    }
  });

  test('is one identity however it is typed', () => {
    for (const typed of [
      '11010519491231002x',
      ' 110105 19491231 002X ',
      '１１０１０５１９４９１２３１００２Ｘ',
      '110105\u200b19491231002x',
    ]) {
      expect(readIdentity('01', typed)?.number).toBe('11010519491231002X');
    }
  });

  test.each([
    ['29 February of a year that has none', made('19990229', '001')],
    ['31 April', made('19990431', '001')],
    ['a thirteenth month', made('19991301', '001')],
    ['a month 00', made('19990012', '001')],
    ['a day 00', made('19990100', '001')],
    ['17 characters', made('19990101', '001').slice(1)],
    ['19 characters', `${made('19990101', '001')}0`],
    ['an X in the middle', '1101051949123100X2'],
    ['fifteen digits, as they were before 1999', '110105491231002'],
    ['what Excel made of it', '4.31E+17'],
    ['nothing', ''],
  ])('with %s is not valid', (_, number) => expect(readIdentity('01', number)).toBeUndefined());

  test('of somebody born on 29 February of a leap year is valid', () => {
    expect(readIdentity('01', made('20000229', '001'))?.bornOn).toBe('2000-02-29');
  });
});

describe('a document number of another type', () => {
  test('is valid when it is not empty, compact and upper-cased, and holds no birth date', () => {
    expect(readIdentity('02', ' h 1234567a')).toEqual({ type: '02', number: 'H1234567A', bornOn: undefined });
    expect(readIdentity('02', ' \u200b')).toBeUndefined();
  });
});
