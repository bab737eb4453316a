import { MOST_OCCURRENCES } from '#contracts';
import { CHINA_OFFSET_MS, chinaDay, chinaIso, DAY_MS } from '#kernel';
import { RRuleTemporal } from 'rrule-temporal';

/** How far a series reaches: further ahead nobody plans. */
const LONGEST_MS = 2 * 366 * DAY_MS;

/** Of a rule that fits no day, so many days, weeks, months or years are looked at, and so many instants within them. */
const LIMITS = { maxIterations: 1_000, maxCandidateEvaluations: 10_000 };

/** The parts of a rule that counts in days or more. */
const PART =
  /^(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=[1-9]\d{0,2}|COUNT=[1-9]\d{0,2}|UNTIL=\d{8}(T\d{6}Z?)?|WKST=[A-Z]{2}|BY(DAY|MONTH|MONTHDAY|YEARDAY|WEEKNO|SETPOS)=[-+,A-Z\d]{1,200})$/;
const UNTIL = /^UNTIL=(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/;

/**
 * When the sessions of a series begin: an iCalendar RRULE (RFC 5545, 3.3.10), counted in days, weeks, months or years of China's calendar from the first
 * session on, without the days that are excepted (`YYYY-MM-DD`). Epoch milliseconds, ascending. It ends by `COUNT` (which counts the excepted days too) or by `UNTIL`:
 * with `Z` an instant, without it China's time, a date alone is included.
 * @returns undefined for what is no such rule, gives no session, or more or later ones than a series may have
 */
export function occurrences(startsAt: number, rule: string, exceptions: readonly string[]): number[] | undefined {
  const parts = rule.split(';');
  const names = new Set(parts.map((part) => part.split('=')[0]));
  if (!parts.every((part) => PART.test(part)) || names.size < parts.length || !names.has('FREQ')) return undefined;
  if (names.has('COUNT') === names.has('UNTIL')) return undefined;
  const until = parts.map(untilOf).find((at) => at !== undefined) ?? Infinity;
  // Without UNTIL: the library's reading of one without a zone is not ours.
  const read = parts.filter((part) => !UNTIL.test(part)).join(';');
  const first = chinaIso(startsAt).slice(0, 19).replaceAll(/[-:]/g, '');
  const found: number[] = [];
  try {
    const rruleString = `DTSTART;TZID=Asia/Shanghai:${first}\nRRULE:${read}`;
    new RRuleTemporal({ rruleString, strict: true, cache: false, ...LIMITS }).all((date) => {
      const at = Date.parse(date.toString().replace(/\[.*$/, ''));
      if (at > until || found.length > MOST_OCCURRENCES) return false;
      found.push(at);
      return at <= startsAt + LONGEST_MS;
    });
  } catch {
    return undefined;
  }
  const last = found.at(-1);
  if (last === undefined || last > startsAt + LONGEST_MS || found.length > MOST_OCCURRENCES) return undefined;
  const excepted = new Set(exceptions);
  const left = found.filter((at) => !excepted.has(chinaDay(at)));
  return left.length === 0 ? undefined : left;
}

/** The last instant of an UNTIL part. */
function untilOf(part: string): number | undefined {
  const match = UNTIL.exec(part);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, zone] = match;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return Date.parse(`${date}T00:00:00Z`) - CHINA_OFFSET_MS + DAY_MS - 1;
  return Date.parse(`${date}T${hour}:${minute}:${second}Z`) - (zone === 'Z' ? 0 : CHINA_OFFSET_MS);
}
