import { registry } from '#contracts';
import { feedOwnerModule, FeedSnapshot, OUTBOX_PLAN } from '#feed';
import { IMPORTS_PLAN, importsModule } from '#imports';
import type { IndexPlan } from '#mongo';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import {
  ACCOUNT,
  ACCOUNT_INDEXES,
  AccountRepository,
  accountSchema,
  REFRESH_TOKEN,
  refreshTokenSchema,
} from './accounts/account.repository.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { Accounts } from './accounts/accounts.js';
import { ATTEMPTS, Attempts, attemptsSchema, FORGOTTEN_AFTER_SECONDS } from './accounts/attempts.js';
import { CODE, Codes, codeSchema } from './accounts/codes.js';
import { Email } from './accounts/email.js';
import { FirstAccounts } from './accounts/first-accounts.js';
import { OwnAccountController } from './accounts/own-account.controller.js';
import { CONSENT, CONSENT_INDEXES, ConsentRepository, consentSchema } from './consents/consent.repository.js';
import { ConsentsController } from './consents/consents.controller.js';
import { Consents } from './consents/consents.js';
import { DIVISION, DivisionRepository, divisionSchema } from './divisions/division.repository.js';
import { DivisionsKind } from './divisions/divisions.kind.js';
import { RegistrySnapshot } from './feed/registry-snapshot.js';
import { GRID, GRID_STAFF, GridRepository, gridSchema, gridStaffSchema } from './grids/grid.repository.js';
import { GridStaffKind } from './grids/grid-staff.kind.js';
import { GridsKind } from './grids/grids.kind.js';
import {
  FORGOTTEN_AFTER_SECONDS as NOTICES_FORGOTTEN_AFTER_SECONDS,
  NOTICE,
  NoticeRepository,
  noticeSchema,
} from './notices/notice.repository.js';
import { Giving } from './notices/giving.js';
import { MAIL_INDEXES } from './mail/mail.repository.js';
import { MailModule } from './mail/mail.module.js';
import { NoticesController } from './notices/notices.controller.js';
import { CONSENT_PHOTOS_PLAN, ConsentPhotos } from './persons/consent-photos.js';
import { INVITATION, INVITATION_INDEXES, Invitations, invitationSchema } from './persons/invitations.js';
import { OwnDataDesk } from './persons/own-data.js';
import { OwnRegistration } from './persons/own-registration.js';
import { PersonsController } from './persons/persons.controller.js';
import { Registrations } from './persons/registrations.js';
import { TEAM, TeamRepository, teamSchema } from './teams/team.repository.js';
import { TeamsKind } from './teams/teams.kind.js';
import { VOLUNTEER, VolunteerRepository, VOLUNTEERS_PLAN, volunteerSchema } from './volunteers/volunteer.repository.js';
import {
  FORMER_VERSION,
  FORMER_VERSION_INDEXES,
  FormerVersions,
  formerVersionSchema,
} from './volunteers/former-versions.js';
import { PersonalData } from './volunteers/personal-data.js';
import { VolunteersController } from './volunteers/volunteers.controller.js';
import { VolunteersKind } from './volunteers/volunteers.kind.js';

export const REGISTRY_PLAN: IndexPlan = {
  ...OUTBOX_PLAN,
  ...IMPORTS_PLAN,
  divisions: [],
  teams: [],
  grids: [{ name: 'village', key: { village: 1 } }],
  'grid-staff': [{ name: 'grid', key: { grid: 1 } }],
  ...VOLUNTEERS_PLAN,
  'former-versions': FORMER_VERSION_INDEXES,
  consents: CONSENT_INDEXES,
  ...CONSENT_PHOTOS_PLAN,
  accounts: ACCOUNT_INDEXES,
  invitations: INVITATION_INDEXES,
  codes: [{ name: 'expired', key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  mails: MAIL_INDEXES,
  attempts: [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: FORGOTTEN_AFTER_SECONDS }],
  notices: [
    { name: 'number', key: { volunteerNo: 1, givenAt: 1 } },
    { name: 'person', key: { person: 1, givenAt: 1 } },
    { name: 'forget', key: { givenAt: 1 }, expireAfterSeconds: NOTICES_FORGOTTEN_AFTER_SECONDS },
  ],
  'refresh-tokens': [
    { name: 'family', key: { family: 1 } },
    { name: 'account', key: { username: 1 } },
    { name: 'expired', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
};

/** The repositories, for everything in this service that reads or writes the register. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: DIVISION, schema: divisionSchema },
      { name: TEAM, schema: teamSchema },
      { name: GRID, schema: gridSchema },
      { name: GRID_STAFF, schema: gridStaffSchema },
      { name: VOLUNTEER, schema: volunteerSchema },
      { name: INVITATION, schema: invitationSchema },
      { name: FORMER_VERSION, schema: formerVersionSchema },
      { name: CONSENT, schema: consentSchema },
      { name: ACCOUNT, schema: accountSchema },
      { name: ATTEMPTS, schema: attemptsSchema },
      { name: REFRESH_TOKEN, schema: refreshTokenSchema },
      { name: NOTICE, schema: noticeSchema },
      { name: CODE, schema: codeSchema },
    ]),
  ],
  providers: [
    DivisionRepository,
    TeamRepository,
    GridRepository,
    VolunteerRepository,
    PersonalData,
    ConsentRepository,
    FormerVersions,
    Invitations,
    AccountRepository,
    Attempts,
    NoticeRepository,
    Codes,
  ],
  exports: [
    DivisionRepository,
    TeamRepository,
    GridRepository,
    VolunteerRepository,
    PersonalData,
    ConsentRepository,
    FormerVersions,
    Invitations,
    AccountRepository,
    Attempts,
    NoticeRepository,
    Codes,
  ],
})
class RegisterModule {}

@Module({
  imports: [
    RegisterModule,
    MailModule,
    feedOwnerModule(registry.feed, { provide: FeedSnapshot, useClass: RegistrySnapshot }, [RegisterModule]),
    importsModule(
      registry.imports,
      [DivisionsKind, GridsKind, GridStaffKind, TeamsKind, VolunteersKind],
      [RegisterModule],
    ),
  ],
  controllers: [
    AccountsController,
    OwnAccountController,
    VolunteersController,
    PersonsController,
    ConsentsController,
    NoticesController,
  ],
  providers: [
    Accounts,
    Email,
    FirstAccounts,
    Registrations,
    OwnRegistration,
    OwnDataDesk,
    ConsentPhotos,
    Consents,
    Giving,
  ],
})
export class RegistryModule {}
