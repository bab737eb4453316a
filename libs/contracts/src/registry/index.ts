import { z } from 'zod';
import { grant, heldGrant, role, scope } from '../access.js';
import { rpc } from '../contract.js';
import { feedContracts } from '../feed.js';
import { importContracts } from '../imports.js';
import { serviceContracts } from '../service.js';
import { notices } from './notices.js';
import { ownAccount } from './own-account.js';
import { audit } from './audit.js';
import { calendars } from './calendars.js';
import { cards } from './cards.js';
import { personalData } from './personal-data.js';
import { provisionalNumbers } from './provisional-numbers.js';
import { policies } from './policies.js';
import { divisionLevel, divisions } from './divisions.js';
import { memberships } from './memberships.js';
import { teams } from './teams.js';
import { consents } from './consents.js';
import { persons } from './persons.js';
import { qualificationCode, qualifications } from './qualifications.js';

const factBase = { key: z.string(), rev: z.int().positive() };

/** To whom a number leads, and where he belongs. */
const whose = { volunteerNo: z.string(), person: z.string(), division: z.string(), teams: z.array(z.string()) };

export const registryFact = z.discriminatedUnion('kind', [
  z.object({
    ...factBase,
    kind: z.literal('division'),
    name: z.string(),
    level: divisionLevel,
    parent: z.string(),
  }),
  z.object({ ...factBase, kind: z.literal('team'), name: z.string(), division: z.string(), foundedOn: z.string() }),
  /** One volunteer number (志愿者编号) and the person it leads to, with the data of its row. */
  z.object({
    ...factBase,
    kind: z.literal('volunteer'),
    person: z.string(),
    registeredOn: z.string(),
    gender: z.string(),
    politicalStatus: z.string(),
    birthYear: z.int(),
    division: z.string(),
  }),
]);
export type RegistryFact = z.infer<typeof registryFact>;
export type VolunteerFact = Extract<RegistryFact, { kind: 'volunteer' }>;
export type TeamFact = Extract<RegistryFact, { kind: 'team' }>;
export type DivisionFact = Extract<RegistryFact, { kind: 'division' }>;

/** `volunteerNo` is the number under which the account's owner is registered; empty where it is nobody's own account. */
export const account = z.object({
  username: z.string(),
  displayName: z.string(),
  grants: z.array(heldGrant),
  volunteerNo: z.string().default(''),
});
export type Account = z.infer<typeof account>;

/** An account in a list. `id` is what names it in an act on it: its name, or in place of one that is a phone or identity number a text from which nobody finds that. */
export const listedAccount = account.extend({ id: z.string() });

const username = z.string().min(1).max(64);
const password = z.string().min(1).max(200);

