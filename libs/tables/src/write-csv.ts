/** What can be written into a cell: numbers as they are, null and undefined as blank. */
export type CsvValue = string | number | boolean | null | undefined;

const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
/** About as many characters as are handed on together. */
const BLOCK = 65_536;

/**
 * Writes rows as a CSV that Excel opens rightly: UTF-8 with a byte-order mark, CRLF, quotes by RFC 4180, in strings of some ten thousand
 * characters. A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a CR) gets an apostrophe before
 * it, so that a name in a file cannot run in the spreadsheet of whoever reads the list; numbers are left alone.
 */
export async function* toCsv(
  rows: Iterable<readonly CsvValue[]> | AsyncIterable<readonly CsvValue[]>,
): AsyncGenerator<string, void> {
  let block = '\uFEFF';
  for await (const row of rows) {
    block += `${row.map(csvCell).join(',')}\r\n`;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
