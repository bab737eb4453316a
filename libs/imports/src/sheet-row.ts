import { mask } from '#privacy';
import { cellText, isDamagedNumber, readDate, readInstant, type CellValue, type TableRow } from '#tables';
import { type Column, RowRefusal } from './column.js';

/** Where the columns of a kind stand in a file. */
export class SheetHeader<C extends Column = Column> {
  private constructor(
    readonly columns: readonly C[],
    private readonly indexes: ReadonlyMap<string, number>,
  ) {}

  /** Finds the columns in a header row; columns that the kind does not know are passed over. Returns the problem where one is missing or twice. */
  static read<C extends Column>(
    row: TableRow,
    columns: readonly C[],
  ): SheetHeader<C> | { code: string; column: string } {
    const names = row.cells.map((c) => cellText(c));
    const indexes = new Map<string, number>();
    for (const { name } of columns) {
      const index = names.indexOf(name);
      if (index < 0) return { code: 'header_column_missing', column: name };
      if (names.includes(name, index + 1)) return { code: 'header_column_twice', column: name };
      indexes.set(name, index);
    }
    return new SheetHeader(columns, indexes);
  }

  index(column: string): number {
    const index = this.indexes.get(column);
    if (index === undefined) throw new Error(`no column ${column} in this kind of file`);
    return index;
  }

  row(row: TableRow): SheetRow {
    return new SheetRow(this, row);
  }
}

/** One row of a file, its cells by the names of their columns. */
export class SheetRow {
  constructor(
    private readonly header: SheetHeader,
    private readonly source: TableRow,
  ) {}

  get number(): number {
    return this.source.row;
  }

  /** Why the row cannot be a row at all. */
  get broken(): RowRefusal | undefined {
    const last = this.header.columns.at(-1)?.name ?? '';
    if (this.source.cutShort) return new RowRefusal(last, 'row_cut_short');
    if (this.source.badQuote) return new RowRefusal(last, 'row_quote_misplaced');
    if (this.source.tooLong) return new RowRefusal(last, 'row_too_long');
    return undefined;
  }

  /** The cell's text without white space around it; empty where there is none. */
  text(column: string): string {
    const cell = this.cell(column);
    return cell === undefined ? '' : cellText(cell);
  }

  /** `YYYY-MM-DD`, or undefined where the cell holds no real date. */
  date(column: string): string | undefined {
    const cell = this.cell(column);
    return cell === undefined ? undefined : readDate(cell);
  }

  /** Epoch milliseconds in whole seconds, or undefined where the cell holds no time. */
  instant(column: string): number | undefined {
    const cell = this.cell(column);
    return cell === undefined ? undefined : readInstant(cell);
  }

  /** True for a long number that Excel rounded (4.31E+17): what was typed is lost. */
  isDamaged(column: string): boolean {
    const cell = this.cell(column);
    return cell !== undefined && isDamagedNumber(cell);
  }

  /** The cells of some columns as one text, equal for two rows exactly when they say the same there. */
  comparable(columns: readonly Column[]): string {
    let all = '';
    for (const { name, type } of columns) {
      const text = this.text(name);
      if (text === '' || type === undefined) all += text;
      else all += String((type === 'date' ? this.date(name) : this.instant(name)) ?? text);
      all += '\u001f';
    }
    return all;
  }

  /** A text that is equal for two rows exactly when they say the same. */
  content(): string {
    return this.comparable(this.header.columns);
  }

  /** The cell as it may be shown beside a refusal. */
  shown(column: Column): string {
    const text = this.text(column.name).slice(0, 100);
    return column.personal === true ? mask(text) : text;
  }

  private cell(column: string): CellValue | undefined {
    return this.source.cells[this.header.index(column)];
  }
}
