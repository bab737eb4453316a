import { type Random } from './prng.js';

/** Instants are whole seconds since 1970 (UTC), days whole days since then; the calendar is that of UTC+08:00. */
const OFFSET = 8 * 3600;
export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

export function instant(year: number, month: number, day: number, hour = 0, minute = 0): number {
  return Date.UTC(year, month - 1, day, hour, minute) / 1000 - OFFSET;
}

export function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / (DAY * 1000);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Year, month and day of a day's number. */
export function calendar(day: number): { year: number; month: number; day: number } {
  const date = new Date(day * DAY * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function yearOf(at: number): number {
  return calendar(Math.floor((at + OFFSET) / DAY)).year;
}

/** `01`–`12`. */
export function monthOf(at: number): string {
  return two(calendar(Math.floor((at + OFFSET) / DAY)).month);
}

/** `2020-05-01`, or with slashes and without zeros `2020/5/1`. */
export function dateText(day: number, slashes = false): string {
  const { year, month, day: dayOfMonth } = calendar(day);
  return slashes ? `${year}/${month}/${dayOfMonth}` : `${year}-${two(month)}-${two(dayOfMonth)}`;
}

/** The ways in which people and programs write an instant into a file; all are read as the same instant. */
const FORMS = {
  'china-time': (at: number) => local(at, OFFSET) + '+08:00',
  utc: (at: number) => local(at, 0) + 'Z',
  'utc-offset': (at: number) => local(at, 0) + '+00:00',
  'other-offset': (at: number) => local(at, -5 * HOUR - 30 * MINUTE) + '-05:30',
  fraction: (at: number) => `${local(at, OFFSET)}.${two(at % 97)}+08:00`,
  'no-zone': (at: number) => local(at, OFFSET).replace('T', ' '),
  slashes: (at: number) => {
    const time = local(at, OFFSET).slice(11);
    return `${dateText(Math.floor((at + OFFSET) / DAY), true)} ${time.endsWith(':00') ? time.slice(0, 5) : time}`;
  },
} satisfies Record<string, (at: number) => string>;

export type TimeForm = keyof typeof FORMS;

const ODD_FORMS: readonly TimeForm[] = ['utc', 'utc-offset', 'other-offset', 'fraction', 'no-zone', 'slashes'];

/** Mostly China time with its offset; now and then one of the others. */
export function anyForm(random: Random, oddShare = 0.03): TimeForm {
  return random.chance(oddShare) ? random.pick(ODD_FORMS) : 'china-time';
}

export function timeText(at: number, form: TimeForm): string {
  return FORMS[form](at);
}

/** `YYYY-MM-DDThh:mm:ss` at an offset from UTC. */
function local(at: number, offset: number): string {
  return new Date((at + offset) * 1000).toISOString().slice(0, 19);
}
