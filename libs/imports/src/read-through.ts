import type { ImportProblem } from '#contracts';
import { readTable, type ByteSource, type TableRow, UnreadableFile } from '#tables';
import type { Column } from './column.js';
import type { ImportKindSpec } from './import-kind.js';
import { RepeatTable } from './repeat-table.js';
import { rivalNumber } from './rivals.js';
import { SheetHeader, type SheetRow } from './sheet-row.js';

/** A file that cannot be taken as a whole. */
export class FileProblem extends Error {
  constructor(readonly problem: ImportProblem) {
    super(problem.code);
  }
}

/** The rows of a file in pieces. @throws FileProblem for a wrong header or an unreadable file */
export async function* sheetRows(source: ByteSource, columns: readonly Column[]): AsyncGenerator<SheetRow[]> {
  let header: SheetHeader | undefined;
  try {
    for await (const piece of readTable(source)) {
      let rows: readonly TableRow[] = piece;
      if (header === undefined) {
        const [first, ...rest] = piece;
        if (first === undefined) continue;
        const read = SheetHeader.read(first, columns);
        if (!(read instanceof SheetHeader)) throw new FileProblem({ ...read, row: first.row });
        header = read;
        rows = rest;
      }
      const found = header;
      yield rows.map((r) => found.row(r));
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw new FileProblem({ code: error.code, ...error.details });
    throw error;
  }
  if (header === undefined) throw new FileProblem({ code: 'file_empty' });
}

export interface ReadThrough {
  readonly total: number;
  readonly repeats: RepeatTable;
}

/** The number of a row, from the cells of its columns; empty when the first is, or there is none, and where the row is no row at all. */
export function numberOf(row: SheetRow, numberedBy: readonly Column[] = []): string {
  const first = numberedBy[0];
  return first === undefined || row.broken !== undefined || row.text(first.name) === ''
    ? ''
    : row.comparable(numberedBy);
}

/**
 * Reads a file to its end before anything is applied: its rows counted, and the numbers that stand in it more than once.
 * `onRows` is told how many rows were read, for the progress, and may throw to stop.
 */
export async function readThrough(
  source: ByteSource,
  { columns, numberedBy, oneStandsBy }: Pick<ImportKindSpec<unknown>, 'columns' | 'numberedBy' | 'oneStandsBy'>,
  onRows: (rows: number) => Promise<void>,
): Promise<ReadThrough> {
  const repeats = new RepeatTable();
  let total = 0;
  for await (const rows of sheetRows(source, columns)) {
    total += rows.length;
    for (const row of rows) {
      const number = oneStandsBy === undefined ? numberOf(row, numberedBy) : rivalNumber(row, oneStandsBy);
      if (number !== '') repeats.note(number, oneStandsBy === undefined ? row.content() : '');
    }
    await onRows(total);
  }
  return { total, repeats };
}
