import {
  type DailyLimits,
  type DecidedDay,
  type DecidedLevels,
  nothingRecognised,
  recognise,
  type RecognitionLevel,
} from '#attendance';
import type { DecidedDayFact, ErrorCode } from '#contracts';
import type { DecisionDocument } from './decision.repository.js';

type Entry = Omit<DecisionDocument, 'sealed'>;

/** In the order in which they were made. Those of numbers that led to two persons once may have the same place; the rest of the order is there to be one. */
export const inOrder = <E extends Entry>(entries: readonly E[]): E[] =>
  entries.toSorted((a, b) => a.n - b.n || a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1));

/** What holds after some decisions about one person: the last of each day and level. */
export function holding(entries: readonly Entry[]): DecidedDayFact[] {
  const last = new Map<string, Entry>();
  for (const entry of inOrder(entries)) last.set(`${entry.day} ${entry.level}`, entry);
  return [...last.values()]
    .filter((e) => e.decision !== 'withdrawn')
    .map(({ day, level, approved, minutes: seen }) => ({ day, level, approved, seen }));
}

/** The decision that holds of some about one person's day at one level. */
export function standingAt<E extends Entry>(entries: readonly E[], level: RecognitionLevel): E | undefined {
  const last = inOrder(entries.filter((e) => e.level === level)).at(-1);
  return last?.decision === 'withdrawn' ? undefined : last;
}

/** The same of one day, by level. */
export const holdingOn = (day: string, decided: readonly DecidedDayFact[] = []): DecidedLevels =>
  Object.fromEntries(decided.filter((d) => d.day === day).map((d) => [d.level, d]));

/** A person's day as it is when somebody decides about it. */
export interface DayToDecide {
  readonly minutes: number;
  readonly limits: DailyLimits;
  readonly decided: DecidedLevels;
}

/** Minutes up to which a decision recognises the day, or why it cannot be made. */
export function decideDay(
  asked: { readonly level: RecognitionLevel; readonly decision: Entry['decision']; readonly minutes: number },
  { minutes, limits, decided }: DayToDecide,
): { readonly approved: number } | { readonly refusal: ErrorCode } {
  const before: DecidedDay | undefined = decided[asked.level];
  if (asked.minutes !== minutes) return { refusal: 'RECOGNITION.CHANGED_MEANWHILE' };
  if (asked.decision === 'withdrawn')
    return before === undefined ? { refusal: 'RECOGNITION.NOTHING_TO_DECIDE' } : { approved: 0 };
  const [parts = nothingRecognised()] = recognise([minutes], limits, decided);
  if (asked.level === 'county' && parts.awaitingParent > 0) return { refusal: 'RECOGNITION.PARENT_FIRST' };
  if ((asked.level === 'parent' ? parts.awaitingParent : parts.awaitingCounty) === 0)
    return { refusal: 'RECOGNITION.NOTHING_TO_DECIDE' };
  return { approved: asked.decision === 'approved' ? minutes : (before?.approved ?? 0) };
}
