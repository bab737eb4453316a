import { checkIn } from '#contracts';
import { feedOwnerModule, FeedSnapshot, OUTBOX_PLAN } from '#feed';
import { IMPORTS_PLAN, importsModule } from '#imports';
import type { IndexPlan } from '#mongo';
import { PoliciesToday, RecognitionRules } from '#policies';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Admission } from './admission/admission.js';
import { Annulments } from './admission/annulments.js';
import { Bounds } from './admission/bounds.js';
import { Cards } from './admission/cards.js';
import { StoredContents } from './admission/contents.js';
import { Proofs } from './admission/proofs.js';
import { Rules } from './admission/rules.js';
import { AnomaliesController } from './anomalies/anomalies.controller.js';
import { AnomalyFinder } from './anomalies/anomaly-finder.js';
import { ANOMALY, AnomalyRepository, anomalySchema } from './anomalies/anomaly.repository.js';
import { Observing } from './anomalies/observing.js';
import { AttendanceController } from './attendance.controller.js';
import { HistoryReader } from './attendances/histories.js';
import { NotCounted } from './attendances/not-counted.js';
import { Recount } from './attendances/recount.js';
import { AttendedReader } from './attendances/attended.js';
import { Descriptions } from './attendances/descriptions.js';
import { ServiceRecords } from './attendances/service-records.js';
import { ATTEMPT, AttemptLog, attemptSchema, ATTEMPTS_KEPT_SECONDS } from './attempts/attempt-log.js';
import { GUESSES, Guesses, GUESSES_FORGOTTEN_SECONDS, guessesSchema } from './attempts/guesses.js';
import { BACK_FILL, BackFillRepository, backFillSchema } from './back-fills/back-fill.repository.js';
import { BackFillsController } from './back-fills/back-fills.controller.js';
import { BackFills } from './back-fills/back-fills.js';
import {
  CERTIFICATE,
  CERTIFICATE_INDEXES,
  CertificateRepository,
  certificateSchema,
} from './certificates/certificate.repository.js';
import { Certificates } from './certificates/certificates.js';
import { CertificatesController } from './certificates/certificates.controller.js';
import { Issuing } from './certificates/issuing.js';
import { Verification } from './certificates/verification.js';
import { Actors } from './actors/actors.js';
import { CheckInCodes } from './codes/check-in-codes.js';
import { SessionCodes } from './codes/session-codes.js';
import { DecidingDisputes } from './disputes/deciding-disputes.js';
import { DISPUTE, DisputeRepository, disputeSchema } from './disputes/dispute.repository.js';
import { Disputes } from './disputes/disputes.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { Opening } from './disputes/opening.js';
import { Subjects } from './disputes/subjects.js';
import { EVIDENCE, EvidenceRepository, evidenceSchema } from './evidence/evidence.repository.js';
import { Positions } from './evidence/positions.js';
import type { Forgettable } from './forgetting/forgettable.js';
import { FORGETTABLES, Forgetting } from './forgetting/forgetting.js';
import { Months } from './own-records/months.js';
import { OwnRecords } from './own-records/own-records.js';
import { OwnRecordsController } from './own-records/own-records.controller.js';
import { PeopleController } from './people/people.controller.js';
import { People } from './people/people.js';
import { SignedUp } from './people/signed-up.js';
import { WalkIns } from './people/walk-ins.js';
import { FOLLOWED, FollowedRepository, followedSchema } from './follow/followed.repository.js';
import { Following } from './follow/following.js';
import { SESSION_COPY, sessionCopySchema, SessionRepository } from './follow/session.repository.js';
import { RegistrySink, SchedulingSink } from './follow/sinks.js';
import { NUMBERS_ENTRY, numbersEntrySchema, PersonRepository } from './persons/person.repository.js';
import { AttendanceKind } from './records/attendance.kind.js';
import { CheckOutReminders } from './presence/check-out-reminders.js';
import { PresenceController } from './presence/presence.controller.js';
import { Presences } from './presence/presence.js';
import { REMINDED, RemindedRepository, remindedSchema } from './presence/reminded.repository.js';
import { FormerMarks } from './records/former-marks.js';
import { KeepRecords } from './records/keep-records.js';
import { LedgerSnapshot } from './records/ledger-snapshot.js';
import { RecordAttendance } from './records/record-attendance.js';
import { DecidingDays } from './recognition/deciding-days.js';
import { DECISION, DecisionRepository, decisionSchema } from './recognition/decision.repository.js';
import { RecognisedHoursReader } from './recognition/recognised-hours.js';
import { RecognitionController } from './recognition/recognition.controller.js';
import { RECORD, RecordRepository, recordSchema } from './records/record.repository.js';
import { StandingRecords } from './records/standing-records.js';
import { RosterKeys } from './rosters/roster-keys.js';
import { RosterPeople } from './rosters/roster-people.js';
import { RostersController } from './rosters/rosters.controller.js';
import { Rosters } from './rosters/rosters.js';
import { SPOT_CHECK, SpotCheckRepository, spotCheckSchema } from './spot-checks/spot-check.repository.js';
import { SpotChecksController } from './spot-checks/spot-checks.controller.js';
import { SpotChecks } from './spot-checks/spot-checks.js';
import { NoticesOf } from './telling/notices-of.js';
import { Telling } from './telling/telling.js';
import { TO_TELL, TO_TELL_KEPT_SECONDS, ToTell, toTellSchema } from './telling/to-tell.repository.js';
import { LOOKED_AT, LOOKED_AT_KEPT_SECONDS, lookedAtSchema, Watch } from './watch/watch.js';

