import { scheduling } from '#contracts';
import { feedOwnerModule, FeedSnapshot, OUTBOX_PLAN } from '#feed';
import { IMPORTS_PLAN, importsModule } from '#imports';
import type { IndexPlan } from '#mongo';
import { PoliciesToday } from '#policies';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Activities } from './activities/activities.js';
import { ActivitiesController } from './activities/activities.controller.js';
import { ACTIVITY, ActivityRepository, activitySchema } from './activities/activity.repository.js';
import { AttendedRepository } from './no-shows/attended.repository.js';
import { NoShows } from './no-shows/no-shows.js';
import { Reminders } from './notices/reminders.js';
import { Telling } from './notices/telling.js';
import { TO_TELL, ToTell, toTellSchema } from './notices/to-tell.js';
import { Covering } from './planning/covering.js';
import { PLAN, PlanRepository, planSchema } from './planning/plan.repository.js';
import { PlanningController } from './planning/planning.controller.js';
import { Places } from './planning/places.js';
import { Planning } from './planning/planning.js';
import { Stages } from './planning/stages.js';
import { SESSION, SessionRepository, sessionSchema } from './sessions/session.repository.js';
import { SessionPlaces } from './sessions/session-places.js';
import { SessionsKind } from './sessions/sessions.kind.js';
import { SessionsSnapshot } from './sessions/sessions-snapshot.js';
import { Gone } from './sign-ups/gone.js';
import { Offers } from './sign-ups/offers.js';
import { SignUpDesk } from './sign-ups/sign-up-desk.js';
import { SIGN_UP, SIGNER, signerSchema, SignUpRepository, signUpSchema } from './sign-ups/sign-up.repository.js';
import { Rosters } from './sign-ups/rosters.js';
import { TeamPlaces } from './sign-ups/team-places.js';
import { Volunteers } from './sign-ups/volunteers.js';
import { SignUpsController } from './sign-ups/sign-ups.controller.js';

export const SCHEDULING_PLAN: IndexPlan = {
  ...OUTBOX_PLAN,
  ...IMPORTS_PLAN,
  sessions: [
    { name: 'start', key: { startsAt: 1 } },
    { name: 'team', key: { teamNo: 1, startsAt: 1, _id: 1 } },
  ],
  plans: [
    { name: 'stage', key: { stage: 1, startsAt: 1 } },
    { name: 'reserved', key: { 'reservations.until': 1 }, sparse: true },
    { name: 'activity', key: { activityNo: 1, _id: 1 }, partialFilterExpression: { activityNo: { $exists: true } } },
  ],
  activities: [],
  'sign-ups': [
    { name: 'one', key: { sessionNo: 1, person: 1 }, unique: true, partialFilterExpression: { active: true } },
    { name: 'roster', key: { sessionNo: 1, active: 1, order: 1 } },
    { name: 'change', key: { sessionNo: 1, person: 1, order: 1 }, unique: true },
    { name: 'at-once', key: { person: 1, active: 1, startsAt: 1 } },
    { name: 'only-one', key: { person: 1, onlyOneOf: 1 }, partialFilterExpression: { onlyOneOf: { $exists: true } } },
    { name: 'no-shows', key: { person: 1, endsAt: 1 }, partialFilterExpression: { attended: false } },
    { name: 'lapsing', key: { offeredUntil: 1 }, partialFilterExpression: { active: true } },
  ],
  signers: [],
  'to-tell': [{ name: 'oldest', key: { at: 1 } }],
};

/** What reads and writes sessions and sign-ups, for everything in this service. */
const REPOSITORIES = [
  SessionRepository,
  PlanRepository,
  ActivityRepository,
  SignUpRepository,
  AttendedRepository,
  ToTell,
];

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: SESSION, schema: sessionSchema },
      { name: PLAN, schema: planSchema },
      { name: ACTIVITY, schema: activitySchema },
      { name: SIGN_UP, schema: signUpSchema },
      { name: SIGNER, schema: signerSchema },
      { name: TO_TELL, schema: toTellSchema },
    ]),
  ],
  providers: REPOSITORIES,
  exports: REPOSITORIES,
})
class SessionsModule {}

@Module({
  imports: [
    SessionsModule,
    feedOwnerModule(scheduling.feed, { provide: FeedSnapshot, useClass: SessionsSnapshot }, [SessionsModule]),
    importsModule(scheduling.imports, [SessionsKind], [SessionsModule]),
  ],
  controllers: [PlanningController, ActivitiesController, SignUpsController],
  providers: [
    Places,
    SessionPlaces,
    Planning,
    Covering,
    Activities,
    Stages,
    Rosters,
    Volunteers,
    SignUpDesk,
    TeamPlaces,
    Offers,
    Gone,
    PoliciesToday,
    Reminders,
    Telling,
    NoShows,
  ],
})
export class SchedulingModule {}
