import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { membershipView } from './memberships.js';

const text = (most: number) => z.string().max(most);
const key = z.string().min(1).max(100);

/** Why somebody cannot be registered. */
export const registeringRefusal = z.enum([
  'identity_invalid',
  'birth_date_missing',
  'born_later',
  'village_unknown',
  'team_unknown',
  'text_outdated',
  'guardian_missing',
  'guardian_must_sign',
  'photo_unknown',
  'phone_invalid',
  'invitation_unknown',
]);
export type RegisteringRefusal = z.infer<typeof registeringRefusal>;

/** What is said of somebody who is to be registered (《志愿服务条例》 article 7). `bornOn` is asked of documents that do not hold it. */
export const registration = z.object({
  name: text(100).min(1),
  documentType: text(10).min(1),
  documentNumber: text(100).min(1),
  bornOn: z.iso.date().nullable(),
  phone: text(40),
  gender: text(10),
  politicalStatus: text(10),
  education: text(10),
  division: text(40).min(1),
  /** The version of the text to which he consents, and the name of the guardian who consents as well, blank where there is none. */
  consent: z.object({ version: text(20), guardian: text(100) }),
});
export type Registration = z.infer<typeof registration>;

/** The photo of a signed consent, at most: it travels in one message. */
export const PHOTO_MAX_BYTES = 4 * 1024 * 1024;

/** A person's data, with all his numbers. `bornOn` and `registeredOn` are `YYYY-MM-DD`. */
export const ownData = z.object({
  volunteerNos: z.array(z.string()),
  name: z.string(),
  documentType: z.string(),
  documentNumber: z.string(),
  bornOn: z.string(),
  phone: z.string(),
  /** Whether he has confirmed the phone number by a code that came there. */
  phoneConfirmed: z.boolean().default(false),
  guardian: z.string(),
  gender: z.string(),
  politicalStatus: z.string(),
  education: z.string(),
  division: z.string(),
  teams: z.array(z.string()),
  registeredOn: z.string(),
});
export type OwnData = z.infer<typeof ownData>;

/** What is kept of somebody beside what he is now: what he said before he corrected it, where he was a member, and his cards. Times are epoch milliseconds. */
export const keptOfPerson = z.object({
  earlier: z.array(
    z.object({
      ...{ volunteerNo: z.string(), until: z.number(), name: z.string(), phone: z.string() },
      ...{ politicalStatus: z.string(), education: z.string(), division: z.string() },
    }),
  ),
  memberships: z.array(membershipView),
  cards: z.array(
    z.object({
      ...{ cardId: z.string(), volunteerNo: z.string(), issuedAt: z.number(), endedAt: z.number().nullable() },
      /** Why it no longer holds. */
      because: z.string(),
    }),
  ),
});
export type KeptOfPerson = z.infer<typeof keptOfPerson>;

/** What somebody may correct himself; what is left out stays. */
export const correction = registration
  .pick({ name: true, phone: true, politicalStatus: true, education: true, division: true })
  .partial();

export const persons = {
  /** Keeps the photo of a signed consent for a day, until somebody is registered with it. */
  keepPhoto: rpc({
    subject: 'registry.v1.persons.keep-photo',
    input: z.object({ data: z.base64(), by: text(64) }),
    output: z.object({ photo: z.string() }),
  }),
  /**
   * Registers somebody who has signed, or says every reason why not. Who is registered already is found (`created` false).
   * `AUTH.OUT_OF_SCOPE`; `REGISTERING.ASK_OFFICE` where he is registered outside the caller's scope; `PROVISIONAL.UNKNOWN`, `PROVISIONAL.SETTLED`.
   */
  register: rpc({
    subject: 'registry.v1.persons.register',
    input: registration.extend({ teams: z.array(key).max(20), photo: key, by: text(64), within: scope }).extend({
      /** Under which he came before; it leads to him from now on. Blank for none. */
      provisionalNo: text(100).default(''),
    }),
    output: z.object({
      refused: z.array(registeringRefusal),
      created: z.boolean(),
      volunteerNos: z.array(z.string()),
    }),
  }),
  /**
   * Registers somebody who does so himself, with an account to which he signs in with his phone number; or says every reason why not.
   * `REGISTERING.ASK_OFFICE`; `AUTH.TOO_MANY_ATTEMPTS`, and `REGISTERING.TOO_MANY` where many have registered from the same address, with `seconds` to wait.
   */
  registerOneself: rpc({
    subject: 'registry.v1.persons.register-oneself',
    input: registration.extend({
      password: text(200).min(10),
      /** A code that invites into a team; blank for none. */
      invitation: text(40),
      /** The caller's, by which attempts are counted. */
      address: text(64),
    }),
    output: z.object({ refused: z.array(registeringRefusal), volunteerNo: z.string() }),
  }),
  /** A code with which so many people may join a team for so many days when they register. `TEAM.UNKNOWN`, `TEAM.ENDED`, `AUTH.OUT_OF_SCOPE` */
  invite: rpc({
    subject: 'registry.v1.persons.invite',
    input: z.object({
      ...{ teamNo: key, by: text(64), within: scope },
      uses: z.int().min(1).max(1_000),
      days: z.int().min(1).max(60),
    }),
    output: z.object({ code: z.string(), expiresAt: z.number() }),
  }),
  /** Somebody's own data, nothing masked. `VOLUNTEER.UNKNOWN` */
  own: rpc({ subject: 'registry.v1.persons.own', input: z.object({ volunteerNo: key }), output: ownData }),
  /** What else is kept of him, for him to take along. `VOLUNTEER.UNKNOWN` */
  kept: rpc({ subject: 'registry.v1.persons.kept', input: z.object({ volunteerNo: key }), output: keptOfPerson }),
  /** Corrects one's own data, or says every reason why not. `VOLUNTEER.UNKNOWN`, `REGISTERING.ASK_OFFICE` */
  correct: rpc({
    subject: 'registry.v1.persons.correct',
    input: z.object({ volunteerNo: key, change: correction, by: text(64) }),
    output: z.object({ refused: z.array(registeringRefusal), own: ownData.nullable() }),
  }),
  /** The photo of the consent that somebody signed last. `VOLUNTEER.UNKNOWN`, also outside the scope; `CONSENT.NO_PHOTO` */
  photo: rpc({
    subject: 'registry.v1.persons.photo',
    input: z.object({ volunteerNo: key, within: scope }),
    output: z.object({ data: z.base64() }),
  }),
  /** Those of some numbers whose person was erased; one that was never there is not among them. */
  erased: rpc({
    subject: 'registry.v1.persons.erased',
    input: z.object({ volunteerNos: z.array(key).max(1_000) }),
    output: z.object({ erased: z.array(z.string()) }),
  }),
  /** Erases the person to whom a number leads, with all his numbers and his account. `VOLUNTEER.UNKNOWN`, also outside the scope */
  erase: rpc({
    subject: 'registry.v1.persons.erase',
    input: z.object({ volunteerNo: key, by: text(64), within: scope }),
    output: z.object({}),
  }),
};