export const CHECK_IN_PLAN: IndexPlan = {
  ...OUTBOX_PLAN,
  ...IMPORTS_PLAN,
  records: [
    { name: 'volunteer', key: { volunteerNo: 1, sessionNo: 1 } },
    { name: 'session', key: { sessionNo: 1, volunteerNo: 1 } },
    { name: 'rivals', key: { rivalOf: 1 }, sparse: true },
    { name: 'annulments', key: { annuls: 1 }, sparse: true },
  ],
  numbers: [],
  sessions: [{ name: 'end', key: { endsAt: 1 } }],
  'spot-checks': [{ name: 'newest', key: { at: -1 } }],
  anomalies: [{ name: 'newest', key: { foundAt: -1, _id: 1 } }],
  reminded: [{ name: 'session', key: { sessionNo: 1 } }],
  'looked-at': [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: LOOKED_AT_KEPT_SECONDS }],
  copies: [],
  evidence: [
    { name: 'record', key: { record: 1 } },
    { name: 'positions', key: { at: 1 }, partialFilterExpression: { position: { $exists: true } } },
  ],
  attempts: [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: ATTEMPTS_KEPT_SECONDS }],
  'back-fills': [
    { name: 'session', key: { sessionNo: 1, requestedAt: 1 } },
    { name: 'volunteer', key: { volunteerNo: 1 } },
  ],
  certificates: CERTIFICATE_INDEXES,
  'recognition-decisions': [{ name: 'nth', key: { volunteerNo: 1, day: 1, level: 1, n: 1 }, unique: true }],
  disputes: [
    { name: 'due', key: { state: 1, dueAt: 1, _id: 1 } },
    { name: 'volunteer', key: { volunteerNo: 1, openedAt: -1 } },
    { name: 'open', key: { about: 1 }, unique: true, partialFilterExpression: { state: 'open' } },
  ],
  'to-tell': [
    { name: 'due', key: { dueAt: 1 } },
    { name: 'forget', key: { at: 1 }, expireAfterSeconds: TO_TELL_KEPT_SECONDS },
  ],
  guesses: [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: GUESSES_FORGOTTEN_SECONDS }],
};

const LEDGER = [
  RecordRepository,
  PersonRepository,
  SessionRepository,
  FollowedRepository,
  EvidenceRepository,
  AttemptLog,
  Guesses,
  BackFillRepository,
  DisputeRepository,
  ToTell,
  Watch,
  RemindedRepository,
  AnomalyRepository,
  SpotCheckRepository,
  CertificateRepository,
  KeepRecords,
  StandingRecords,
  HistoryReader,
  DecisionRepository,
  Recount,
  NotCounted,
];

/** The ledger and the copies. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: RECORD, schema: recordSchema },
      { name: NUMBERS_ENTRY, schema: numbersEntrySchema },
      { name: SESSION_COPY, schema: sessionCopySchema },
      { name: FOLLOWED, schema: followedSchema },
      { name: EVIDENCE, schema: evidenceSchema },
      { name: ATTEMPT, schema: attemptSchema },
      { name: GUESSES, schema: guessesSchema },
      { name: BACK_FILL, schema: backFillSchema },
      { name: DISPUTE, schema: disputeSchema },
      { name: TO_TELL, schema: toTellSchema },
      { name: REMINDED, schema: remindedSchema },
      { name: SPOT_CHECK, schema: spotCheckSchema },
      { name: ANOMALY, schema: anomalySchema },
      { name: CERTIFICATE, schema: certificateSchema },
      { name: LOOKED_AT, schema: lookedAtSchema },
      { name: DECISION, schema: decisionSchema },
    ]),
  ],
  providers: LEDGER,
  exports: LEDGER,
})
class LedgerModule {}

@Module({
  imports: [
    LedgerModule,
    feedOwnerModule(checkIn.feed, { provide: FeedSnapshot, useClass: LedgerSnapshot }, [LedgerModule]),
    importsModule(checkIn.imports, [AttendanceKind], [LedgerModule]),
  ],
  controllers: [
    AttendanceController,
    BackFillsController,
    DisputesController,
    OwnRecordsController,
    PeopleController,
    PresenceController,
    AnomaliesController,
    SpotChecksController,
    CertificatesController,
    RecognitionController,
    RostersController,
  ],
  providers: [
    FormerMarks,
    RegistrySink,
    SchedulingSink,
    Following,
    Bounds,
    CheckInCodes,
    SessionCodes,
    Proofs,
    Annulments,
    Cards,
    Rules,
    StoredContents,
    Admission,
    RecordAttendance,
    PoliciesToday,
    AttendedReader,
    Descriptions,
    ServiceRecords,
    Issuing,
    Certificates,
    Verification,
    Forgetting,
    {
      provide: FORGETTABLES,
      useFactory: (...repositories: Forgettable[]) => repositories,
      inject: [CertificateRepository, DisputeRepository, BackFillRepository, DecisionRepository, SpotCheckRepository],
    },
    Positions,
    Actors,
    BackFills,
    Subjects,
    Opening,
    DecidingDisputes,
    Disputes,
    OwnRecords,
    Months,
    NoticesOf,
    Telling,
    WalkIns,
    People,
    SignedUp,
    RosterKeys,
    RosterPeople,
    Rosters,
    Presences,
    CheckOutReminders,
    Observing,
    AnomalyFinder,
    SpotChecks,
    RecognitionRules,
    RecognisedHoursReader,
    DecidingDays,
  ],
})
export class CheckInModule {}
