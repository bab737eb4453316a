import type { ImportKind } from '#contracts';
import type { ClientSession } from 'mongodb';
import type { Column, RowRefusal } from './column.js';
import type { SheetRow } from './sheet-row.js';

export type RowOutcome = 'accepted' | 'unchanged' | RowRefusal;

/** A row read well, and as it stands in the file. */
export interface ReadRow<T> {
  readonly value: T;
  readonly row: SheetRow;
}

/** How one kind of file is brought in. `T` is a row that was read well, `C` what reading needs to know of the data that is there. */
export interface ImportKindSpec<T, C = undefined> {
  readonly kind: ImportKind;
  /** All columns; each must be in the header, in any order. */
  readonly columns: readonly Column[];
  /**
   * The columns whose cells are the number of a row: twice in one file with the same content is one row, with other content all are refused.
   * Absent where rows have their own rule (attendance).
   */
  readonly numberedBy?: readonly Column[];
  /**
   * The column whose cell is the number under which one content stands (attendance): a row that is accepted takes the place of what stood there, so the rows of its number before it
   * in the file are refused with `conflict`, whatever was told of them at first.
   */
  readonly oneStandsBy?: Column;
  /** Read once before the rows; where it is left out, `read` needs nothing. */
  context?(): Promise<C>;
  /** Reads a row that has text in every required column. */
  read(row: SheetRow, context: C): T | RowRefusal;
  /**
   * Applies rows within a transaction (it may run again after a conflict) and says for each, in order, what became of it.
   * `changed` is called after the commit when at least one row was accepted.
   * @param since epoch milliseconds when the file was acknowledged: whatever is still to follow from its rows waits since then, and no later
   */
  apply(rows: readonly ReadRow<T>[], session: ClientSession, since: number): Promise<RowOutcome[]>;
  changed?(): void;
}
