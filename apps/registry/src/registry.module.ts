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
import { Addresses } from './accounts/addresses.js';
import { CodeLetters } from './accounts/code-letters.js';
import { FirstAccounts } from './accounts/first-accounts.js';
import { Inheritance } from './accounts/inheritance.js';
import { AdministeredAccounts } from './accounts/administered-accounts.js';
import { NewAccounts } from './accounts/new-accounts.js';
import { WithoutAccount } from './accounts/without-account.js';
import { ForgottenPassword } from './accounts/forgotten-password.js';
import { Phones } from './accounts/phones.js';
import {
  FORGOTTEN_AFTER_SECONDS as TEXT_LIMITS_FORGOTTEN_AFTER_SECONDS,
  TEXT_LIMIT,
  TextLimit,
  textLimitSchema,
} from './accounts/text-limit.js';
import { SignInLog } from './accounts/sign-in-log.js';
import { OwnAccountController } from './accounts/own-account.controller.js';
import { AUDIT, AUDIT_HEAD, AuditRepository, auditHeadSchema, auditSchema } from './audit/audit.repository.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditLog } from './audit/audit-log.js';
import {
  DIVISION,
  DivisionRepository,
  divisionSchema,
  FORMER_DIVISION,
  formerDivisionSchema,
} from './divisions/division.repository.js';
import { Belongings } from './divisions/belongings.js';
import { DIVISION_ACT, DivisionActRepository, divisionActSchema } from './divisions/division-act.repository.js';
import { DivisionsController } from './divisions/divisions.controller.js';
import { Divisions } from './divisions/divisions.js';
import { Placing } from './divisions/placing.js';
import { Reorganising } from './divisions/reorganising.js';
import { CALENDAR, CALENDAR_INDEXES, Calendars, calendarSchema } from './calendars/calendars.js';
import { CalendarsController } from './calendars/calendars.controller.js';
import { CARD, CARD_INDEXES, CardRepository, cardSchema } from './cards/card.repository.js';
import { CardKeys } from './cards/card-keys.js';
import { Cards } from './cards/cards.js';
import { CardsController } from './cards/cards.controller.js';
import { CONSENT, CONSENT_INDEXES, ConsentRepository, consentSchema } from './consents/consent.repository.js';
import { ConsentsController } from './consents/consents.controller.js';
import { Consents } from './consents/consents.js';
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
import { Recipients } from './notices/recipients.js';
import { WantedLetters } from './notices/wanted-letters.js';
import { MAIL_INDEXES } from './mail/mail.repository.js';
import { MailModule } from './mail/mail.module.js';
import { Mailing } from './mail/mailing.js';
import { StillWanted } from './mail/still-wanted.js';
import { NoticesController } from './notices/notices.controller.js';
import { FORMER_TEAM, formerTeamSchema, TEAM, TeamRepository, teamSchema } from './teams/team.repository.js';
import { MEMBERSHIP, MembershipRepository, membershipSchema } from './teams/membership.repository.js';
import { MembershipsController } from './teams/memberships.controller.js';
import { Leadership } from './teams/leadership.js';
import { Memberships } from './teams/memberships.js';
import { TeamsController } from './teams/teams.controller.js';
import { TeamsKind } from './teams/teams.kind.js';
import { Teams } from './teams/teams.js';
import { CONSENT_PHOTOS_PLAN, ConsentPhotos } from './persons/consent-photos.js';
import { INVITATION, INVITATION_INDEXES, Invitations, invitationSchema } from './persons/invitations.js';
import {
  QUALIFICATION,
  QUALIFICATION_INDEXES,
  QualificationRepository,
  qualificationSchema,
} from './qualifications/qualification.repository.js';
import { QualificationsController } from './qualifications/qualifications.controller.js';
import {
  PROVISIONAL,
  PROVISIONAL_INDEXES,
  ProvisionalRepository,
  provisionalSchema,
} from './provisional/provisional.repository.js';
import { ProvisionalNumbers } from './provisional/provisional-numbers.js';
import { ProvisionalNumbersController } from './provisional/provisional-numbers.controller.js';
import { OwnDataDesk } from './persons/own-data.js';
import { OwnRegistration } from './persons/own-registration.js';
import { PersonsController } from './persons/persons.controller.js';
import { Registrations } from './persons/registrations.js';
import { VOLUNTEER, VolunteerRepository, VOLUNTEERS_PLAN, volunteerSchema } from './volunteers/volunteer.repository.js';
import {
  FORMER_VERSION,
  FORMER_VERSION_INDEXES,
  FormerVersions,
  formerVersionSchema,
} from './volunteers/former-versions.js';
import { PersonalData } from './volunteers/personal-data.js';
import { POLICY, policySchema, Policies } from './policies/policies.js';
import { PoliciesController } from './policies/policies.controller.js';
import { PersonalDataController } from './volunteers/personal-data.controller.js';
import { PickingController } from './volunteers/picking.controller.js';
import { VolunteersController } from './volunteers/volunteers.controller.js';
import { Guardians } from './volunteers/guardians.js';
import { VolunteersWithin } from './volunteers/volunteers-within.js';
import { VolunteersKind } from './volunteers/volunteers.kind.js';

