import { expect, test } from '@jest/globals';
import type { MonthSession } from '#contracts';
import fc from 'fast-check';
import { monthSheet } from './month-sheet.js';

const START = Date.parse('2026-10-26T09:00:00+08:00');
const row: MonthSession = {
  ...{ sessionNo: 'S1', sessionName: '河道清洁', division: '1', startsAt: START, cameAt: START, leftAt: null },
  ...{ minutes: 0, reasons: [] },
};
const of = { village: '东河村', month: '2026-10', until: '2026-11-15', days: 10, places: new Map([['1', '东河村']]) };
const pagesOf = async (sessions: number, name = '欧阳小明', row_ = row): Promise<number> => {
  const people = [{ volunteerNo: 'V1', name, sessions: Array.from({ length: sessions }, () => row_) }];
  const pdf = await monthSheet(people, of, 'zh');
  return pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
};

test('what does not fit on a page goes on on the next', async () => {
  expect(await pagesOf(1)).toBe(1);
  expect(await pagesOf(60)).toBeGreaterThan(1);
});

test('any name and any session are drawn', async () => {
  const text = fc.string({ maxLength: 200, unit: 'grapheme' });
  await fc.assert(
    fc.asyncProperty(text, text, async (name, sessionName) => {
      expect(await pagesOf(2, name, { ...row, sessionName })).toBeGreaterThan(0);
    }),
    { numRuns: 20 },
  );
});
