import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellText, type DateCell, isDamagedNumber } from './cells.js';
import { detached, readDate, readInstant, readWholeNumber, trimUnicode } from './values.js';

const dateCell = (date: string, time = '00:00:00', showsTime = false): DateCell => ({
  kind: 'date',
  date,
  time,
  showsTime,
});

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** Any real day of the years 1 to 9999. */
const anyDay = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((day) => ({ year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() }));

describe('readDate', () => {
  it('takes year, month and day with - or / and one or two digits', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.constantFrom('-', '/'),
        fc.constantFrom('-', '/'),
        fc.boolean(),
        (day, first, second, short) => {
          const two = (value: number) => (short ? String(value) : pad(value));
          const text = `${pad(day.year, 4)}${first}${two(day.month)}${second}${two(day.day)}`;
          expect(readDate(text)).toBe(`${pad(day.year, 4)}-${pad(day.month)}-${pad(day.day)}`);
        },
      ),
    );
  });

  it('takes exactly the days that the calendar has', () => {
    for (const year of [1900, 2000, 2023, 2024]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${pad(month)}-${pad(day)}`;
          const moment = new Date(`${text}T00:00:00Z`);
          const real = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
          expect([text, readDate(text)]).toEqual([text, real ? text : undefined]);
        }
      }
    }
  });

  it.each([
    '',
    '0000-01-01',
    '20-1-1',
    '2020-1',
    '2020.1.1',
    '2020-01-01 ',
    '２０２０-01-01',
    '2020-001-01',
    '2020-01-01T00:00',
    '2020年1月1日',
  ])('refuses %j', (text) => expect(readDate(text)).toBeUndefined());

  it('takes a date cell, also one that shows midnight, and none that shows another time', () => {
    expect(readDate(dateCell('2020-02-29'))).toBe('2020-02-29');
    expect(readDate(dateCell('2020-02-29', '10:00:00'))).toBe('2020-02-29');
    expect(readDate(dateCell('2020-02-29', '00:00:00', true))).toBe('2020-02-29');
    expect(readDate(dateCell('2020-02-29', '10:00:00', true))).toBeUndefined();
  });
});

describe('readInstant', () => {
  const zones = fc.oneof(
    fc.constantFrom({ text: '', minutes: 480 }, { text: 'Z', minutes: 0 }),
    fc.tuple(fc.constantFrom(1, -1), fc.integer({ min: 0, max: 840 })).map(([sign, minutes]) => ({
      text: `${sign < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`,
      minutes: sign * minutes,
    })),
  );

  it('gives the instant of any date, time and zone, with fractions of a second cut off', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.nat(86_399),
        fc.constantFrom('T', ' '),
        fc.constantFrom('', '.0', '.5', '.999999'),
        zones,
        (day, second, between, fraction, zone) => {
          const date = `${pad(day.year, 4)}-${pad(day.month)}-${pad(day.day)}`;
          const time = `${pad(Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}:${pad(second % 60)}`;
          const expected = Date.parse(`${date}T${time}Z`) - zone.minutes * 60_000;
          expect(readInstant(`${date}${between}${time}${fraction}${zone.text}`)).toBe(expected);
        },
      ),
    );
  });

  it('takes a time without seconds and a date in short form', () => {
    expect(readInstant('2020/8/2 7:30')).toBeUndefined();
    expect(readInstant('2020/8/2 07:30')).toBe(Date.parse('2020-08-01T23:30:00Z'));
  });

  it('cuts towards the earlier second before 1970 too', () => {
    expect(readInstant('1969-12-31T23:59:58.9Z')).toBe(-2000);
  });

  it.each([
    '',
    '2020-08-02',
    '2020-08-02T24:00',
    '2020-08-02T23:60',
    '2020-08-02T23:59:60',
    '2020-02-30T10:00',
    '2020-08-02  10:00',
    '2020-08-02T10:00:00.',
    '2020-08-02T10:00.5',
    '2020-08-02T10:00:00 Z',
    '2020-08-02T10:00:00z',
    '2020-08-02t10:00:00',
    '2020-08-02T10:00:00+8:00',
    '2020-08-02T10:00:00+0800',
    '2020-08-02T10:00:00+14:01',
    '2020-08-02T10:00:00+08:60',
    '2020-08-02T10:00:00\n',
  ])('refuses %j', (text) => expect(readInstant(text)).toBeUndefined());

  it('takes a date-time cell as +08:00, and no cell that is just a date', () => {
    expect(readInstant(dateCell('2020-08-02', '07:30:05', true))).toBe(Date.parse('2020-08-01T23:30:05Z'));
    expect(readInstant(dateCell('2020-08-02', '07:30:05', false))).toBe(Date.parse('2020-08-01T23:30:05Z'));
    expect(readInstant(dateCell('2020-08-02', '00:00:00', true))).toBe(Date.parse('2020-08-01T16:00:00Z'));
    expect(readInstant(dateCell('2020-08-02'))).toBeUndefined();
  });
});

describe('trimUnicode', () => {
  it('takes away exactly the white space that Unicode has, at both ends', () => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const space = /^\p{White_Space}$/u.test(String.fromCharCode(unit));
      const text = String.fromCharCode(unit);
      if (trimUnicode(`${text}a${text}b${text}`) !== (space ? `a${text}b` : `${text}a${text}b${text}`)) {
        throw new Error(`U+${unit.toString(16)}`);
      }
    }
    expect(trimUnicode(' \u3000\u00a0\t')).toBe('');
  });
});

describe('readWholeNumber', () => {
  it('takes digits alone', () => {
    expect(['0', '007', '1464', '999999999999999'].map(readWholeNumber)).toEqual([0, 7, 1464, 999_999_999_999_999]);
    expect(['', '-1', '+1', '1.0', '1e3', '1,000', '１', ' 1', '1000000000000000'].map(readWholeNumber)).toEqual(
      Array(9).fill(undefined),
    );
    expect(readWholeNumber(dateCell('2020-01-01'))).toBeUndefined();
  });
});

describe('isDamagedNumber', () => {
  it('knows the text that Excel makes of a long number', () => {
    expect(['4.31E+17', '4.31e+17', '4E+17', '4.30999200706182E+17', '-1.5E+100'].map(isDamagedNumber)).toEqual(
      Array(5).fill(true),
    );
    expect(['', '430999200706182529', '1E5', 'D4E+17', '4.31E-17', 'E+17', '43.1E+17'].map(isDamagedNumber)).toEqual(
      Array(7).fill(false),
    );
  });
});

describe('cellText', () => {
  it('gives a date cell as a date, or with its time where it shows or holds one', () => {
    expect(cellText('签到')).toBe('签到');
    expect(cellText(dateCell('2020-08-02'))).toBe('2020-08-02');
    expect(cellText(dateCell('2020-08-02', '00:00:00', true))).toBe('2020-08-02T00:00:00');
    expect(cellText(dateCell('2020-08-02', '07:30:00'))).toBe('2020-08-02T07:30:00');
  });
});

describe('detached', () => {
  it('gives the same text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(detached(text)).toBe(text)));
  });
});
