import type { Column } from './column.js';
import type { RowOutcome } from './import-kind.js';
import type { RepeatTable } from './repeat-table.js';
import type { SheetRow } from './sheet-row.js';

/** A row that was not refused, by its row number in the file and the number under which it stands. */
export interface ToldRow {
  readonly row: number;
  readonly value: string;
  readonly outcome: Exclude<RowOutcome, object>;
}

/** The number under which one content stands; empty where there is none. */
export const rivalNumber = (row: SheetRow, column: Column): string =>
  row.broken === undefined ? row.text(column.name).toLowerCase() : '';

/**
 * Rows of one file that have a number in common (`ImportKindSpec.oneStandsBy`): a later one that is accepted takes the place of those before it. Holds only rows of numbers that
 * stand in the file more than once.
 */
export class Rivals {
  private readonly told = new Map<string, ToldRow[]>();

  constructor(
    private readonly column: Column | undefined,
    private readonly repeats: RepeatTable,
  ) {}

  /** The rows told of before whose place is taken by what becomes of these. */
  overruled(rows: readonly SheetRow[], outcomes: readonly RowOutcome[]): ToldRow[] {
    return rows.flatMap((row, i) => (outcomes[i] === 'accepted' ? (this.told.get(this.numberOf(row)) ?? []) : []));
  }

  /** What has become of the next rows of the file. */
  tell(rows: readonly SheetRow[], outcomes: readonly RowOutcome[]): void {
    for (const [i, row] of rows.entries()) {
      const number = this.numberOf(row);
      const outcome = outcomes[i];
      if (number === '' || typeof outcome !== 'string') continue;
      const before = this.told.get(number);
      // A copy: the text of a cell may hold on to the piece of the file that it was read from.
      const value = before?.[0]?.value ?? Buffer.from(number).toString();
      const told = { row: row.number, value, outcome };
      if (before === undefined || outcome === 'accepted') this.told.set(value, [told]);
      else before.push(told);
    }
  }

  /** A row that was applied before a crash and was not refused: the first of its number was accepted, unless it was there before. */
  passOver(row: SheetRow): void {
    this.tell([row], [this.told.has(this.numberOf(row)) ? 'unchanged' : 'accepted']);
  }

  /** The number of a row, empty where no other row has it. */
  private numberOf(row: SheetRow): string {
    const number = this.column === undefined ? '' : rivalNumber(row, this.column);
    return number !== '' && this.repeats.isRepeated(number) ? number : '';
  }
}
