import type { DecidedDay, RecognitionLevel } from './recognition.js';

/** One decision (认定) about a person's day at one level: the `n`th of those that were made under one of his numbers. */
export interface MadeDecision {
  readonly id: string;
  /** `YYYY-MM-DD` in UTC+08:00. */
  readonly day: string;
  readonly level: RecognitionLevel;
  readonly n: number;
  readonly decision: 'approved' | 'refused' | 'withdrawn';
  /** Minutes of the day as whoever decided saw them, and those up to which they are recognised from then on. */
  readonly minutes: number;
  readonly approved: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What holds at one level about a person's day. */
export interface DecidedDayAt extends DecidedDay {
  readonly day: string;
  readonly level: RecognitionLevel;
}

/**
 * Negative where `a` was made before `b`. Those of numbers that led to two persons once may have the same place; the rest of the order is there to be one.
 */
export function compareDecisions(
  a: Pick<MadeDecision, 'id' | 'n' | 'at'>,
  b: Pick<MadeDecision, 'id' | 'n' | 'at'>,
): number {
  return a.n - b.n || a.at - b.at || (a.id < b.id ? -1 : 1);
}

/** What holds after some decisions about one person, in any order: the last of each day and level, unless it withdraws. */
export function holding(decisions: readonly MadeDecision[]): DecidedDayAt[] {
  const last = new Map<string, MadeDecision>();
  for (const made of decisions.toSorted(compareDecisions)) last.set(`${made.day} ${made.level}`, made);
  return [...last.values()]
    .filter((made) => made.decision !== 'withdrawn')
    .map(({ day, level, approved, minutes: seen }) => ({ day, level, approved, seen }));
}
