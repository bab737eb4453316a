import { compact } from './compact.js';
import { creditOnce, presence, type Interval, type Passage } from './credit.js';
import {
  type AttendanceRecord,
  compareCodePoints,
  EVIDENCE_CLASSES,
  EVIDENCE_OF,
  type EvidenceClass,
  type JudgedRecord,
  type RecordContent,
} from './record.js';
import type { SessionFacts } from './session.js';

/** Why a standing record does not count, in the order of the definitions; `duplicate` and `conflict` are decided before. */
export const REASONS = [
  'unknown_session',
  'session_cancelled',
  'unknown_volunteer',
  'outside_window',
  'not_approved',
  'annulled',
  'no_check_in',
] as const;
export type Reason = (typeof REASONS)[number];

/** An annulment is kept and acts, but is never counted: `annulment`. */
export type Outcome = 'counted' | 'annulment' | Reason;

/** Why a record does not count; undefined where it does, and of an annulment, which never does and needs no reason. */
export const reasonOf = (outcome: Outcome | undefined): Reason | undefined =>
  outcome === 'counted' || outcome === 'annulment' ? undefined : outcome;

/** One person at one session with at least one accepted check-in (definitions, "attendance"). */
export interface Attendance {
  readonly sessionNo: string;
  /** The best class among the accepted check-ins. */
  readonly evidence: EvidenceClass;
  /** Service minutes credited, rounded down. */
  readonly minutes: number;
  /** Earliest accepted check-in and latest accepted check-out, epoch milliseconds. */
  readonly checkedInAt: number;
  readonly checkedOutAt: number | undefined;
}

export interface Judgement {
  /** Outcome by record id. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** By session number in code-point order. */
  readonly attendances: readonly Attendance[];
}

/** Milliseconds: the window is open from 60 minutes before the planned start to 60 minutes after the planned end, both included. */
export const WINDOW_MARGIN = 60 * 60 * 1000;

/**
 * What the records of one person amount to.
 *
 * @param records the standing records (see `standing`) under all numbers that lead to the person, every session, every year, in any
 *   order; an id at most once. As they are kept, or what of them decides
 * @param known false for a number that leads to nobody
 * @param sessionOf the session of a number as it stands now
 * @param annulled whether a standing annulment names that id
 */
export function judge(
  records: readonly (AttendanceRecord | JudgedRecord)[],
  known: boolean,
  sessionOf: (sessionNo: string) => SessionFacts | undefined,
  annulled: (id: string) => boolean,
): Judgement {
  const outcomes = new Map<string, Outcome>();
  const attendances = attend(records, known, sessionOf, annulled, (id, outcome) => outcomes.set(id, outcome));
  return { outcomes, attendances };
}

/** The attendances of somebody who is known, as `judge` finds them. */
export function attendancesOf(
  records: readonly (AttendanceRecord | JudgedRecord)[],
  sessionOf: (sessionNo: string) => SessionFacts | undefined,
  annulled: (id: string) => boolean,
): readonly Attendance[] {
  return attend(records, true, sessionOf, annulled, () => undefined);
}

/** @param told of each record what it amounts to, the last time finally */
function attend(
  records: readonly (AttendanceRecord | JudgedRecord)[],
  known: boolean,
  sessionOf: (sessionNo: string) => SessionFacts | undefined,
  annulled: (id: string) => boolean,
  told: (id: string, outcome: Outcome) => void,
): readonly Attendance[] {
  const accepted: (AttendanceRecord | JudgedRecord)[] = [];
  for (const record of records) {
    const outcome = outcomeOf(record, sessionOf(record.sessionNo), known, annulled);
    told(record.id, outcome);
    if (outcome === 'counted') accepted.push(record);
  }
  const present: (Interval & { sessionNo: string })[] = [];
  const attendances: Writable<Attendance>[] = [];
  for (const there of bySession(accepted)) {
    const { sessionNo } = there[0];
    const attendance = attendanceOf(sessionNo, there);
    if (attendance === undefined) {
      for (const r of there) told(r.id, 'no_check_in');
      continue;
    }
    attendances.push(attendance);
    const session = sessionOf(sessionNo);
    if (session === undefined) continue; // then none of them would count
    for (const interval of presence(there.map(passageOf), session)) present.push({ ...interval, sessionNo });
  }
  const seconds = creditOnce(present, compareCodePoints);
  for (const a of attendances) a.minutes = Math.floor((seconds.get(a.sessionNo) ?? 0) / 60);
  return attendances;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Records of each session, by session number in code-point order. Without maps: this is done for every record that is answered, and as a rule there is one. */
function bySession<R extends Pick<JudgedRecord, 'sessionNo'>>(records: readonly R[]): [R, ...R[]][] {
  const ordered =
    records.length < 2 ? records : records.toSorted((a, b) => compareCodePoints(a.sessionNo, b.sessionNo));
  const groups: [R, ...R[]][] = [];
  for (const record of ordered) {
    const last = groups.at(-1);
    if (last?.[0].sessionNo === record.sessionNo) last.push(record);
    else groups.push([record]);
  }
  return groups;
}

const passageOf = ({ kind, occurredAt }: Pick<JudgedRecord, 'kind' | 'occurredAt'>): Passage => ({
  at: occurredAt,
  arriving: kind === 'check-in',
});

/** What one person's accepted records at one session come to, without minutes; undefined where no check-in is among them. */
function attendanceOf(
  sessionNo: string,
  accepted: readonly Pick<JudgedRecord, 'kind' | 'method' | 'occurredAt'>[],
): Writable<Attendance> | undefined {
  let evidence: EvidenceClass | undefined;
  let checkedInAt = Infinity;
  let checkedOutAt: number | undefined;
  for (const { kind, method, occurredAt: at } of accepted) {
    if (kind === 'check-in') {
      evidence = better(EVIDENCE_OF[method], evidence);
      checkedInAt = Math.min(checkedInAt, at);
    } else checkedOutAt = Math.max(checkedOutAt ?? at, at);
  }
  return evidence === undefined ? undefined : { sessionNo, evidence, minutes: 0, checkedInAt, checkedOutAt };
}

/** What a record amounts to as far as that does not depend on other check-ins and check-outs. */
function outcomeOf(
  record: AttendanceRecord | JudgedRecord,
  session: SessionFacts | undefined,
  known: boolean,
  annulled: (id: string) => boolean,
): Exclude<Outcome, 'no_check_in'> {
  if (record.kind === 'annul') return 'annulment';
  if (session === undefined) return 'unknown_session';
  if (session.state === 'cancelled') return 'session_cancelled';
  if (!known) return 'unknown_volunteer';
  if (record.occurredAt < session.startsAt - WINDOW_MARGIN || record.occurredAt > session.endsAt + WINDOW_MARGIN)
    return 'outside_window';
  if (record.method === 'back-fill' && !('isApproved' in record ? record.isApproved : isApproved(record)))
    return 'not_approved';
  return annulled(record.id) ? 'annulled' : 'counted';
}

const better = (a: EvidenceClass, b: EvidenceClass | undefined): EvidenceClass =>
  b === undefined || EVIDENCE_CLASSES.indexOf(a) < EVIDENCE_CLASSES.indexOf(b) ? a : b;

/** 补录 counts when somebody other than the one who entered it approved it, both names compared in their compact form. */
export function isApproved(record: Pick<RecordContent, 'enteredBy' | 'approvedBy'>): boolean {
  const approver = compact(record.approvedBy);
  return approver !== '' && approver !== compact(record.enteredBy);
}
