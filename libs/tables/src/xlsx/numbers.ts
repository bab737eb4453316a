import { type CellValue } from '../cells.js';
import { type NumberStyle } from './styles.js';

const DAY = 86_400_000;
/** Serial 0 of the 1900 system after its 29 February 1900, which never was; and of the 1904 system. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const LAST_DAY = Date.UTC(9999, 11, 31);
const FALSE_LEAP_DAY = 60;

/**
 * What a number in a workbook means to the person who sees it: a date, a time of day (`hh:mm:ss`), or the text of the number.
 * @param text the number as it stands in the file
 */
export function numberCell(text: string, style: NumberStyle, epoch1904: boolean): CellValue {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) return text;
  if (style.kind !== 'number' && value >= 0) {
    if (value < 1 && style.kind !== 'date') return timeOf(Math.round(value * DAY) % DAY);
    const moment = momentOf(value, epoch1904);
    if (moment !== undefined) {
      const iso = new Date(moment).toISOString();
      return { kind: 'date', date: iso.slice(0, 10), time: iso.slice(11, 19), showsTime: style.kind !== 'date' };
    }
  }
  const shown = numberText(value);
  return style.digits > shown.length && /^\d+$/.test(shown) ? shown.padStart(style.digits, '0') : shown;
}

/** The instant of a serial number, as if it were in UTC; rounded to milliseconds first, for 10:30 is no sum of powers of two. */
function momentOf(serial: number, epoch1904: boolean): number | undefined {
  let epoch = EPOCH_1904;
  if (!epoch1904) {
    if (serial < 1 || Math.floor(serial) === FALSE_LEAP_DAY) return undefined;
    epoch = serial < FALSE_LEAP_DAY ? EPOCH_1900 + DAY : EPOCH_1900;
  }
  const moment = epoch + Math.round(serial * DAY);
  return moment < LAST_DAY + DAY ? moment : undefined;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 19);
}

/**
 * Whole numbers up to 2^53 as they are; above, Excel has dropped digits, and the text says so: `4.30999200706182E+17`.
 * Others with the 15 digits that Excel itself has.
 */
function numberText(value: number): string {
  if (Number.isInteger(value)) {
    if (Math.abs(value) <= 2 ** 53) return String(value === 0 ? 0 : value);
    const [digits = '', exponent = ''] = Number(value.toPrecision(15)).toExponential().split('e');
    return `${digits}E${exponent}`;
  }
  return String(Number(value.toPrecision(15)));
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/;

/** A cell of type `d` (ISO 8601). With a zone, or out of the calendar, it stays text, to be read as any other. */
export function isoCell(text: string): CellValue {
  const found = ISO.exec(text);
  if (found === null) return text;
  const [, date = '', minutes, seconds = '00'] = found;
  const time = minutes === undefined ? '00:00:00' : `${minutes}:${seconds}`;
  const moment = new Date(`${date}T${time}Z`);
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(`${date}T${time}`)) return text;
  return { kind: 'date', date, time, showsTime: minutes !== undefined };
}
