export {
  type HandlersOf,
  type InputOf,
  type OutputOf,
  type ParsedInputOf,
  type ReplyOf,
  rpc,
  type Rpc,
} from './contract.js';
export { grant, type Grant, type HeldGrant, MOST_INHERITED, role, type Role, scope, type Scope } from './access.js';
export { ERROR_CODES, type ErrorCode } from './errors.js';
export { feedContracts, type FeedContracts, type FeedHead, feedHead } from './feed.js';
export {
  IMPORT_CHUNK_BYTES,
  IMPORT_MAX_BYTES,
  IMPORT_OWNERS,
  IMPORTS_LISTED,
  importContracts,
  type ImportKind,
  importKind,
  type ImportProblem,
  type ImportState,
  type ImportStatus,
  importStatus,
  type Refusal,
} from './imports.js';
export { type ServiceName, serviceContracts, SERVICES } from './service.js';
export {
  type Account,
  account,
  listedAccount,
  type DivisionFact,
  registry,
  type RegistryFact,
  type TeamFact,
  type VolunteerFact,
} from './registry/index.js';
export { notice, type Notice, noticeKind, noticeView, type NoticeView } from './registry/notices.js';
export { type AuditEntry, auditEntry, type AuditHead, auditHead, type NewAuditEntry } from './registry/audit.js';
export { type CalendarOf } from './registry/calendars.js';
export { card, type CardView, MOST_CARDS, type PrintedCard } from './registry/cards.js';
export { POLICIES, policy, type Policy, policyKey, type PolicyKey } from './registry/policies.js';
export {
  qualification,
  type Qualification,
  qualificationCode,
  type QualificationCode,
} from './registry/qualifications.js';
export { type MaskedVolunteer } from './registry/personal-data.js';
export {
  type DivisionActKind,
  type DivisionDone,
  type DivisionLevel,
  divisionView,
  type DivisionView,
  MOST_NAMED,
} from './registry/divisions.js';
export { type MembershipView, membershipView, type MembersView, membersView } from './registry/memberships.js';
export { provisionalNumber, type ProvisionalNumber } from './registry/provisional-numbers.js';
export { teamView, type TeamView } from './registry/teams.js';
export { consent, type Consent, CONSENT_VERSIONS, type Purpose, purpose } from './registry/consents.js';
export {
  correction,
  type OwnData,
  keptOfPerson,
  type KeptOfPerson,
  ownData,
  PHOTO_MAX_BYTES,
  type RegisteringRefusal,
  type Registration,
  registration,
} from './registry/persons.js';
export { scheduling, type SessionFact } from './scheduling/index.js';
export {
  checkInPolicy,
  type CheckInPolicy,
  checkInSite,
  checkInWay,
  type CheckInWay,
  point,
  USUAL_CHECK_IN,
} from './scheduling/check-in-policy.js';
export {
  changeRefusal,
  type ChangeRefusal,
  exclusion,
  type Exclusion,
  plannedSession,
  type PlannedSession,
  post,
  publishingRefusal,
  type PublishingRefusal,
  sessionChange,
  type SessionChange,
  sessionListed,
  type SessionListed,
  sessionView,
  type SessionView,
  signUpRules,
  type Stage,
  stage,
} from './scheduling/planning.js';
export {
  activity,
  type Activity,
  activityView,
  type ActivityView,
  MOST_OCCURRENCES,
  type PlannedActivity,
  signUpPattern,
} from './scheduling/activities.js';
export { reservation, teamReservation, signUp, signUpRefusal, type SignUpView } from './scheduling/sign-ups.js';
export { checkIn, type PersonAttendances } from './check-in/index.js';
export {
  serviceAttendance,
  type ServiceAttendance,
  serviceRecord,
  type ServiceRecord,
  tally,
  type Tally,
} from './check-in/service-records.js';
export {
  type Certificate,
  certificateContent,
  type CertificateContent,
  certificateListed,
  type CertificateListed,
  type VerifiedCertificate,
  verifiedCertificate,
} from './check-in/certificates.js';
export {
  evidenceClass,
  type IncomingRecord,
  method,
  type RecordFact,
  recordKind,
  type RecordResult,
} from './check-in/records.js';
export { type BackFill, backFill } from './check-in/back-fills.js';
export { type Dispute, dispute, disputeClaim, disputeLevel, disputeState } from './check-in/disputes.js';
export { type NotCountedRecord } from './check-in/not-counted.js';
export { type MonthPerson, type MonthSession, ownRecord, type OwnRecord } from './check-in/own-records.js';
export { personFound } from './check-in/people.js';
export { type Roster } from './check-in/rosters.js';
export { type CheckInRefusal, position, proof, type Proof, type RefusedAttempt } from './check-in/proofs.js';
export { type Anomaly, anomaly, anomalyDecision, anomalyReason, anomalyState } from './check-in/anomalies.js';
export {
  drawn,
  type Drawn,
  spotCheck,
  type SpotCheck,
  spotCheckFinding,
  spotCheckListed,
  type SpotCheckListed,
} from './check-in/spot-checks.js';
export {
  type DecisionFact,
  recognisedDay,
  type RecognisedDay,
  recognisedHours,
  type RecognisedHours,
  recognitionDecision,
  recognitionLevel,
} from './check-in/recognition.js';
export { type Present } from './check-in/presence.js';
export {
  type RecognitionFigures,
  recognitionReport,
  type RecognitionReport,
  waitingDay,
  type WaitingDay,
} from './statistics/recognition.js';
export {
  type Figures,
  type PersonCell,
  type RecountResult,
  type SessionCell,
  statistics,
  type YearReport,
} from './statistics/index.js';
