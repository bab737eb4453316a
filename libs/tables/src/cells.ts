/** A cell that a workbook holds as a date or a date with a time, in no zone (definitions: read as +08:00). */
export interface DateCell {
  readonly kind: 'date';
  /** `YYYY-MM-DD`, a real calendar date. */
  readonly date: string;
  /** `hh:mm:ss`, fractions of a second cut off. */
  readonly time: string;
  /** Whether the format of the cell shows a time; one that does not, such as `yyyy-mm-dd`, may still hold a time other than midnight. */
  readonly showsTime: boolean;
}

/**
 * What a cell holds: text without white space around it, or a date cell. Blank is `''`. Of a workbook also numbers, booleans (`TRUE`,
 * `FALSE`) and errors (`#N/A`) come as text.
 */
export type CellValue = string | DateCell;

export interface TableRow {
  /** Row number as a person sees it in Excel: the first is 1; blank rows count, a record over several lines is one row. */
  readonly row: number;
  /** One value for each column of the header. */
  readonly cells: readonly CellValue[];
  /** The last record, and the file ends inside it: in quotes, in a character, or without a line end and with fewer cells than the header. */
  readonly cutShort?: true;
  /** There is something in a column beyond those of the header; it is left out. */
  readonly tooLong?: true;
  /** A closing quote is followed by other text than a comma; the cells after it are guesswork. */
  readonly badQuote?: true;
}

/** The text of a cell; of a date cell `YYYY-MM-DD`, or `YYYY-MM-DDThh:mm:ss` where it shows or holds a time. */
export function cellText(cell: CellValue): string {
  if (typeof cell === 'string') return cell;
  return holdsTime(cell) ? `${cell.date}T${cell.time}` : cell.date;
}

/** Whether a date cell is a date with a time and not just a date. */
export function holdsTime(cell: DateCell): boolean {
  return cell.showsTime || cell.time !== '00:00:00';
}

const DAMAGED = /^[+-]?\d(?:\.\d+)?[Ee]\+\d{2,3}$/;

/**
 * Whether Excel took a long number, such as that of an identity document, for a quantity and dropped its last digits: text like
 * `4.30999E+17`, in a CSV as in a workbook (where a number above 2^53 is given in this form). What was typed cannot be had back.
 */
export function isDamagedNumber(cell: CellValue): boolean {
  return typeof cell === 'string' && cell.length > 4 && DAMAGED.test(cell);
}
