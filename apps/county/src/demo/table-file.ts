import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** A table that can make each of its lines when it is written. */
export interface Table {
  /** File name without its ending. */
  readonly kind: string;
  readonly header: string;
  readonly count: number;
  /** A row as `csvLine` makes it. */
  readonly line: (index: number) => string;
}

const BYTE_ORDER_MARK = '\ufeff';
const ROWS_AT_ONCE = 500;

/** Writes a table as CSV (UTF-8 with a byte-order mark, CRLF), optionally gzipped, without holding it as a whole. */
export async function writeTable(
  folder: string,
  table: Table,
  gzip: boolean,
  onRows: (count: number) => void,
): Promise<void> {
  const [name, other] = gzip ? ['csv.gz', 'csv'] : ['csv', 'csv.gz'];
  // A reader takes either of the two, so only one may be there.
  await rm(join(folder, `${table.kind}.${other}`), { force: true });
  const file = createWriteStream(join(folder, `${table.kind}.${name}`));
  const text = Readable.from(chunks(table, onRows), { objectMode: false });
  // node's gzip writes no time into its header, so the same rows give the same bytes.
  await (gzip ? pipeline(text, createGzip(), file) : pipeline(text, file));
}

function* chunks(table: Table, onRows: (count: number) => void): Generator<Buffer> {
  yield Buffer.from(`${BYTE_ORDER_MARK}${table.header}\r\n`);
  for (let from = 0; from < table.count; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, table.count);
    let text = '';
    for (let i = from; i < to; i++) text += table.line(i);
    yield Buffer.from(text);
    onRows(to - from);
  }
}

const MUST_BE_QUOTED = /[",\r\n]/;

/** Cells as a line of CSV, with its end. */
export function csvLine(cells: readonly string[]): string {
  const quoted = (cell: string) => (MUST_BE_QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `${cells.map(quoted).join(',')}\r\n`;
}
