import { describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { type CellValue, type TableRow } from '../cells.js';
import { readTable } from '../read-table.js';
import { memorySource } from '../source.js';

async function rowsOf(workbook: ExcelJS.Workbook, chunkSize?: number): Promise<TableRow[]> {
  const bytes = Buffer.from(await workbook.xlsx.writeBuffer());
  const rows: TableRow[] = [];
  for await (const some of readTable(memorySource(bytes, chunkSize))) rows.push(...some);
  return rows;
}

/** The cells of a column below a header, as they are read back. */
async function column(
  values: readonly ExcelJS.CellValue[],
  format?: string,
  date1904 = false,
): Promise<readonly unknown[]> {
  const workbook = new ExcelJS.Workbook();
  workbook.properties.date1904 = date1904;
  const sheet = workbook.addWorksheet('表');
  sheet.addRow(['名称', '末']);
  for (const value of values) {
    const row = sheet.addRow([value, '.']);
    if (format !== undefined) row.getCell(1).numFmt = format;
  }
  return (await rowsOf(workbook)).slice(1).map(({ cells }) => cells[0]);
}

const moment = (text: string, showsTime: boolean): CellValue => {
  const [date = '', time = '00:00:00'] = text.split('T');
  return { kind: 'date', date, time, showsTime };
};

describe('a workbook', () => {
  it('gives the first sheet that is not hidden, with the row numbers that one sees, blank rows left out', async () => {
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('藏', { state: 'hidden' }).addRow(['x']);
    workbook.addWorksheet('深藏', { state: 'veryHidden' }).addRow(['x']);
    const sheet = workbook.addWorksheet('志愿者');
    sheet.getCell('A2').value = '编号';
    sheet.getCell('C2').value = '姓名';
    sheet.getCell('C5').value = '  张三\u3000';
    sheet.getCell('A7').value = '  ';
    sheet.getCell('A8').value = 'V1';
    sheet.getCell('E8').value = '多';
    workbook.addWorksheet('后').addRow(['y']);
    for (const chunk of [1, 100_000]) {
      expect(await rowsOf(workbook, chunk)).toEqual([
        { row: 2, cells: ['编号', '', '姓名'] },
        { row: 5, cells: ['', '', '张三'] },
        { row: 8, cells: ['V1', '', ''], tooLong: true },
      ]);
    }
  });

  it('gives any table of texts back', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((value) => /^[\t\n\r\x20-\ud7ff\ue000-\ufffd]*$/.test(value));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 8 }), async (table) => {
        const workbook = new ExcelJS.Workbook();
        const sheet = workbook.addWorksheet('表');
        sheet.addRow(['甲', '乙']);
        for (const row of table) sheet.addRow([...row]);
        const trimmed = (value: string) =>
          value.replace(/\r\n?/g, '\n').replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
        const expected = table.map((row, at) => ({ row: at + 2, cells: row.map(trimmed) }));
        const rows = (await rowsOf(workbook)).slice(1);
        const actual = rows.map((row) => ({ ...row, cells: row.cells.map((cell) => trimmed(cell as string)) }));
        expect(actual).toEqual(expected.filter(({ cells }) => cells.some((cell) => cell !== '')));
      }),
      { numRuns: 40 },
    );
  });

  it('gives rich text as one text, formulas as their stored value, booleans and errors as text', async () => {
    expect(
      await column([
        { richText: [{ text: '张' }, { text: ' 三', font: { bold: true } }] },
        { formula: '1+1', result: 2 },
        { formula: 'A1', result: '签到' },
        true,
        false,
        { error: '#N/A' },
        { text: '链接', hyperlink: 'https://example.org' },
      ]),
    ).toEqual(['张 三', '2', '签到', 'TRUE', 'FALSE', '#N/A', '链接']);
  });
});

describe('a number', () => {
  it('is text without the traces of binary fractions, exact up to 2^53, and recognisably damaged above', async () => {
    expect(
      await column([0, -5, 277, 0.1 + 0.2, 112.176586, 2 ** 53, 431126001001002, 430999200706182000, 1e21]),
    ).toEqual([
      '0',
      '-5',
      '277',
      '0.3',
      '112.176586',
      '9007199254740992',
      '431126001001002',
      '4.30999200706182E+17',
      '1E+21',
    ]);
  });

  it('keeps the zeros before it that its format shows', async () => {
    expect(await column([6, 12345], '0000')).toEqual(['0006', '12345']);
    expect(await column([6], '0')).toEqual(['6']);
    expect(await column([6.5], '0000')).toEqual(['6.5']);
  });
});

describe('a date', () => {
  it.each(['yyyy-mm-dd', 'm/d/yyyy', 'yyyy"年"m"月"d"日"', '[$-804]yyyy\\-m\\-d;@', 'mmm-yy', '[Red]d'])(
    'is told by the format %s',
    async (format) => {
      expect(await column([new Date('2020-02-29T00:00:00Z')], format)).toEqual([moment('2020-02-29', false)]);
    },
  );

  it.each(['yyyy-mm-dd hh:mm', 'm/d/yy h:mm:ss AM/PM', 'yyyy"年"m"月"d"日" h"时"mm"分"'])(
    'has a time by the format %s',
    async (format) => {
      expect(await column([new Date('2020-08-02T17:42:35.999Z')], format)).toEqual([
        moment('2020-08-02T17:42:35', true),
      ]);
    },
  );

  it.each(['0.00', '0.00E+00', 'General', 'G/通用格式', '@', '#,##0"日"', '[h]:mm', '"y"0', '\\d0', '[Red]0'])(
    'is not meant by the format %s',
    async (format) => {
      const [cell] = await column([44_045], format);
      expect(typeof cell).toBe('string');
    },
  );

  it('is right to the second all through a day, in both systems', async () => {
    const times = Array.from({ length: 1440 }, (_, at) => new Date(Date.UTC(2020, 7, 2, 0, at, (at * 7) % 60)));
    const expected = times.map((time) => moment(time.toISOString().slice(0, 19), true));
    expect(await column(times, 'yyyy-mm-dd hh:mm:ss')).toEqual(expected);
    expect(await column(times, 'yyyy-mm-dd hh:mm:ss', true)).toEqual(expected);
  });

  it('counts around the leap day of 1900 that never was as Excel does', async () => {
    expect(await column([1, 59, 60, 61], 'yyyy-mm-dd')).toEqual([
      moment('1900-01-01', false),
      moment('1900-02-28', false),
      '60',
      moment('1900-03-01', false),
    ]);
  });

  it('is none when there is only a time of day, or a number that is no day', async () => {
    expect(await column([0.4375, -1, 3_000_000], 'yyyy-mm-dd hh:mm')).toEqual(['10:30:00', '-1', '3000000']);
  });
});
