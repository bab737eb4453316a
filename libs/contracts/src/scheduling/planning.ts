import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { qualificationCode } from '../registry/qualifications.js';
import { checkInPolicy, USUAL_CHECK_IN } from './check-in-policy.js';

const text = (most: number) => z.string().max(most);
const key = z.string().min(1).max(100);

/** A post (岗位) of a session, with so many places, and what one must be qualified for to take one. */
export const post = z.object({
  id: text(40).min(1),
  name: text(100),
  capacity: z.int().min(0).max(100_000),
  qualifications: z.array(qualificationCode).max(10).default([]),
});

/**
 * What makes an activity no volunteering (《志愿服务条例》 articles 2 and 25: voluntary, unpaid, of public benefit, nobody assigned to it), of which whoever plans says which apply: a duty
 * of one's job, a unit's internal duty, one's own benefit, an unclear public purpose, pay above a subsidy, hours as reward for a donation.
 */
export const exclusion = z.enum([
  'duty_of_job',
  'internal_duty',
  'own_benefit',
  'unclear_purpose',
  'paid_above_subsidy',
  'hours_for_donation',
]);
export type Exclusion = z.infer<typeof exclusion>;

/** Why a session cannot be published. */
export const publishingRefusal = z.enum([
  ...exclusion.options,
  'starts_in_the_past',
  'sign_up_over',
  'risks_missing',
  'safeguards_missing',
  'person_in_charge_missing',
  'minimum_age_missing',
  'no_places',
  'division_ended',
  'team_ended',
]);
export type PublishingRefusal = z.infer<typeof publishingRefusal>;

/** When and for whom a session is open; times are epoch milliseconds, null means no limit. */
export const signUpRules = z.object({
  opensAt: z.number().nullable(),
  closesAt: z.number(),
  cancelUntil: z.number(),
  minimumAge: z.int().min(0).max(150).nullable(),
  maximumAge: z.int().min(0).max(150).nullable(),
  /** For how long a place that became free is offered to who waited longest. */
  offerMinutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60),
  /** Who signs up applies, and somebody in charge decides. */
  approval: z.boolean().default(false),
  /** Of the sessions that name the same group one person takes one; empty for none. */
  onlyOneOf: text(100).default(''),
});

/** What a session, or an activity, is about and where it belongs. */
export const described = {
  name: text(200),
  campaign: text(200),
  category: text(200),
  teamNo: text(100),
  division: text(40),
  place: text(500),
  creditRule: z.enum(['check-out', 'planned-end']),
  /** A training (培训), which service records keep apart from service (《志愿服务记录与证明出具办法（试行）》 article 7). */
  isTraining: z.boolean().default(false),
};
/** What is prepared for it. */
export const prepared = {
  personInCharge: text(200),
  risks: text(2_000),
  safeguards: text(2_000),
  exclusions: z.array(exclusion).max(20),
  /** Which ways to check in are enough. */
  checkIn: checkInPolicy.default(USUAL_CHECK_IN),
};

const said = { ...described, startsAt: z.number(), endsAt: z.number(), rules: signUpRules };

export const plannedSession = z.object({
  ...said,
  ...prepared,
  posts: z.array(post).max(100),
  by: text(64),
  within: scope,
});
export type PlannedSession = z.infer<typeof plannedSession>;

/**
 * How far a session is: planned (`draft`), handed in for review, open to everybody, under way, over (the last two by time alone), or cancelled.
 */
export const stage = z.enum(['draft', 'review', 'published', 'running', 'ended', 'cancelled']);
export type Stage = z.infer<typeof stage>;

/** A session that was planned here, and how many have a place or wait for one. */
export const sessionView = z.object({
  sessionNo: z.string(),
  stage,
  /** The activity of which it is a session; empty where it was planned by itself. */
  activityNo: z.string(),
  ...said,
  /** `personInCharge` is told to those alone who may plan it. */
  ...prepared,
  posts: z.array(post.extend({ confirmed: z.int(), offered: z.int(), waiting: z.int(), applied: z.int() })),
  /** Why it was returned from review, while it is a draft again. */
  returnedBecause: z.string(),
  /** Grows with whatever is done to it; whoever plans a draft anew says which he has seen. 0 where it was brought in by a file. */
  rev: z.int().nonnegative().default(0),
  /** When it was closed last with what the organiser says about people covered. */
  closedAt: z.number().nullable().default(null),
});
export type SessionView = z.infer<typeof sessionView>;

/** A session in a list. */
export const sessionListed = z.object({
  sessionNo: z.string(),
  stage,
  ...{ name: z.string(), campaign: z.string(), category: z.string() },
  ...{ teamNo: z.string(), division: z.string(), place: z.string() },
  startsAt: z.number(),
  endsAt: z.number(),
});
export type SessionListed = z.infer<typeof sessionListed>;

/** Something that somebody does with a session. */
const act = z.object({ sessionNo: key, by: text(64), within: scope });
/** The session, and every reason why what was asked for was not done. */
const refusable = z.object({ refused: z.array(publishingRefusal), session: sessionView });

