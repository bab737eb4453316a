import { scheduling } from '#contracts';
import { feedOwnerModule, FeedSnapshot, OUTBOX_PLAN } from '#feed';
import { IMPORTS_PLAN, importsModule } from '#imports';
import type { IndexPlan } from '#mongo';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { SESSION, SessionRepository, sessionSchema } from './sessions/session.repository.js';
import { SessionsKind } from './sessions/sessions.kind.js';
import { SessionsSnapshot } from './sessions/sessions-snapshot.js';

export const SCHEDULING_PLAN: IndexPlan = {
  ...OUTBOX_PLAN,
  ...IMPORTS_PLAN,
  sessions: [{ name: 'start', key: { startsAt: 1 } }],
};

@Module({
  imports: [MongooseModule.forFeature([{ name: SESSION, schema: sessionSchema }])],
  providers: [SessionRepository],
  exports: [SessionRepository],
})
class SessionsModule {}

@Module({
  imports: [
    SessionsModule,
    feedOwnerModule(scheduling.feed, { provide: FeedSnapshot, useClass: SessionsSnapshot }, [SessionsModule]),
    importsModule(scheduling.imports, [SessionsKind], [SessionsModule]),
  ],
})
export class SchedulingModule {}
