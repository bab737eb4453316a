import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Column, RowRefusal } from './column.js';
import type { RowOutcome } from './import-kind.js';
import { RepeatTable } from './repeat-table.js';
import { rivalNumber, Rivals } from './rivals.js';
import { SheetHeader, type SheetRow } from './sheet-row.js';

const NUMBER: Column = { name: '编号' };
const header = SheetHeader.read({ row: 1, cells: [NUMBER.name] }, [NUMBER]) as SheetHeader;

/** Rows of some numbers, and what was told of each when it was applied. */
const told = fc.array(
  fc.tuple(
    fc.nat(5).map((n) => `r${n}`),
    fc.constantFrom<RowOutcome>('accepted', 'unchanged', new RowRefusal(NUMBER.name, 'conflict')),
  ),
  { maxLength: 40 },
);

function rivalsOf(numbers: readonly string[]): { rivals: Rivals; rows: SheetRow[] } {
  const repeats = new RepeatTable(1);
  const rows = numbers.map((number, i) => header.row({ row: i + 2, cells: [number] }));
  for (const row of rows) repeats.note(rivalNumber(row, NUMBER), '');
  return { rivals: new Rivals(NUMBER, repeats), rows };
}

describe('rows of one file under one number', () => {
  test('what is accepted later takes the place of all before it that were not refused, each once', () => {
    fc.assert(
      fc.property(told, (all) => {
        const { rivals, rows } = rivalsOf(all.map(([number]) => number));
        const standing = new Map<string, { row: number; outcome: RowOutcome }[]>();
        for (const [i, [number, outcome]] of all.entries()) {
          const row = rows[i] as SheetRow;
          const before = standing.get(number) ?? [];
          const expected = outcome === 'accepted' ? before : [];
          expect(rivals.overruled([row], [outcome])).toMatchObject(expected.map((e) => ({ ...e, value: number })));
          rivals.tell([row], [outcome]);
          if (typeof outcome === 'string')
            standing.set(number, [...(outcome === 'accepted' ? [] : before), { row: row.number, outcome }]);
        }
      }),
    );
  });

  test('of rows that were applied before a crash the first was accepted', () => {
    const { rivals, rows } = rivalsOf(['A', 'b', 'a', 'a']);
    const [first, other, again, later] = rows as [SheetRow, SheetRow, SheetRow, SheetRow];
    for (const row of [first, other, again]) rivals.passOver(row);
    expect(rivals.overruled([later], ['accepted'])).toEqual([
      { row: 2, value: 'a', outcome: 'accepted' },
      { row: 4, value: 'a', outcome: 'unchanged' },
    ]);
  });

  test('a kind without such a column has none', () => {
    const { rows } = rivalsOf(['a', 'a']);
    const none = new Rivals(undefined, new RepeatTable());
    none.tell(rows, ['accepted', 'accepted']);
    expect(none.overruled(rows, ['accepted', 'accepted'])).toEqual([]);
  });
});
