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
  const accepted = new Map<string, { session: SessionFacts; records: (AttendanceRecord | JudgedRecord)[] }>();
  for (const record of records) {
    if (record.kind === 'annul') {
      outcomes.set(record.id, 'annulment');
      continue;
    }
    const session = sessionOf(record.sessionNo);
    const reason = refusal(record, session, known) ?? (annulled(record.id) ? 'annulled' : undefined);
    outcomes.set(record.id, reason ?? 'counted');
    if (reason !== undefined || session === undefined) continue;
    const there = accepted.get(record.sessionNo);
    if (there) there.records.push(record);
    else accepted.set(record.sessionNo, { session, records: [record] });
  }

  const present: (Interval & { sessionNo: string })[] = [];
  const attended: Omit<Attendance, 'minutes'>[] = [];
  for (const [sessionNo, { session, records: there }] of accepted) {
    // One way through: this is done for every record that is answered.
    const passages: Passage[] = [];
    let evidence: EvidenceClass | undefined;
    let [checkedInAt, checkedOutAt] = [Infinity, -Infinity];
    for (const { kind, method, occurredAt: at } of there) {
      passages.push({ at, arriving: kind === 'check-in' });
      if (kind !== 'check-in') checkedOutAt = Math.max(checkedOutAt, at);
      else {
        evidence = better(EVIDENCE_OF[method], evidence);
        checkedInAt = Math.min(checkedInAt, at);
      }
    }
    if (evidence === undefined) {
      for (const r of there) outcomes.set(r.id, 'no_check_in');
      continue;
    }
    attended.push({
      ...{ sessionNo, evidence, checkedInAt },
      checkedOutAt: checkedOutAt === -Infinity ? undefined : checkedOutAt,
    });
    for (const interval of presence(passages, session)) present.push({ ...interval, sessionNo });
  }
  const seconds = creditOnce(present, compareCodePoints);
  const attendances = attended
    .map((a) => ({ ...a, minutes: Math.floor((seconds.get(a.sessionNo) ?? 0) / 60) }))
    .sort((a, b) => compareCodePoints(a.sessionNo, b.sessionNo));
  return { outcomes, attendances };
}

const better = (a: EvidenceClass, b: EvidenceClass | undefined): EvidenceClass =>
  b === undefined || EVIDENCE_CLASSES.indexOf(a) < EVIDENCE_CLASSES.indexOf(b) ? a : b;

/** The reasons that a check-in or check-out has of itself, without any other record. */
function refusal(
  record: AttendanceRecord | JudgedRecord,
  session: SessionFacts | undefined,
  known: boolean,
): Reason | undefined {
  if (session === undefined) return 'unknown_session';
  if (session.state === 'cancelled') return 'session_cancelled';
  if (!known) return 'unknown_volunteer';
  if (record.occurredAt < session.startsAt - WINDOW_MARGIN || record.occurredAt > session.endsAt + WINDOW_MARGIN)
    return 'outside_window';
  if (record.method === 'back-fill' && !('isApproved' in record ? record.isApproved : isApproved(record)))
    return 'not_approved';
  return undefined;
}

/** 补录 counts when somebody other than the one who entered it approved it, both names compared in their compact form. */
export function isApproved(record: Pick<RecordContent, 'enteredBy' | 'approvedBy'>): boolean {
  const approver = compact(record.approvedBy);
  return approver !== '' && approver !== compact(record.enteredBy);
}