export const registry = {
  service: serviceContracts('registry'),
  imports: importContracts('registry'),
  feed: feedContracts('registry', registryFact),
  notices,
  ownAccount,
  audit,
  calendars,
  cards,
  personalData,
  policies,
  divisions,
  teams,
  memberships,
  volunteers: {
    /** The persons to whom some numbers lead, and their age in whole years on a day (`YYYY-MM-DD`); a number that leads to nobody, or to somebody outside the scope, is left out. */
    find: rpc({
      subject: 'registry.v1.volunteers.find',
      input: z.object({
        volunteerNos: z.array(z.string().min(1).max(100)).max(1_000),
        on: z.iso.date(),
        within: scope,
      }),
      output: z.object({
        volunteers: z.array(
          z.object({
            ...whose,
            age: z.int(),
            /** A minor on that day of whose guardian no consent is in the ledger. */
            lacksGuardian: z.boolean().default(false),
            /** What he is qualified for on that day. */
            qualifications: z.array(qualificationCode).default([]),
          }),
        ),
        /** Those whose sealed data do not open, so that nobody knows their age. They keep nobody else from an answer. */
        unreadable: z.array(z.object(whose)).default([]),
      }),
    }),
    /** Of some numbers, and the members of a team where one is named, those whom a text finds, twenty at most; names masked so far that they can still be told apart. */
    pick: rpc({
      subject: 'registry.v1.volunteers.pick',
      input: z.object({
        volunteerNos: z.array(z.string().min(1).max(100)).max(100_000),
        teamNo: z.string().max(100),
        text: z.string().min(3).max(100),
      }),
      output: z.object({ people: z.array(z.object({ volunteerNo: z.string(), name: z.string() })) }),
    }),
    /**
     * What some people are called who are at one session, each by one of his numbers: names masked so far that no two are the same. Those without a name are left out.
     */
    labels: rpc({
      subject: 'registry.v1.volunteers.labels',
      input: z.object({ volunteerNos: z.array(z.string().min(1).max(100)).max(100_000) }),
      output: z.object({ people: z.array(z.object({ volunteerNo: z.string(), name: z.string() })) }),
    }),
    /** The full names of some numbers, in their order. Whoever asks sees to it that it is in the audit log first. */
    names: rpc({
      subject: 'registry.v1.volunteers.names',
      input: z.object({ volunteerNos: z.array(z.string().min(1).max(100)).max(100_000) }),
      output: z.object({ people: z.array(z.object({ volunteerNo: z.string(), name: z.string() })) }),
    }),
  },
  persons,
  qualifications,
  provisionalNumbers,
  consents,
  accounts: {
    /** Checks a password; `AUTH.FAILED` for a wrong one and for an unknown name alike, `AUTH.TOO_MANY_ATTEMPTS` with `seconds` to wait. */
    signIn: rpc({
      subject: 'registry.v1.accounts.sign-in',
      /** `address` is the caller's, by which attempts are counted. */
      input: z.object({ username, password, address: z.string().max(64).default('') }),
      output: z.object({ account, refreshToken: z.string(), refreshExpiresAt: z.number() }),
    }),
    /** Exchanges a refresh token for a new one; the old one then no longer works, and its use ends the whole family. */
    refresh: rpc({
      subject: 'registry.v1.accounts.refresh',
      input: z.object({ refreshToken: z.string().min(1).max(200) }),
      output: z.object({ account, refreshToken: z.string(), refreshExpiresAt: z.number() }),
    }),
    signOut: rpc({
      subject: 'registry.v1.accounts.sign-out',
      input: z.object({ refreshToken: z.string().max(200) }),
      output: z.object({}),
    }),
    /** The accounts by name, those alone that hold a role where one is given; `after` is the `id` of the last one of the page before, empty for the first page. `ACCOUNT.UNKNOWN` where that tells nobody's place any more. */
    list: rpc({
      subject: 'registry.v1.accounts.list',
      input: z.object({ after: z.string().max(64), role: role.optional(), limit: z.int().min(1).max(500) }),
      output: z.object({ accounts: z.array(listedAccount) }),
    }),
    /** Gives an account a new password that is made here, and ends everything that was signed in with the old one. `username` may be the `id` of the list. `ACCOUNT.UNKNOWN` */
    resetPassword: rpc({
      subject: 'registry.v1.accounts.reset-password',
      input: z.object({ username }),
      output: z.object({ username: z.string(), password: z.string() }),
    }),
    /** By what name somebody is shown who acts, and under which number he is registered; one without an account (the command line) by the account's name. */
    whoIs: rpc({
      subject: 'registry.v1.accounts.who-is',
      input: z.object({ username }),
      output: account.pick({ displayName: true, volunteerNo: true }),
    }),
    /**
     * Who lives in a village and has no account under any of his numbers, by full name. Whoever asks sees to it that it is in the audit log first. `AUTH.OUT_OF_SCOPE`,
     * `DIVISION.UNKNOWN`
     */
    without: rpc({
      subject: 'registry.v1.accounts.without',
      input: z.object({ division: z.string().min(1).max(40), within: scope }),
      output: z.object({ people: z.array(z.object({ volunteerNo: z.string(), name: z.string() })) }),
    }),
    /** `VOLUNTEER.UNKNOWN` where the number of its owner leads to nobody, `ACCOUNT.OWNER_HAS_ONE` where he has one under any of his numbers. */
    create: rpc({
      subject: 'registry.v1.accounts.create',
      input: z.object({
        username,
        displayName: z.string().max(64),
        password: z.string().min(10).max(200),
        grants: z.array(grant).min(1).max(100),
        volunteerNo: z.string().max(100).default(''),
      }),
      output: account,
    }),
    /** Gives an account these grants in place of those that it has; what was signed in with it has them when it is refreshed. `username` may be the `id` of the list. `ACCOUNT.UNKNOWN`; `ACCOUNT.OWN_GRANTS` where it is one's own. */
    setGrants: rpc({
      subject: 'registry.v1.accounts.set-grants',
      input: z.object({ username, grants: z.array(grant).min(1).max(100), by: username }),
      output: account,
    }),
  },
};
