import {
  compareDecisions,
  type DailyLimits,
  type DecidedDay,
  type DecidedDayAt,
  type DecidedLevels,
  holding as holdingOf,
  type MadeDecision,
  nothingRecognised,
  recognise,
  type RecognitionLevel,
} from '#attendance';
import type { DecisionFact, ErrorCode } from '#contracts';
import type { DecisionDocument } from './decision.repository.js';

type Entry = Omit<DecisionDocument, 'sealed'>;

/** A decision without who made it. */
const madeOf = ({ _id: id, day, level, n, decision, minutes, approved, at }: Entry): MadeDecision => ({
  ...{ id, day, level, n, decision, minutes, approved },
  at: at.getTime(),
});

/** What others are told of a decision: neither who made it nor why. */
export function factOf(entry: Entry): DecisionFact {
  const { id: key, ...made } = madeOf(entry);
  return { kind: 'decision', key, rev: 1, volunteerNo: entry.volunteerNo, ...made };
}

/** In the order in which they were made. */
export const inOrder = <E extends Entry>(entries: readonly E[]): E[] =>
  entries.toSorted((a, b) => compareDecisions(madeOf(a), madeOf(b)));

/** What holds after some decisions about one person. */
export const holding = (entries: readonly Entry[]): DecidedDayAt[] => holdingOf(entries.map(madeOf));

/** The decision that holds of some about one person's day at one level. */
export function standingAt<E extends Entry>(entries: readonly E[], level: RecognitionLevel): E | undefined {
  const last = inOrder(entries.filter((e) => e.level === level)).at(-1);
  return last?.decision === 'withdrawn' ? undefined : last;
}

/** The same of one day, by level. */
export const holdingOn = (day: string, decided: readonly DecidedDayAt[] = []): DecidedLevels =>
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
