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
  type JudgedRecord,
  type Method,
  METHODS,
  RECORD_KINDS,
  type RecordContent,
  type RecordKind,
  standing,
} from './record.js';
export {
  type Attendance,
  attendancesOf,
  isApproved,
  judge,
  type Judgement,
  type Outcome,
  type Reason,
  reasonOf,
  REASONS,
  WINDOW_MARGIN,
} from './judge.js';
export {
  type AttendanceOfDay,
  type DailyLimits,
  type DayRules,
  type DecidedDay,
  type DecidedLevels,
  isInFull,
  nextLevel,
  nothingRecognised,
  plannedMinutes,
  recognise,
  recogniseDays,
  type RecognisedDayOf,
  type Recognised,
  RECOGNITION_LEVELS,
  RECOGNITION_PARTS,
  type RecognitionLevel,
  type RecognitionPart,
  sumRecognised,
} from './recognition.js';
export { compareDecisions, type DecidedDayAt, holding, type MadeDecision } from './decisions.js';
export { CREDIT_RULES, type CreditRule, SESSION_STATES, type SessionFacts, type SessionState } from './session.js';
export { creditOnce, type Interval, openSince, type Passage, presence } from './credit.js';
