import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSheet, SHEET_COLUMNS, type SheetOf } from './sheet-rows.js';

const at = (text: string) => Date.parse(`${text}+08:00`);
const of: SheetOf = {
  ...{ sessionNo: 'S1', startsAt: at('2026-05-01T21:00:00'), endsAt: at('2026-05-02T02:00:00') },
  people: [
    { volunteerNo: 'V1', name: '张三' },
    { volunteerNo: 'V2', name: '李四' },
  ],
};
const header = { row: 1, cells: [...SHEET_COLUMNS] };
type Cells = readonly [session: string, no: string, name: string, came: string, left: string];
const read = (...rows: readonly Cells[]) =>
  readSheet(
    header,
    rows.map((cells, i) => ({ row: i + 2, cells: [...cells, ''] })),
    of,
  );
const problems = (...rows: readonly Cells[]) => read(...rows).problems.map((p) => [p.row, p.column, p.code]);

test('a row with times is a check-in and a check-out of its number; one without is somebody who did not come', () => {
  const { entries } = read(['S1', 'V1', '张三', '21:05', '2026-05-01 23:30'], ['S1', 'V2', '李四', '', '']);
  expect(entries).toMatchObject([
    { row: 2, who: { volunteerNo: 'V1' }, kind: 'check-in', occurredAt: at('2026-05-01T21:05:00') },
    { row: 2, who: { volunteerNo: 'V1' }, kind: 'check-out', occurredAt: at('2026-05-01T23:30:00') },
  ]);
});

describe('a time without a day', () => {
  test.each([
    ['20:10', '2026-05-01T20:10:00'],
    ['9：05', '2026-05-01T09:05:00'],
    ['00:30', '2026-05-02T00:30:00'],
    ['1:45:20', '2026-05-02T01:45:20'],
  ])('%s is at %s', (text, wanted) => {
    expect(read(['', 'V1', '', text, '']).entries[0]!.occurredAt).toBe(at(wanted));
  });

  test('is taken from a cell that Excel holds as one', () => {
    const cell = { kind: 'date', date: '1899-12-30', time: '21:15:00', showsTime: true } as const;
    const { entries } = readSheet(header, [{ row: 2, cells: ['', 'V1', '', cell, '', ''] }], of);
    expect(entries[0]!.occurredAt).toBe(at('2026-05-01T21:15:00'));
  });
});

test('what is wrong is told by row and column, and the rest goes on', () => {
  expect(
    problems(
      ['S1', 'V1', '张三', '21:05', '昨天'],
      ['S2', 'V2', '李四', '21:05', ''],
      ['S1', '', '', '21:05', ''],
      ['S1', '', '李 四', '21:05', ''],
      ['S1', 'V2', '张三', '21:05', ''],
      ['S1', 'V9', '王五', '21:05', ''],
    ),
  ).toEqual([
    [2, '签退时间', 'time_malformed'],
    [3, '场次编号', 'other_session'],
    [4, '志愿者编号', 'number_or_name_missing'],
    [5, '志愿者编号', 'number_of_listed_missing'],
    [6, '姓名', 'name_differs'],
  ]);
});

test('a name without a number is one person whose check-in and check-out belong together, and two of that name are two', () => {
  const { entries } = read(
    ['S1', '', '王五', '21:05', '23:00'],
    ['S1', '', '王五', '21:06', ''],
    ['S1', '', '赵六', '21:05', ''],
  );
  const persons = entries.map((e) => ('person' in e.who ? e.who.person : ''));
  expect(persons[0]).toBe(persons[1]);
  expect(new Set(persons).size).toBe(3);
});

test('the same sheet says the same, whatever is added below, and every id is a UUID of its own', () => {
  const cells = fc.record({
    no: fc.constantFrom('', 'V1', 'V7', 'V8'),
    name: fc.constantFrom('王五', '赵六'),
    came: fc.constantFrom('', '21:05', '21:06'),
    left: fc.constantFrom('', '23:00'),
  });
  const row = cells.map(({ no, name, came, left }): Cells => ['S1', no, no === 'V1' ? '' : name, came, left]);
  fc.assert(
    fc.property(fc.array(row), fc.array(row), (rows, more) => {
      const first = read(...rows).entries;
      const again = read(...rows, ...more).entries;
      expect(again.slice(0, first.length)).toEqual(first);
      for (const { id } of first)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const said = first.map((e) => JSON.stringify([e.who, e.kind, e.occurredAt]));
      expect(new Set(first.map((e) => e.id)).size).toBe(new Set(said).size);
    }),
  );
});
