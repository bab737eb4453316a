import { type Random } from './prng.js';
import { type Method, type Session } from './session.js';
import { csvLine } from './table-file.js';
import { anyForm, type TimeForm, timeText } from './time.js';

export const ATTENDANCE_HEADER =
  '记录编号,场次编号,志愿者编号,类型,发生时间,接收时间,方式,设备,录入人,审核人,原记录编号,备注';

export interface AttendanceRecord {
  readonly id: string;
  readonly sessionNo: string;
  readonly volunteerNo: string;
  readonly kind: '签到' | '签退' | '撤销';
  /** Seconds since 1970, as `receivedAt`. */
  readonly at: number;
  readonly receivedAt: number;
  readonly method: Method;
  readonly device: string;
  readonly enteredBy: string;
  readonly approvedBy: string;
  readonly annuls: string;
  readonly note: string;
}

/** Why a row is not counted. */
export type Reason =
  | 'malformed'
  | 'duplicate'
  | 'conflict'
  | 'unknown_session'
  | 'session_cancelled'
  | 'unknown_volunteer'
  | 'outside_window'
  | 'not_approved'
  | 'annulled'
  | 'no_check_in';

/** What becomes of a row: whoever writes it says so, knowing the case that it makes. */
export type Fate = 'counted' | 'annulment' | Reason;

export type Evidence = 'verified' | 'attested' | 'declared';

/** Evidence class of a check-in by its method. */
export const EVIDENCE: Readonly<Record<Method, Evidence>> = {
  扫码: 'verified',
  定位: 'verified',
  点名: 'attested',
  纸质: 'attested',
  补录: 'declared',
};

/** What a case amounts to: one person at one session, with the seconds credited. */
export interface Attendance {
  readonly person: number;
  readonly session: Session;
  readonly evidence: Evidence;
  readonly seconds: number;
}

/** How a row is to be written where chance is not to decide it. */
export interface Writing {
  readonly at?: TimeForm;
  readonly receivedAt?: TimeForm;
  readonly capitalId?: boolean;
  /** The cells with spaces around them. */
  readonly padded?: boolean;
  /** A required cell that is left blank, by its place in the row. */
  readonly blank?: number;
}

/** Takes the rows of the attendance file while they are made, with what becomes of each, and what they amount to. */
export class Ledger {
  /** The rows as lines of CSV. */
  readonly lines: string[] = [];
  readonly attendances: Attendance[] = [];
  /** Rows by what becomes of them. */
  readonly fates = new Map<Fate, number>();
  readonly cases = new Map<string, number>();

  constructor(private readonly random: Random) {}

  write(record: AttendanceRecord, fate: Fate, writing: Writing = {}): void {
    const { random } = this;
    const at = writing.at ?? anyForm(random);
    const receivedAt = writing.receivedAt ?? anyForm(random);
    const pad = (writing.padded ?? random.chance(0.002)) ? (text: string) => ` ${text}\u3000` : (text: string) => text;
    const capitals = writing.capitalId ?? random.chance(0.004);
    const cells = [
      capitals ? record.id.toUpperCase() : record.id,
      pad(record.sessionNo),
      pad(record.volunteerNo),
      record.kind,
      timeText(record.at, at),
      timeText(record.receivedAt, receivedAt),
      record.method,
      record.device,
      record.enteredBy === '' ? '' : pad(record.enteredBy),
      record.approvedBy,
      random.chance(0.2) ? record.annuls.toUpperCase() : record.annuls,
      record.note,
    ];
    if (writing.blank !== undefined) cells[writing.blank] = '';
    this.lines.push(csvLine(cells));
    this.add(this.fates, fate);
    this.happened(`time written: ${at}`);
    if (capitals) this.happened('record number in capitals');
  }

  attended(attendance: Attendance): void {
    this.attendances.push(attendance);
  }

  happened(name: string): void {
    this.add(this.cases, name);
  }

  private add<K>(counts: Map<K, number>, key: K): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}
