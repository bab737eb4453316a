export { compact } from './compact.js';
export {
  type AttendanceRecord,
  compareCodePoints,
  compareContent,
  compareStanding,
  contentText,
  EVIDENCE_CLASSES,
  EVIDENCE_OF,
  type EvidenceClass,
  type Method,
  METHODS,
  RECORD_KINDS,
  type RecordContent,
  type RecordKind,
  standing,
} from './record.js';
export {
  type Attendance,
  CREDIT_RULES,
  type CreditRule,
  judge,
  type Judgement,
  type Outcome,
  type Reason,
  REASONS,
  SESSION_STATES,
  type SessionFacts,
  type SessionState,
  WINDOW_MARGIN,
} from './judge.js';
export { creditOnce, type Interval, openSince, type Passage, presence } from './credit.js';
