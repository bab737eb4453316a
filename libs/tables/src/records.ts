import { type TableRow } from './cells.js';
import { UnreadableFile } from './errors.js';
import { type Limits } from './limits.js';
import { TableShape } from './shape.js';
import { trimmedSlice, trimUnicode } from './trim.js';

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Cuts text into records by RFC 4180, with any mixture of LF, CRLF and CR. Quotes inside an unquoted cell are taken literally.
 *
 * Own code, because the row number, the bounds and the cases of a broken quote decide what becomes of a row or of the whole file
 * (see the README). Its speed comes from searching for line ends, commas and quotes instead of walking over characters.
 */
export class CsvRecords {
  readonly #shape: TableShape;
  readonly #longest: number;
  /** The unfinished record at the end of what was read so far. */
  #rest = '';
  #nextRow = 1;
  #atStart = true;
  /** What was read ended with a CR, to which a LF at the start of what comes belongs. */
  #afterCr = false;
  #cutCharacter = false;
  /** The unfinished record waits for a closing quote. */
  #inQuotes = false;

  // The record under way: its text, how far it is read, and the next line end, comma and quote at or after that.
  #text = '';
  #at = 0;
  #lf = -1;
  #cr = -1;
  #comma = -1;
  #quote = -1;

  constructor(limits: Limits) {
    this.#shape = new TableShape(limits);
    this.#longest = limits.recordLength;
  }

  /** Row number of the record that comes next or is not yet finished. */
  get nextRow(): number {
    return this.#nextRow;
  }