export const REGISTRY_PLAN: IndexPlan = {
  ...OUTBOX_PLAN,
  ...IMPORTS_PLAN,
  divisions: [],
  'division-acts': [],
  'division-history': [{ name: 'division', key: { code: 1, rev: 1 } }],
  teams: [{ name: 'ended', key: { endedOn: 1 }, partialFilterExpression: { endedOn: { $exists: true } } }],
  'team-history': [{ name: 'team', key: { team: 1, rev: 1 } }],
  memberships: [
    { name: 'team', key: { team: 1 } },
    { name: 'volunteer', key: { volunteerNo: 1 } },
  ],
  grids: [{ name: 'village', key: { village: 1 } }],
  'grid-staff': [{ name: 'grid', key: { grid: 1 } }],
  ...VOLUNTEERS_PLAN,
  'former-versions': FORMER_VERSION_INDEXES,
  consents: CONSENT_INDEXES,
  ...CONSENT_PHOTOS_PLAN,
  accounts: ACCOUNT_INDEXES,
  invitations: INVITATION_INDEXES,
  calendars: CALENDAR_INDEXES,
  'provisional-numbers': PROVISIONAL_INDEXES,
  cards: CARD_INDEXES,
  qualifications: QUALIFICATION_INDEXES,
  codes: [{ name: 'expired', key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  mails: MAIL_INDEXES,
  'text-limits': [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: TEXT_LIMITS_FORGOTTEN_AFTER_SECONDS }],
  attempts: [{ name: 'forget', key: { at: 1 }, expireAfterSeconds: FORGOTTEN_AFTER_SECONDS }],
  notices: [
    { name: 'number', key: { volunteerNo: 1, givenAt: 1 } },
    { name: 'person', key: { person: 1, givenAt: 1 } },
    { name: 'account', key: { account: 1, givenAt: 1 }, partialFilterExpression: { account: { $exists: true } } },
    { name: 'forget', key: { givenAt: 1 }, expireAfterSeconds: NOTICES_FORGOTTEN_AFTER_SECONDS },
  ],
  audit: [
    { name: 'actor', key: { by: 1, _id: 1 } },
    { name: 'target', key: { targets: 1, _id: 1 } },
    { name: 'time', key: { at: 1 } },
  ],
  'audit-head': [],
  policies: [],
  'refresh-tokens': [
    { name: 'family', key: { family: 1 } },
    { name: 'account', key: { username: 1 } },
    { name: 'expired', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
};

/** What reads and writes the register, for everything in this service. */
const REPOSITORIES = [
  DivisionRepository,
  DivisionActRepository,
  TeamRepository,
  MembershipRepository,
  GridRepository,
  VolunteerRepository,
  PersonalData,
  ConsentRepository,
  FormerVersions,
  Invitations,
  ProvisionalRepository,
  Calendars,
  CardRepository,
  QualificationRepository,
  AccountRepository,
  AuditRepository,
  Policies,
  Attempts,
  NoticeRepository,
  Codes,
  TextLimit,
];

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: DIVISION, schema: divisionSchema },
      { name: FORMER_DIVISION, schema: formerDivisionSchema },
      { name: DIVISION_ACT, schema: divisionActSchema },
      { name: TEAM, schema: teamSchema },
      { name: FORMER_TEAM, schema: formerTeamSchema },
      { name: GRID, schema: gridSchema },
      { name: GRID_STAFF, schema: gridStaffSchema },
      { name: MEMBERSHIP, schema: membershipSchema },
      { name: VOLUNTEER, schema: volunteerSchema },
      { name: INVITATION, schema: invitationSchema },
      { name: PROVISIONAL, schema: provisionalSchema },
      { name: CALENDAR, schema: calendarSchema },
      { name: CARD, schema: cardSchema },
      { name: QUALIFICATION, schema: qualificationSchema },
      { name: FORMER_VERSION, schema: formerVersionSchema },
      { name: CONSENT, schema: consentSchema },
      { name: ACCOUNT, schema: accountSchema },
      { name: AUDIT, schema: auditSchema },
      { name: AUDIT_HEAD, schema: auditHeadSchema },
      { name: POLICY, schema: policySchema },
      { name: ATTEMPTS, schema: attemptsSchema },
      { name: REFRESH_TOKEN, schema: refreshTokenSchema },
      { name: NOTICE, schema: noticeSchema },
      { name: CODE, schema: codeSchema },
      { name: TEXT_LIMIT, schema: textLimitSchema },
    ]),
  ],
  providers: REPOSITORIES,
  exports: REPOSITORIES,
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
    DivisionsController,
    TeamsController,
    MembershipsController,
    VolunteersController,
    PickingController,
    NoticesController,
    AuditController,
    CalendarsController,
    CardsController,
    QualificationsController,
    PersonalDataController,
    PoliciesController,
    PersonsController,
    ProvisionalNumbersController,
    ConsentsController,
  ],
  providers: [
    Accounts,
    AdministeredAccounts,
    NewAccounts,
    WithoutAccount,
    Inheritance,
    Addresses,
    CodeLetters,
    Phones,
    SignInLog,
    FirstAccounts,
    ForgottenPassword,
    Divisions,
    Placing,
    Reorganising,
    Belongings,
    Teams,
    Leadership,
    Memberships,
    VolunteersWithin,
    Guardians,
    Giving,
    Recipients,
    { provide: StillWanted, useClass: WantedLetters },
    Mailing,
    AuditLog,
    Registrations,
    ProvisionalNumbers,
    OwnRegistration,
    OwnDataDesk,
    ConsentPhotos,
    Consents,
    CardKeys,
    Cards,
  ],
})
export class RegistryModule {}
