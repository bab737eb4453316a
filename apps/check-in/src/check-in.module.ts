import { checkIn } from '#contracts';
import { feedOwnerModule, FeedSnapshot, OUTBOX_PLAN } from '#feed';
import { IMPORTS_PLAN, importsModule } from '#imports';
import type { IndexPlan } from '#mongo';
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
import { AttendancesSnapshot } from './attendances/attendances-snapshot.js';
import { HistoryReader } from './attendances/histories.js';
import { MARK, Marks, markSchema } from './attendances/marks.js';
import { Recount } from './attendances/recount.js';
import { ServiceRecords } from './attendances/service-records.js';
import { Settler } from './attendances/settler.js';
import { ATTEMPT, AttemptLog, attemptSchema, ATTEMPTS_KEPT_SECONDS } from './attempts/attempt-log.js';
import { GUESSES, Guesses, GUESSES_FORGOTTEN_SECONDS, guessesSchema } from './attempts/guesses.js';
import { BACK_FILL, BackFillRepository, backFillSchema } from './back-fills/back-fill.repository.js';
import { BackFillsController } from './back-fills/back-fills.controller.js';
import { BackFills } from './back-fills/back-fills.js';
import { CheckInCodes } from './codes/check-in-codes.js';
import { SessionCodes } from './codes/session-codes.js';
import { EVIDENCE, EvidenceRepository, evidenceSchema } from './evidence/evidence.repository.js';
import { Positions } from './evidence/positions.js';
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
import { KeepRecords } from './records/keep-records.js';
import { RecordAttendance } from './records/record-attendance.js';
import { RECORD, RecordRepository, recordSchema } from './records/record.repository.js';
import { RosterKeys } from './rosters/roster-keys.js';
import { RosterPeople } from './rosters/roster-people.js';
import { RostersController } from './rosters/rosters.controller.js';
import { Rosters } from './rosters/rosters.js';
import { SPOT_CHECK, SpotCheckRepository, spotCheckSchema } from './spot-checks/spot-check.repository.js';
import { SpotChecksController } from './spot-checks/spot-checks.controller.js';
import { SpotChecks } from './spot-checks/spot-checks.js';
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
  marks: [
    { name: 'pace', key: { pace: 1, at: 1 } },
    { name: 'since', key: { since: 1 } },
  ],
  copies: [],
  evidence: [
    { name: 'record', key: { record: 1 } },
    { name: 'positions', key: { at: 1 }, partialFilterExpression: { position: { $exists: true } } },
  ],
  attempts: [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: ATTEMPTS_KEPT_SECONDS }],
  'back-fills': [{ name: 'session', key: { sessionNo: 1, requestedAt: 1 } }],
  guesses: [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: GUESSES_FORGOTTEN_SECONDS }],
};

const LEDGER = [
  RecordRepository,
  PersonRepository,
  SessionRepository,
  Marks,
  FollowedRepository,
  EvidenceRepository,
  AttemptLog,
  Guesses,
  BackFillRepository,
  Watch,
  RemindedRepository,
  AnomalyRepository,
  SpotCheckRepository,
  KeepRecords,
  HistoryReader,
  Recount,
];

/** The ledger, the copies and the marks. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: RECORD, schema: recordSchema },
      { name: NUMBERS_ENTRY, schema: numbersEntrySchema },
      { name: SESSION_COPY, schema: sessionCopySchema },
      { name: MARK, schema: markSchema },
      { name: FOLLOWED, schema: followedSchema },
      { name: EVIDENCE, schema: evidenceSchema },
      { name: ATTEMPT, schema: attemptSchema },
      { name: GUESSES, schema: guessesSchema },
      { name: BACK_FILL, schema: backFillSchema },
      { name: REMINDED, schema: remindedSchema },
      { name: SPOT_CHECK, schema: spotCheckSchema },
      { name: ANOMALY, schema: anomalySchema },
      { name: LOOKED_AT, schema: lookedAtSchema },
    ]),
  ],
  providers: LEDGER,
  exports: LEDGER,
})
class LedgerModule {}

@Module({
  imports: [
    LedgerModule,
    feedOwnerModule(checkIn.feed, { provide: FeedSnapshot, useClass: AttendancesSnapshot }, [LedgerModule]),
    importsModule(checkIn.imports, [AttendanceKind], [LedgerModule]),
  ],
  controllers: [
    AttendanceController,
    BackFillsController,
    PeopleController,
    PresenceController,
    AnomaliesController,
    SpotChecksController,
    RostersController,
  ],
  providers: [
    Settler,
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
    ServiceRecords,
    Positions,
    BackFills,
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
  ],
})
export class CheckInModule {}
