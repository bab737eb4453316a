import { DAY_MS } from './durations.js';

/** China Standard Time is UTC+08:00 all year; every calendar question is answered in it (definitions, first paragraph). */
export const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;

/** Year of an instant (epoch milliseconds) in UTC+08:00. */
export function chinaYear(instant: number): number {
  return new Date(instant + CHINA_OFFSET_MS).getUTCFullYear();
}

/** Month `01`–`12` of an instant in UTC+08:00. */
export function chinaMonth(instant: number): string {
  return String(new Date(instant + CHINA_OFFSET_MS).getUTCMonth() + 1).padStart(2, '0');
}

/** An instant as people and programs read it: `2022-10-26T09:17:00+08:00`. */
export function chinaIso(instant: number): string {
  return new Date(instant + CHINA_OFFSET_MS).toISOString().replace(/\.\d{3}Z$/, '+08:00');
}

/** An instant as people read it in a sentence, to the minute: `2022-10-26 09:17`. */
export function chinaMinute(instant: number): string {
  return chinaIso(instant).slice(0, 16).replace('T', ' ');
}

/** When the day of an instant began in UTC+08:00, epoch milliseconds. */
export function chinaDayStart(instant: number): number {
  return Math.floor((instant + CHINA_OFFSET_MS) / DAY_MS) * DAY_MS - CHINA_OFFSET_MS;
}

/** The day `YYYY-MM-DD` of an instant in UTC+08:00. */
export function chinaDay(instant: number): string {
  return chinaIso(instant).slice(0, 10);
}
