import { Clock, SystemClock } from '#kernel';
import { MessagingModule, type NatsLink } from '#messaging';
import { PoliciesToday } from '#policies';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import type { Logger } from 'pino';
import { AnomaliesController } from './anomalies/anomalies.controller.js';
import { AttendanceController } from './attendance/attendance.controller.js';
import { BackFillsController } from './attendance/back-fills.controller.js';
import { PeopleController } from './attendance/people.controller.js';
import { OwnCheckInController } from './attendance/own-check-in.controller.js';
import { RosterController } from './attendance/roster.controller.js';
import { SheetController } from './attendance/sheet.controller.js';
import { Recorder } from './attendance/recorder.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AccessGuard } from './auth/access.guard.js';
import { AuthController } from './auth/auth.controller.js';
import { OwnAccountController } from './auth/own-account.controller.js';
import { JwtStrategy, LocalStrategy } from './auth/strategies.js';
import { Tokens } from './auth/tokens.js';
import { DivisionsController } from './divisions/divisions.controller.js';
import { ConsentsController } from './volunteers/consents.controller.js';
import { QualificationsController } from './volunteers/qualifications.controller.js';
import { CertificatesController } from './certificates/certificates.controller.js';
import { ServiceRecordsController } from './service-records/service-records.controller.js';
import { CardsController } from './cards/cards.controller.js';
import { CalendarsController } from './calendars/calendars.controller.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './config.js';
import { HealthController } from './health/health.controller.js';
import { KnownQueryGuard } from './http/known-query.guard.js';
import { OpenApiController } from './http/openapi.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ImportsController } from './imports/imports.controller.js';
import { NoticesController } from './notices/notices.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { PresencePolls } from './presence/presence-polls.js';
import { PresenceController } from './presence/presence.controller.js';
import { Presences } from './presence/presences.js';
import { RecognitionController } from './recognition/recognition.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { ActivitiesController } from './sessions/activities.controller.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { DisputesForOthersController } from './disputes/disputes-for-others.controller.js';
import { OwnDisputesController } from './disputes/own-disputes.controller.js';
import { MonthSheetController } from './own-records/month-sheet.controller.js';
import { OwnRecordsController } from './own-records/own-records.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { OwnSignUpsController } from './sessions/own-sign-ups.controller.js';
import { SignUpsController } from './sessions/sign-ups.controller.js';
import { TeamPlacesController } from './sessions/team-places.controller.js';
import { SpotChecksController } from './spot-checks/spot-checks.controller.js';
import { PersonalDataController } from './volunteers/personal-data.controller.js';
import { MembershipsController } from './teams/memberships.controller.js';
import { TeamsController } from './teams/teams.controller.js';
import { MeController } from './volunteers/me.controller.js';
import { ProvisionalNumbersController } from './volunteers/provisional-numbers.controller.js';
import { SeenVolunteers } from './volunteers/seen.js';
import { VolunteersController } from './volunteers/volunteers.controller.js';

@Module({})
export class GatewayModule {
  static with(config: GatewayConfig, link: NatsLink, logger: Logger): DynamicModule {
    return {
      module: GatewayModule,
      imports: [MessagingModule.with(link, logger), PassportModule],
      controllers: [
        AnomaliesController,
        AuditController,
        AuthController,
        OwnAccountController,
        ImportsController,
        AttendanceController,
        OwnCheckInController,
        BackFillsController,
        DisputesController,
        DisputesForOthersController,
        OwnDisputesController,
        OwnRecordsController,
        MonthSheetController,
        PeopleController,
        SheetController,
        RosterController,
        ProvisionalNumbersController,
        RecognitionController,
        ReportsController,
        ActivitiesController,
        CalendarsController,
        CardsController,
        CertificatesController,
        ServiceRecordsController,
        QualificationsController,
        ConsentsController,
        SessionsController,
        PresenceController,
        SpotChecksController,
        SignUpsController,
        OwnSignUpsController,
        TeamPlacesController,
        NoticesController,
        PersonalDataController,
        PoliciesController,
        DivisionsController,
        TeamsController,
        MembershipsController,
        VolunteersController,
        MeController,
        HealthController,
        OpenApiController,
      ],
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: GATEWAY_CONFIG, useValue: config },
        // In this order: whoever may not use a route is not told of its parameters.
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: KnownQueryGuard },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
        PoliciesToday,
        Recorder,
        SeenVolunteers,
        Presences,
        PresencePolls,
        Tokens,
        LocalStrategy,
        JwtStrategy,
      ],
    };
  }
}
