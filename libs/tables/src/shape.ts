import { type CellValue, cellText, type TableRow } from './cells.js';
import { UnreadableFile } from './errors.js';
import { type Limits } from './limits.js';

const OTHER_SEPARATOR = /[\t;；，|]/;

/**
 * Makes rows of one shape out of cells as they come: the first row that holds anything is the header and gives the columns, rows that hold
 * nothing are left out, shorter ones are filled up with blanks, and what lies beyond the header is reported and left out. (Excel itself
 * leaves out the commas of blank cells at the end of a row, so a row with fewer cells than the header is whole.)
 */
export class TableShape {
  #width: number | undefined;
  #cells: CellValue[] = [];
  /** Cells of the record, those left out included. */
  #count = 0;
  #blank = true;
  #noLineEnd = false;
  #cutShort = false;
  #tooLong = false;
  #badQuote = false;
  #most: number;

  constructor(private readonly limits: Limits) {
    this.#most = limits.columns;
  }

  /** Columns of the header, once it is read. */
  get width(): number | undefined {
    return this.#width;
  }

  /** A record begins. */
  begin(): void {
    this.#cells = [];
    this.#count = 0;
    this.#blank = true;
    this.#noLineEnd = this.#cutShort = this.#tooLong = this.#badQuote = false;
  }

  /** The next cell of the record. */
  add(cell: CellValue): void {
    if (cell !== '') this.#blank = false;
    if (this.#count++ < this.#most) this.#cells.push(cell);
    else if (cell !== '') this.#tooLong = true;
  }

  /** The cell in a certain column, the first being 0, whatever lies in between being blank. Columns come in rising order. */
  addAt(column: number, cell: CellValue): void {
    while (this.#count < Math.min(column, this.#most)) this.add('');
    if (cell !== '' || column < this.#most) this.add(cell);
  }

  /** The file ends with this record and without a line end. */
  endsWithoutLineEnd(): void {
    this.#noLineEnd = true;
  }

  /** The file ends inside of this record. */
  cutShort(): void {
    this.#cutShort = true;
  }

  /** A quote of this record closes in the middle of a cell. */
  badQuote(): void {
    this.#badQuote = true;
  }

  /** The record ends; undefined when it holds nothing. */
  finish(row: number): TableRow | undefined {
    if (this.#blank && (this.#width === undefined || !(this.#cutShort || this.#badQuote))) return undefined;
    if (this.#width === undefined) this.#header(row);
    const width = this.#width ?? 0;
    const cells = this.#cells;
    const cutShort = this.#cutShort || (this.#noLineEnd && this.#count < width);
    while (cells.length < width) cells.push('');
    if (!cutShort && !this.#tooLong && !this.#badQuote) return { row, cells };
    return {
      row,
      cells,
      ...(cutShort ? { cutShort } : {}),
      ...(this.#tooLong ? { tooLong: true } : {}),
      ...(this.#badQuote ? { badQuote: true } : {}),
    };
  }

  /** @throws UnreadableFile when the table had no row with anything in it */
  requireHeader(code: 'FILE.EMPTY' | 'FILE.NO_SHEET' = 'FILE.EMPTY'): void {
    if (this.#width === undefined) throw new UnreadableFile(code);
  }

  #header(row: number): void {
    const cells = this.#cells;
    while (cells.at(-1) === '') cells.pop();
    if (this.#tooLong) throw new UnreadableFile('FILE.TOO_MANY_COLUMNS', { row, limit: this.limits.columns });
    if (cells.length === 1 && OTHER_SEPARATOR.test(cellText(cells[0] ?? ''))) {
      throw new UnreadableFile('FILE.WRONG_SEPARATOR', { row });
    }
    this.#width = this.#most = cells.length;
    this.#count = cells.length;
  }
}
