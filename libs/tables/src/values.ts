import { type CellValue, holdsTime } from './cells.js';

export { trimUnicode } from './trim.js';

const WRITTEN_DATE = /^\d{4}-\d\d-\d\d$/;
const DATE = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/;
const TIME =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d):([0-5]\d))?$/;

const MINUTE = 60_000;
const CHINA = 480 * MINUTE;
/** No zone on earth is further from UTC. */
const FURTHEST = 840 * MINUTE;
/** The calendar repeats every 400 years; `Date.UTC` by itself takes the years 0–99 for 1900–1999. */
const CYCLE = Date.UTC(2400, 0, 1) - Date.UTC(2000, 0, 1);
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The calendar date in a cell as `YYYY-MM-DD`, undefined when there is none: year (0001–9999), month and day with `-` or `/`, or a date cell.
 * A cell that shows a time of day other than midnight is no date. Rule: definitions, "Reading a row".
 */
export function readDate(cell: CellValue): string | undefined {
  if (typeof cell !== 'string') return cell.showsTime && cell.time !== '00:00:00' ? undefined : cell.date;
  if (WRITTEN_DATE.test(cell)) {
    // As nearly all are written; without the regular expression's texts it takes half the time.
    const number = (from: number, to: number) => Number(cell.slice(from, to));
    return isRealDate(number(0, 4), number(5, 7), number(8, 10)) ? cell : undefined;
  }
  const found = DATE.exec(cell);
  if (found === null) return undefined;
  const [, year = '', month = '', day = ''] = found;
  if (!isRealDate(Number(year), Number(month), Number(day))) return undefined;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/**
 * The instant in a cell as epoch milliseconds in whole seconds, undefined when there is none: a date, `T` or one space, `hh:mm[:ss[.f]]`
 * (00:00:00–23:59:59), then `Z`, an offset of at most 14:00, or nothing for +08:00; or a date-time cell. Fractions of a second are cut
 * off, also before 1970 towards the earlier second. Rule: definitions, "Reading a row".
 */
export function readInstant(cell: CellValue): number | undefined {
  if (typeof cell !== 'string') return holdsTime(cell) ? readInstant(`${cell.date}T${cell.time}`) : undefined;
  const found = TIME.exec(cell);
  if (found === null) return undefined;
  const year = Number(found[1]);
  const month = Number(found[2]);
  const day = Number(found[3]);
  if (!isRealDate(year, month, day)) return undefined;
  let offset = CHINA;
  if (found[7] !== undefined) {
    offset = (Number(found[8]) * 60 + Number(found[9])) * MINUTE;
    if (offset > FURTHEST) return undefined;
    if (found[7] === '-') offset = -offset;
  } else if (cell.endsWith('Z')) offset = 0;
  const local = Date.UTC(year + 400, month - 1, day, Number(found[4]), Number(found[5]), Number(found[6] ?? 0));
  return local - CYCLE - offset;
}

function isRealDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (DAYS[month] ?? 0) + Number(leap);
}

const WHOLE_NUMBER = /^\d{1,15}$/;

/** A whole number ≥ 0 of up to 15 digits, undefined for everything else, blank included. */
export function readWholeNumber(cell: CellValue): number | undefined {
  return typeof cell === 'string' && WHOLE_NUMBER.test(cell) ? Number(cell) : undefined;
}

/**
 * The same text in memory of its own. The cells of a CSV are views on the block of some hundred rows that they come from: whoever keeps
 * single ones of many rows beyond their batch, as in a set of the numbers seen, keeps the whole file in memory unless they are detached.
 */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}
