import { type AttendanceRecord, EVIDENCE, type Evidence, type Fate, type Ledger, type Writing } from './ledger.js';
import { item, type Random } from './prng.js';
import { isOnline, lengthOf, type Method, type Session } from './session.js';
import { MINUTE } from './time.js';

/** What all visits share: who enters and approves, and numbers to borrow for what must not count. */
export interface Office {
  readonly clerks: readonly string[];
  /** None of them is a clerk. */
  readonly approvers: readonly string[];
  readonly cancelled: readonly Session[];
  /** Numbers that lead to no session. */
  readonly unknownSessions: readonly string[];
  /** Numbers that lead to nobody. */
  readonly unknownVolunteers: readonly string[];
  /** All sessions' numbers in order. */
  readonly sessionNos: readonly string[];
}

/** One person at one session: makes the records of it and says what becomes of them. */
export class Visit {
  method: Method;

  constructor(
    readonly session: Session,
    readonly person: number,
    /** The person's accepted numbers. */
    readonly numbers: readonly string[],
    readonly random: Random,
    readonly office: Office,
    private readonly ledger: Ledger,
  ) {
    // Where people scan, some have no telephone at hand and are called by name.
    this.method = isOnline(session) && random.chance(0.05) ? '点名' : session.method;
  }

  get length(): number {
    return lengthOf(this.session);
  }

  /** When somebody comes, and how many seconds of the session that costs. */
  arrival(): { at: number; late: number } {
    const { random, unit, session } = this;
    if (random.chance(0.8)) return { at: session.startsAt - unit * random.int(1200 / unit), late: 0 };
    const late = unit * random.between(1, 900 / unit);
    return { at: session.startsAt + late, late };
  }

  /** Somebody comes late, so that an earlier check-in would change the minutes if it counted. */
  lateArrival(): { at: number; late: number } {
    const late = MINUTE * this.random.between(6, 15);
    return { at: this.session.startsAt + late, late };
  }

  /** When somebody goes, and how many seconds of the session that costs. */
  departure(): { at: number; early: number } {
    const { random, unit, session } = this;
    if (random.chance(0.6)) return { at: session.endsAt + unit * random.int(2400 / unit), early: 0 };
    const early = unit * random.between(1, 1800 / unit);
    return { at: session.endsAt - early, early };
  }

  /** When somebody comes and goes, and how many seconds of the session that is. */
  stay({ at: from, late } = this.arrival()): { from: number; to: number; seconds: number } {
    const { at: to, early } = this.departure();
    return { from, to, seconds: this.length - late - early };
  }

  /** Of a time present that nothing ends: the rest of the session by plan, nothing by check-out. */
  openCredit(late: number): number {
    return this.session.creditsToPlannedEnd ? this.length - late : 0;
  }

  checkIn(at: number, changes: Partial<AttendanceRecord> = {}): AttendanceRecord {
    return this.record('签到', at, changes);
  }

  checkOut(at: number, changes: Partial<AttendanceRecord> = {}): AttendanceRecord {
    return this.record('签退', at, changes);
  }

  /** An annulment of a record, made a while after it. */
  annulment(
    of: { readonly id: string; readonly at: number },
    changes: Partial<AttendanceRecord> = {},
  ): AttendanceRecord {
    const at = of.at + MINUTE * this.random.between(1, 600);
    return this.record('撤销', at, { annuls: of.id, note: '录错人', ...changes });
  }

  /** Whoever entered it and another one who approved it. */
  backFilled(): Pick<AttendanceRecord, 'method' | 'device' | 'enteredBy' | 'approvedBy'> {
    const { clerks, approvers } = this.office;
    return { method: '补录', device: '', enteredBy: this.random.pick(clerks), approvedBy: this.random.pick(approvers) };
  }

  writes(record: AttendanceRecord, fate: Fate, writing?: Writing): void {
    this.ledger.write(record, fate, writing);
  }

  /** A row that is refused because a required cell is blank. */
  writesMalformed(record: AttendanceRecord, blank: number): void {
    this.writes(record, 'malformed', { blank });
  }

  counts(...records: readonly AttendanceRecord[]): void {
    for (const record of records) this.writes(record, 'counted');
  }

  attended(seconds: number, evidence: Evidence = EVIDENCE[this.method]): void {
    const { person, session } = this;
    this.ledger.attended({ person, session, evidence, seconds });
  }

  /** A session number that sorts after this session's. */
  laterSessionNo(): string {
    const { sessionNos } = this.office;
    return sessionNos[sessionNos.indexOf(this.session.no) + 1] ?? `${this.session.no}A`;
  }

  private get unit(): number {
    return isScan(this.method) ? 1 : MINUTE;
  }

  private record(kind: AttendanceRecord['kind'], at: number, changes: Partial<AttendanceRecord>): AttendanceRecord {
    const { random } = this;
    const method = changes.method ?? this.method;
    return {
      id: random.uuid(),
      sessionNo: this.session.no,
      volunteerNo: this.numbers.length === 1 ? item(this.numbers, 0) : random.pick(this.numbers),
      kind,
      at,
      receivedAt: at + random.between(3, 60),
      method,
      device: isScan(method) ? `D${String(random.between(1, 399)).padStart(3, '0')}` : '',
      enteredBy: isScan(method) ? '' : random.pick(this.office.clerks),
      approvedBy: '',
      annuls: '',
      note: '',
      ...changes,
    };
  }
}

function isScan(method: Method): boolean {
  return method === '扫码' || method === '定位';
}
