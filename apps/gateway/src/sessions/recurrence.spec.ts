import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { occurrences } from './recurrence.js';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-30T07:30:00+08:00');
const day = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

test('every so many days, so many times, without the excepted days', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 * DAY }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 60 }),
      fc.uniqueArray(fc.nat(60), { maxLength: 5 }),
      (offset, interval, count, without) => {
        const from = Math.floor((MONDAY + offset) / 1000) * 1000;
        const all = Array.from({ length: count }, (_, i) => from + i * interval * DAY);
        const exceptions = without.flatMap((i) => (all[i] === undefined ? [] : [day(all[i])]));
        const expected = all.filter((_, i) => !without.includes(i));
        const found = occurrences(from, `FREQ=DAILY;INTERVAL=${interval};COUNT=${count}`, exceptions);
        expect(found).toEqual(expected.length === 0 ? undefined : expected);
      },
    ),
  );
});

test('days of the week are those of China, also early in the morning when it is still the day before in UTC', () => {
  const found = occurrences(MONDAY, 'FREQ=WEEKLY;BYDAY=MO,SA;COUNT=4', []);
  expect(found?.map(day)).toEqual(['2026-11-30', '2026-12-05', '2026-12-07', '2026-12-12']);
  expect(found?.every((at) => (at - MONDAY) % DAY === 0)).toBe(true);
});

test('UNTIL: a date is included, a time is of China, one with Z is an instant', () => {
  const last = (until: string) => day(occurrences(MONDAY, `FREQ=DAILY;UNTIL=${until}`, [])!.at(-1)!);
  expect(last('20261203')).toBe('2026-12-03');
  expect(last('20261203T072959')).toBe('2026-12-02');
  expect(last('20261203T073000')).toBe('2026-12-03');
  expect(last('20261202T233000Z')).toBe('2026-12-03');
  expect(last('20261202T232959Z')).toBe('2026-12-02');
});

test('what is no rule by days, has no end within reach, or fits no day, is none', () => {
  const wrong = [
    ...['', 'x', 'FREQ=SECONDLY;COUNT=5', 'FREQ=HOURLY;COUNT=2', 'FREQ=DAILY', 'FREQ=DAILY;COUNT=367', 'COUNT=5'],
    ...['FREQ=DAILY;INTERVAL=0;COUNT=2', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2', 'FREQ=DAILY;UNTIL=x'],
    ...[
      'FREQ=DAILY;BYHOUR=1,2,3;COUNT=3',
      'DTSTART:20261201T000000Z\nRRULE:FREQ=DAILY;COUNT=2',
      'FREQ=DAILY;COUNT=0',
      'FREQ=DAILY;UNTIL=20261301',
    ],
    ...['FREQ=DAILY;UNTIL=20200101', 'FREQ=YEARLY;COUNT=9', 'FREQ=DAILY;COUNT=2;COUNT=3'],
  ];
  expect(wrong.filter((rule) => occurrences(MONDAY, rule, []) !== undefined)).toEqual([]);
});

test('no text takes long or throws', () => {
  const part = fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=YEARLY',
    'COUNT=3',
    'INTERVAL=99',
    'BYSETPOS=-1',
    'BYDAY=+53MO',
    'BYWEEKNO=53',
    'BYYEARDAY=-366',
    'WKST=SU',
    'UNTIL=99991231',
    'BYMONTH=13',
    'BYMONTH=2',
    'BYMONTHDAY=30',
    'BYDAY=TU',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((p) => p.join(';')),
      ),
      (rule) => {
        const began = process.cpuUsage().user;
        occurrences(MONDAY, rule, []);
        expect(process.cpuUsage().user - began).toBeLessThan(1_000_000);
      },
    ),
    { numRuns: 500 },
  );
});