/** What of a published session can be changed; what is not named stays. Times are epoch milliseconds. */
export const sessionChange = z.object({
  startsAt: z.number().optional(),
  /** Where only the start is named it moves along. */
  endsAt: z.number().optional(),
  place: described.place.optional(),
  posts: z.array(post).min(1).max(100).optional(),
  /** May change until the session is over; nobody is told. */
  checkIn: checkInPolicy.optional(),
});
export type SessionChange = z.infer<typeof sessionChange>;

/** Why a published session is not changed. */
export const changeRefusal = z.enum(['starts_in_the_past', 'ends_before_it_starts', 'sign_up_over', 'places_taken']);
export type ChangeRefusal = z.infer<typeof changeRefusal>;

/** All of them: `SESSION.UNKNOWN` also for a session outside the caller's scope, `AUTH.OUT_OF_SCOPE` for a plan that would lie outside it, `DIVISION.ENDED` for one in a division that has ended. */
export const planning = {
  /** Makes a draft under a new number. */
  plan: rpc({ subject: 'scheduling.v1.planning.plan', input: plannedSession, output: sessionView }),
  /** Plans a draft anew under its number. `SESSION.NOT_A_DRAFT`; `SESSION.CHANGED_MEANWHILE` where `rev` is said and the draft is another by now. */
  revise: rpc({
    subject: 'scheduling.v1.planning.revise',
    input: z.object({ sessionNo: key, planned: plannedSession, rev: z.int().nonnegative().optional() }),
    output: sessionView,
  }),
  /** Hands a draft in for review, or says every reason why not. `SESSION.NOT_A_DRAFT` */
  submit: rpc({ subject: 'scheduling.v1.planning.submit', input: act, output: refusable }),
  /** Returns what is in review to who planned it, with the reason. `SESSION.NOT_IN_REVIEW` */
  return: rpc({
    subject: 'scheduling.v1.planning.return',
    input: act.extend({ because: text(500).min(1) }),
    output: sessionView,
  }),
  /** Publishes what is in review, or says every reason why not. `SESSION.NOT_IN_REVIEW` */
  publish: rpc({ subject: 'scheduling.v1.planning.publish', input: act, output: refusable }),
  /**
   * Changes a published session that has not begun, or says every reason why not; everybody signed up is told, with the reason. `SESSION.NOT_CHANGEABLE`
   * Of one under way, how people check in can still be changed.
   */
  change: rpc({
    subject: 'scheduling.v1.planning.change',
    input: act.extend({ change: sessionChange, because: text(500).min(1) }),
    output: z.object({ refused: z.array(changeRefusal), session: sessionView }),
  }),
  /** Says how many people a session covered (覆盖群众, person-times) and how they were counted. `SESSION.NOT_BEGUN` */
  cover: rpc({
    subject: 'scheduling.v1.planning.cover',
    input: act.extend({ covered: z.int().min(0).max(100_000_000), coveredMethod: text(200) }),
    output: sessionView,
  }),
  /** The same once it is over, which closes it: nothing is left to be said by who is in charge. `SESSION.NOT_ENDED` */
  close: rpc({
    subject: 'scheduling.v1.planning.close',
    input: act.extend({ covered: z.int().min(0).max(100_000_000), coveredMethod: text(200) }),
    output: sessionView,
  }),
  /** Cancels a session that is published or under way. `SESSION.NOT_PUBLISHED` */
  cancel: rpc({
    subject: 'scheduling.v1.planning.cancel',
    input: act,
    output: sessionView,
  }),
  /**
   * Sessions that start from `from` until before `until`, by their start: those that everybody sees, planned here or brought in by a file, or those at one
   * of the stages before, within the scope. In a division where one is named. `after` is the number of the last one of the page before,
   * `afterStart` its start as that page told it.
   */
  list: rpc({
    subject: 'scheduling.v1.planning.list',
    input: z.object({
      stage: stage.extract(['draft', 'review']).nullable(),
      from: z.number(),
      until: z.number(),
      division: text(40),
      /** The sessions of one team; empty for all. */
      teamNo: text(100).default(''),
      after: text(100),
      afterStart: z.number().nullable().default(null),
      limit: z.int().min(1).max(500),
      within: scope,
    }),
    output: z.object({ sessions: z.array(sessionListed) }),
  }),
  /**
   * What the service record tells of some sessions beyond what facts do: where they took place, and who was in charge, in clear. For services alone; a number that is not there is left out.
   */
  forRecords: rpc({
    subject: 'scheduling.v1.planning.for-records',
    input: z.object({ sessionNos: z.array(key).max(1_000) }),
    output: z.object({
      sessions: z.array(z.object({ sessionNo: z.string(), place: z.string(), personInCharge: z.string() })),
    }),
  }),
  /** One that was brought in by a file has no posts. `SESSION.UNKNOWN` */
  find: rpc({
    subject: 'scheduling.v1.planning.find',
    input: z.object({ sessionNo: key, within: scope }),
    output: sessionView,
  }),
};
