import { compareCodePoints } from './record.js';

/**
 * Who recognises (认定) minutes of a day: up to the first limit nobody has to be asked, from there to the second the parent organisation (上级组织) of where the
 * service took place, beyond that the county besides. The figures beside service minutes rest on it; service minutes themselves have no daily limit.
 */
export const RECOGNITION_LEVELS = ['parent', 'county'] as const;
export type RecognitionLevel = (typeof RECOGNITION_LEVELS)[number];

/** Minutes of one person on one day: up to `atOnce` recognised at once, up to `withParent` once the parent organisation has approved. */
export interface DailyLimits {
  readonly atOnce: number;
  readonly withParent: number;
}

/** The same with the percent of a session's planned duration from which on it was attended in full. */
export interface DayRules extends DailyLimits {
  readonly fullPercent: number;
}

/**
 * What was decided at one level about one person's day, in minutes of the day counted from its first: they are recognised up to `approved`, refused from there
 * up to `seen`, and what lies beyond `seen` was not looked at and waits.
 */
export interface DecidedDay {
  readonly approved: number;
  readonly seen: number;
}
export type DecidedLevels = Readonly<Partial<Record<RecognitionLevel, DecidedDay>>>;

/** What becomes of minutes. */
export const RECOGNITION_PARTS = [
  'atOnce',
  'byParent',
  'byCounty',
  'awaitingParent',
  'awaitingCounty',
  'refused',
] as const;
export type RecognitionPart = (typeof RECOGNITION_PARTS)[number];
/** Minutes by what becomes of them. */
export type Recognised = Record<RecognitionPart, number>;

export const nothingRecognised = (): Recognised => ({
  ...{ atOnce: 0, byParent: 0, byCounty: 0, awaitingParent: 0, awaitingCounty: 0, refused: 0 },
});

const UNDECIDED: DecidedDay = { approved: 0, seen: 0 };

/**
 * What becomes of the credited minutes of one person's day. The parts of each attendance add up to its minutes.
 *
 * @param minutes of the day's attendances in the order in which they fill the day
 */
export function recognise(minutes: readonly number[], limits: DailyLimits, decided: DecidedLevels = {}): Recognised[] {
  // Almost every day is such a one.
  if (minutes.reduce((all, own) => all + own, 0) <= limits.atOnce)
    return minutes.map((own) => ({ ...nothingRecognised(), atOnce: own }));
  const partOf = partAt(limits, decided);
  const bounds = boundsOf(limits, decided);
  let from = 0;
  return minutes.map((own) => {
    const parts = nothingRecognised();
    const to = from + own;
    for (const bound of [...bounds.filter((b) => b > from && b < to), to]) {
      if (bound > from) parts[partOf(from)] += bound - from;
      from = bound;
    }
    return parts;
  });
}

/** Every minute at which another part may begin, in order. */
function boundsOf({ atOnce, withParent }: DailyLimits, decided: DecidedLevels): number[] {
  const levels = RECOGNITION_LEVELS.flatMap((level) => decided[level] ?? []);
  return [atOnce, withParent, ...levels.flatMap((d) => [d.approved, d.seen])].sort((a, b) => a - b);
}

/** What becomes of the minute of a day that begins at a minute of it. */
function partAt({ atOnce, withParent }: DailyLimits, decided: DecidedLevels): (minute: number) => RecognitionPart {
  const { parent = UNDECIDED, county = UNDECIDED } = decided;
  const ofParent = (minute: number): RecognitionPart => {
    if (minute < atOnce) return 'atOnce';
    if (minute < parent.approved) return 'byParent';
    return minute < parent.seen ? 'refused' : 'awaitingParent';
  };
  // What needs the county's approval needs that of the minutes below it too.
  const below = ofParent(withParent - 1);
  return (minute) => {
    if (minute < Math.max(atOnce, withParent)) return ofParent(minute);
    if (below === 'refused') return 'refused';
    if (below === 'awaitingParent') return 'awaitingCounty';
    if (minute < county.approved) return 'byCounty';
    return minute < county.seen ? 'refused' : 'awaitingCounty';
  };
}

/** The level that is to decide next about a day of which these are the parts; undefined where nothing waits. */
export function nextLevel({ awaitingParent, awaitingCounty }: Recognised): RecognitionLevel | undefined {
  if (awaitingParent > 0) return 'parent';
  return awaitingCounty > 0 ? 'county' : undefined;
}

/** An attendance with the calendar day (UTC+08:00) to which it belongs: that on which its session starts, as it belongs to the year in which that starts. */
export interface AttendanceOfDay {
  readonly sessionNo: string;
  readonly minutes: number;
  /** The session's planned start, epoch milliseconds, and the day of it. */
  readonly startsAt: number;
  readonly day: string;
}

/** One person's day: its attendances in the order in which they fill it, and what becomes of the minutes of each. */
export interface RecognisedDayOf<A> {
  readonly day: string;
  readonly attendances: readonly A[];
  readonly parts: readonly Recognised[];
}

/**
 * The days of one person, the earliest first. Attendances fill a day in the order of their sessions' planned starts, then of their numbers as text.
 *
 * @param attendances of one person, in any order
 */
export function recogniseDays<A extends AttendanceOfDay>(
  attendances: readonly A[],
  limitsOn: (day: string) => DailyLimits,
  decidedOn: (day: string) => DecidedLevels | undefined,
): RecognisedDayOf<A>[] {
  const days: { day: string; attendances: A[] }[] = [];
  for (const a of attendances.toSorted(
    (x, y) => x.startsAt - y.startsAt || compareCodePoints(x.sessionNo, y.sessionNo),
  )) {
    const last = days.at(-1);
    if (last?.day === a.day) last.attendances.push(a);
    else days.push({ day: a.day, attendances: [a] });
  }
  return days.map(({ day, attendances: of }) => ({
    ...{ day, attendances: of },
    parts: recognise(
      of.map((a) => a.minutes),
      limitsOn(day),
      decidedOn(day),
    ),
  }));
}

/** The sum of some parts. */
export function sumRecognised(some: Iterable<Recognised>): Recognised {
  const sum = nothingRecognised();
  for (const parts of some) for (const part of RECOGNITION_PARTS) sum[part] += parts[part];
  return sum;
}

/**
 * Whether an attendance counts as attended in full (全勤): its credited minutes are at least so many percent of the session's planned duration.
 * @param session planned times, epoch milliseconds
 */
export function isInFull(
  minutes: number,
  session: { readonly startsAt: number; readonly endsAt: number },
  percent: number,
): boolean {
  return minutes * 60_000 * 100 >= percent * (session.endsAt - session.startsAt);
}

/** The planned duration of a session in whole minutes, rounded down as service minutes are. */
export function plannedMinutes({ startsAt, endsAt }: { readonly startsAt: number; readonly endsAt: number }): number {
  return Math.floor((endsAt - startsAt) / 60_000);
}
