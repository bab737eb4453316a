/** 类型: 签到 check-in, 签退 check-out, 撤销 annul. */
export const RECORD_KINDS = ['check-in', 'check-out', 'annul'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** 方式: 扫码 qr, 定位 location, 点名 roll-call, 纸质 paper, 补录 back-fill. */
export const METHODS = ['qr', 'location', 'roll-call', 'paper', 'back-fill'] as const;
export type Method = (typeof METHODS)[number];

/** Evidence class of a record, best first. */
export const EVIDENCE_CLASSES = ['verified', 'attested', 'declared'] as const;
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** What a record says: every field but its id and the time of receipt. Blank is the empty string. */
export interface RecordContent {
  readonly sessionNo: string;
  readonly volunteerNo: string;
  readonly kind: RecordKind;
  /** When it happened, epoch milliseconds in whole seconds; decides every figure. */
  readonly occurredAt: number;
  readonly method: Method;
  readonly deviceId: string;
  readonly enteredBy: string;
  readonly approvedBy: string;
  /** Id of the record that an annulment names, in lower case. */
  readonly annuls: string;
  readonly note: string;
}

/** One content under one id, with the earliest time at which it was received (epoch milliseconds). */
export interface AttendanceRecord extends RecordContent {
  /** 记录编号, a UUID in lower case. */
  readonly id: string;
  readonly receivedAt: number;
}

/**
 * What of a record decides attendances, without the names in it: whether a back-fill is approved stands instead of them.
 */
export interface JudgedRecord extends Pick<AttendanceRecord, 'id' | 'sessionNo' | 'kind' | 'occurredAt' | 'method'> {
  readonly isApproved: boolean;
}

/** Words of files by the words of the programming interface; contents are put in order by the words of files. */
const KIND_WORD: Record<RecordKind, string> = { 'check-in': '签到', 'check-out': '签退', annul: '撤销' };
const METHOD_WORD: Record<Method, string> = {
  qr: '扫码',
  location: '定位',
  'roll-call': '点名',
  paper: '纸质',
  'back-fill': '补录',
};

/** Evidence class by method: 扫码 and 定位 verified, 点名 and 纸质 attested, 补录 declared. */
export const EVIDENCE_OF: Record<Method, EvidenceClass> = {
  qr: 'verified',
  location: 'verified',
  'roll-call': 'attested',
  paper: 'attested',
  'back-fill': 'declared',
};

/**
 * A text that is equal for two contents exactly when they are the same content (times as instants).
 * What is digested to tell a repeated record (`duplicate`) from a reused id (`conflict`).
 */
export function contentText(c: RecordContent): string {
  return JSON.stringify([
    c.sessionNo,
    c.volunteerNo,
    c.kind,
    c.occurredAt,
    c.method,
    c.deviceId,
    c.enteredBy,
    c.approvedBy,
    c.annuls,
    c.note,
  ]);
}

/** Compares by Unicode code point, as the definitions ask; `<` on strings compares UTF-16 units, which differs beyond U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other UTF-16 unit. */
const codePointRank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** Order of contents, field by field (definitions, `conflict`): blank sorts first because it is the shortest text. */
export function compareContent(a: RecordContent, b: RecordContent): number {
  return (
    compareCodePoints(a.sessionNo, b.sessionNo) ||
    compareCodePoints(a.volunteerNo, b.volunteerNo) ||
    compareCodePoints(KIND_WORD[a.kind], KIND_WORD[b.kind]) ||
    a.occurredAt - b.occurredAt ||
    compareCodePoints(METHOD_WORD[a.method], METHOD_WORD[b.method]) ||
    compareCodePoints(a.deviceId, b.deviceId) ||
    compareCodePoints(a.enteredBy, b.enteredBy) ||
    compareCodePoints(a.approvedBy, b.approvedBy) ||
    compareCodePoints(a.annuls, b.annuls) ||
    compareCodePoints(a.note, b.note)
  );
}

/** Negative when `a` stands against `b` under one id: received first, of equal times the content that sorts first. */
export function compareStanding(a: AttendanceRecord, b: AttendanceRecord): number {
  return a.receivedAt - b.receivedAt || compareContent(a, b);
}

/**
 * Which of several contents under one id stands; repeats of one content may be among them.
 * Associative and commutative, so no order of arrival matters.
 */
export function standing(contents: readonly [AttendanceRecord, ...AttendanceRecord[]]): AttendanceRecord {
  return contents.reduce((best, c) => (compareStanding(c, best) < 0 ? c : best));
}
