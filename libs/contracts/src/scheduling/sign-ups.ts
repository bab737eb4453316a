import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { sessionListed } from './planning.js';

const key = z.string().min(1).max(100);

/** Why somebody cannot sign up, cancel or accept. */
export const signUpRefusal = z.enum([
  'not_open',
  'opens_later',
  'closed',
  'post_unknown',
  'already_signed_up',
  'too_young',
  'too_old',
  'guardian_missing',
  'qualification_missing',
  'clash',
  'excluded',
  'not_signed_up',
  'too_late_to_cancel',
  'nothing_offered',
  'nothing_to_approve',
  'not_of_the_team',
  'too_few_places',
  'not_granted',
  'reserved_until_too_late',
]);

/** One person's sign-up (报名). Times are epoch milliseconds. */
export const signUp = z.object({
  volunteerNo: z.string(),
  post: z.string(),
  /** `applied` waits to be approved; `cancelled`, `declined` and `lapsed` (an offer that nobody accepted in time) are no longer on the list. */
  state: z.enum(['confirmed', 'offered', 'waiting', 'applied', 'cancelled', 'declined', 'lapsed']),
  /** Order of arrival at this session, from 1. */
  order: z.int().positive(),
  offeredUntil: z.number().nullable(),
  /** The team that has named him to one of its reserved places; empty for who came by himself. */
  team: z.string().default(''),
  /** Whether who had a place came, once the session is over and as far as records tell; a record that comes late corrects it. */
  attended: z.boolean().nullable().default(null),
  /** Of who has applied, in the list: to how many sessions of the last twelve months he had a place and did not come. */
  noShows: z.int().nonnegative().nullable().default(null),
});
export type SignUpView = z.infer<typeof signUp>;

/** Either every reason why not, or what became of the sign-up. */
const decided = z.object({ refused: z.array(signUpRefusal), signUp: signUp.nullable() });

const who = {
  sessionNo: key,
  volunteerNo: key,
  by: z.string().max(64),
  within: scope,
  /** Who acts does so for himself, at any session that everybody sees. */
  own: z.boolean().default(false),
  /** Who acts does so for another who has consented to that, and is told. */
  proxied: z.boolean().default(false),
};

const ofTeam = { sessionNo: key, team: key, within: scope };
/** So many places of a post that are kept for a team until a time (epoch milliseconds). */
export const reservation = z.object({ post: z.string(), places: z.int(), until: z.number() });

/** The same among those of all teams: to so many of its places the team has named somebody. */
export const teamReservation = reservation.extend({ team: z.string(), named: z.int() });

/** All of them: `SESSION.UNKNOWN`, `VOLUNTEER.UNKNOWN`; `AUTH.OUT_OF_SCOPE` for a team or a volunteer outside the caller's scope. */
export const signUps = {
  /** A place where one is free, else a place on the waiting list. `overriding` names reasons that who is in charge knowingly passes over. */
  signUp: rpc({
    subject: 'scheduling.v1.sign-ups.sign-up',
    input: z.object({ ...who, post: key, overriding: z.array(signUpRefusal) }),
    output: decided,
    together: true,
  }),
  cancel: rpc({ subject: 'scheduling.v1.sign-ups.cancel', input: z.object(who), output: decided }),
  /** Approves or declines who has applied; once sign-up has closed, `approve` also lets in the next who waits. For who is in charge of the session. */
  approve: rpc({ subject: 'scheduling.v1.sign-ups.approve', input: z.object(who), output: decided }),
  decline: rpc({ subject: 'scheduling.v1.sign-ups.decline', input: z.object(who), output: decided }),
  /** Accepts the place that is offered, or to which a team has named him. */
  accept: rpc({ subject: 'scheduling.v1.sign-ups.accept', input: z.object(who), output: decided }),
  /** Who has a place or waits for one, in the order of arrival, and the places that are kept for teams; of a session that lies elsewhere the caller's own. */
  list: rpc({
    subject: 'scheduling.v1.sign-ups.list',
    input: z.object({ sessionNo: key, within: scope }),
    output: z.object({ signUps: z.array(signUp), reservations: z.array(teamReservation).default([]) }),
  }),
  /** The sign-ups of a volunteer to sessions that are not over, by their start; or the last 1,000 that he ever had, the newest first, also those that were given up. */
  ofVolunteer: rpc({
    subject: 'scheduling.v1.sign-ups.of-volunteer',
    input: z.object({ volunteerNo: key, ever: z.boolean().default(false) }),
    output: z.object({ signUps: z.array(signUp.extend({ session: sessionListed })) }),
  }),
  /** Where sign-up is by approval, who is in charge grants more places than there are (`not_granted`). Keeps so many places for a team until a time, 0 for none; without a time as long as leaves the next time for an offer. `TEAM.UNKNOWN`, `TEAM.ENDED` where it keeps any. */
  reserve: rpc({
    subject: 'scheduling.v1.sign-ups.reserve',
    input: z.object({
      ...ofTeam,
      post: key,
      places: z.int().min(0).max(100_000),
      until: z.number().nullable(),
      by: z.string().max(64),
    }),
    output: z.object({ refused: z.array(signUpRefusal), reservations: z.array(reservation) }),
  }),
  /** Names volunteers to the places of a team and takes others' back, all or nothing. Reasons by volunteer number, those of the whole under `''`. */
  name: rpc({
    subject: 'scheduling.v1.sign-ups.name',
    input: z.object({
      ...ofTeam,
      post: key,
      add: z.array(key).max(200),
      remove: z.array(key).max(200),
      by: z.string().max(64),
    }),
    output: z.object({
      refused: z.array(z.object({ volunteerNo: z.string(), reasons: z.array(signUpRefusal) })),
      signUps: z.array(signUp),
    }),
  }),
  /** The places of a team, and whom it has named: who has agreed is `confirmed`. */
  ofTeam: rpc({
    subject: 'scheduling.v1.sign-ups.of-team',
    input: z.object(ofTeam),
    output: z.object({ reservations: z.array(reservation), signUps: z.array(signUp) }),
  }),
};
