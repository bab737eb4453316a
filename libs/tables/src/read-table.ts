import { type TableRow } from './cells.js';
import { readCsv } from './csv.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { recognise, type TableFormat, textBytes } from './recognise.js';
import { type ByteSource } from './source.js';
import { readWorkbook } from './xlsx/workbook.js';

const MOST_ROWS = 1000;

/**
 * Reads a table as a stream of rows, whatever it is: CSV in UTF-8 or GB18030, gzipped or not, or XLSX (its first visible sheet). What it is
 * is told by its bytes. Rows come in arrays of 1 to 1000; the very first row is the header; rows that hold nothing are left out. Memory
 * does not grow with the number of rows, but for the different texts of a workbook.
 * @param format what {@link recognise} said of the same bytes, which spares finding it out again
 * @throws UnreadableFile where the file cannot be read on as its format: only when the stream has ended is it known to be readable
 */
export async function* readTable(
  source: ByteSource,
  limits: Partial<Limits> = {},
  format?: TableFormat,
): AsyncGenerator<TableRow[], void> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const known = format ?? (await recognise(source, all));
  const rows =
    known.kind === 'csv'
      ? readCsv(textBytes(source, known.gzipped, all), known.encoding, all)
      : readWorkbook(source, all);
  for await (const some of rows) {
    for (let at = 0; at < some.length; at += MOST_ROWS) {
      yield some.length <= MOST_ROWS ? some : some.slice(at, at + MOST_ROWS);
    }
  }
}