  /** The rows that are finished with this text. */
  read(text: string): TableRow[] {
    let start = 0;
    if (this.#atStart && text.startsWith('\uFEFF')) start = 1;
    if (this.#afterCr && text.charCodeAt(0) === LF) start = 1;
    if (text.length > 0) {
      this.#atStart = false;
      this.#afterCr = false;
    }
    return this.#records(this.#rest + (start === 0 ? text : text.slice(start)), false);
  }

  /** The file ends in the middle of a character, which is not in the text. */
  endsInCharacter(): void {
    this.#cutCharacter = true;
  }

  /** The row that the file ends with, without a line end, if there is one. */
  end(): TableRow[] {
    const rows = this.#records(this.#rest, true);
    this.#shape.requireHeader();
    return rows;
  }

  /** The error for a record that is longer than the limit. */
  tooLong(): UnreadableFile {
    return new UnreadableFile(this.#inQuotes ? 'FILE.UNCLOSED_QUOTE' : 'FILE.ROW_TOO_LONG', {
      row: this.#nextRow,
      limit: this.#longest,
    });
  }

  #records(text: string, final: boolean): TableRow[] {
    const rows: TableRow[] = [];
    this.#text = text;
    this.#at = 0;
    this.#lf = this.#cr = this.#comma = this.#quote = -1;
    let start = 0;
    while (start < text.length) {
      const finished = this.#record(start, final);
      if (!finished) break;
      if (this.#at - start > this.#longest) {
        throw new UnreadableFile('FILE.ROW_TOO_LONG', { row: this.#nextRow, limit: this.#longest });
      }
      const row = this.#shape.finish(this.#nextRow++);
      if (row !== undefined) rows.push(row);
      start = this.#at;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > this.#longest) throw this.tooLong();
    return rows;
  }

  /** Reads one record into the shape; false when its end is not in the text. */
  #record(start: number, final: boolean): boolean {
    this.#at = start;
    this.#inQuotes = false;
    const end = this.#nextLineEnd();
    if (end === NEVER && !final) return false;
    this.#shape.begin();
    if (this.#nextQuote() < end) return this.#quotedRecord(final);
    this.#plainCells(Math.min(end, this.#text.length));
    this.#endRecord();
    return true;
  }

  /** The cells from here to the line end, which holds no quote that means anything. */
  #plainCells(end: number): void {
    let at = this.#at;
    for (;;) {
      if (this.#comma < at) this.#comma = this.#find(',', at);
      if (this.#comma >= end) break;
      this.#shape.add(trimmedSlice(this.#text, at, this.#comma));
      at = this.#comma + 1;
    }
    this.#shape.add(trimmedSlice(this.#text, at, end));
    this.#at = end;
  }

  #quotedRecord(final: boolean): boolean {
    const text = this.#text;
    for (;;) {
      if (text.charCodeAt(this.#at) === QUOTE) {
        const value = this.#quotedCell(final);
        if (value === undefined) return false;
        const after = this.#skipBlanks();
        if (after === text.length && !final) return false;
        if (after < text.length && text.charCodeAt(after) !== COMMA && !this.#isLineEnd(after)) {
          return this.#strayQuote(value, final);
        }
        this.#shape.add(trimUnicode(value));
        this.#at = after;
      } else {
        const end = Math.min(this.#nextComma(), this.#nextLineEnd(), text.length);
        if (end === text.length && !final) return false;
        this.#shape.add(trimmedSlice(text, this.#at, end));
        this.#at = end;
      }
      if (text.charCodeAt(this.#at) !== COMMA) break;
      this.#at++;
    }
    this.#endRecord();
    return true;
  }

  /** The text in the quotes that open here; undefined when they may go on in what is not read yet. */
  #quotedCell(final: boolean): string | undefined {
    const text = this.#text;
    let value = '';
    let from = this.#at + 1;
    for (;;) {
      const close = text.indexOf('"', from);
      if (close < 0) {
        this.#inQuotes = true;
        if (!final) return undefined;
        return this.#unclosed(value + text.slice(from));
      }
      if (text.charCodeAt(close + 1) !== QUOTE) {
        this.#at = close + 1;
        return value + text.slice(from, close);
      }
      value += text.slice(from, close + 1);
      from = close + 2;
    }
  }

  /** The file ends in quotes: either it was cut there, or a stray quote took in the rows after it. */
  #unclosed(value: string): string {
    const width = this.#shape.width ?? 1;
    const commas = (line: string) => line.split(',').length - 1;
    const isRow = (line: string) => (width === 1 ? line.trim() !== '' : commas(line) * 2 >= width - 1);
    if (
      this.#shape.width === undefined ||
      value
        .split(/\r\n?|\n/)
        .slice(1)
        .some(isRow)
    ) {
      throw new UnreadableFile('FILE.UNCLOSED_QUOTE', { row: this.#nextRow });
    }
    this.#shape.cutShort();
    this.#at = this.#text.length;
    return value;
  }

  /** Text follows a closing quote. Within a line the damage ends with the line; over line ends nobody knows where rows begin. */
  #strayQuote(value: string, final: boolean): boolean {
    if (/[\r\n]/.test(value)) throw new UnreadableFile('FILE.STRAY_QUOTE', { row: this.#nextRow });
    const lineEnd = Math.min(this.#nextLineEnd(), this.#text.length);
    if (lineEnd === this.#text.length && !final) return false;
    this.#shape.badQuote();
    const end = Math.min(this.#nextComma(), lineEnd);
    this.#shape.add(trimUnicode(value + this.#text.slice(this.#at, end)));
    this.#at = end;
    if (end < lineEnd) {
      this.#at++;
      this.#plainCells(lineEnd);
    }
    this.#endRecord();
    return true;
  }

  #endRecord(): void {
    const text = this.#text;
    if (this.#at >= text.length) {
      this.#shape.endsWithoutLineEnd();
      if (this.#cutCharacter) this.#shape.cutShort();
      return;
    }
    if (text.charCodeAt(this.#at) === CR) {
      if (this.#at + 1 === text.length) this.#afterCr = true;
      else if (text.charCodeAt(this.#at + 1) === LF) this.#at++;
    }
    this.#at++;
  }

  #skipBlanks(): number {
    let at = this.#at;
    for (let unit = this.#text.charCodeAt(at); unit === 32 || unit === 9; unit = this.#text.charCodeAt(at)) at++;
    return at;
  }

  #isLineEnd(at: number): boolean {
    const unit = this.#text.charCodeAt(at);
    return unit === LF || unit === CR;
  }

  #nextLineEnd(): number {
    if (this.#lf < this.#at) this.#lf = this.#find('\n', this.#at);
    if (this.#cr < this.#at) this.#cr = this.#find('\r', this.#at);
    return Math.min(this.#lf, this.#cr);
  }

  #nextComma(): number {
    if (this.#comma < this.#at) this.#comma = this.#find(',', this.#at);
    return this.#comma;
  }

  #nextQuote(): number {
    if (this.#quote < this.#at) this.#quote = this.#find('"', this.#at);
    return this.#quote;
  }

  #find(what: string, from: number): number {
    const at = this.#text.indexOf(what, from);
    return at < 0 ? NEVER : at;
  }
}
