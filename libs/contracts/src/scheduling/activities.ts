import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { described, post, prepared, publishingRefusal, sessionListed, signUpRules } from './planning.js';

const key = z.string().min(1).max(100);
const by = z.string().max(64);

const DAY = 24 * 60;
/** Minutes before a session starts. */
const before = z
  .int()
  .min(0)
  .max(366 * DAY);

/** When sign-up opens (null: at once) and closes and until when one may cancel, in minutes before the start, and for whom a session is open. */
export const signUpPattern = signUpRules
  .omit({ opensAt: true, closesAt: true, cancelUntil: true })
  .extend({ opensBefore: before.nullable(), closesBefore: before, cancelBefore: before });

/** An activity (项目): what its sessions have in common. One that is shared is open to other teams, which plan sessions of it with their own people. */
export const activity = z.object({
  ...described,
  ...prepared,
  posts: z.array(post).max(100),
  /** How long a session is. */
  minutes: z
    .int()
    .min(1)
    .max(7 * DAY),
  rules: signUpPattern,
  shared: z.boolean(),
});
export type Activity = z.infer<typeof activity>;

/** `personInCharge` is told to those alone who may plan it. */
export const activityView = activity.extend({ activityNo: z.string() });
export type ActivityView = z.infer<typeof activityView>;

const plannedActivity = activity.extend({ by, within: scope });
export type PlannedActivity = z.infer<typeof plannedActivity>;

/** Sessions that are planned at once, at most: one every day of a year. */
export const MOST_OCCURRENCES = 366;

const ofActivity = z.object({ activityNo: key, within: scope });
const page = ofActivity.extend({ after: z.string().max(100) });
/** What became of each of its next sessions: handed in or published, or every reason why not. */
const moved = z.object({
  results: z.array(z.object({ sessionNo: z.string(), startsAt: z.number(), refused: z.array(publishingRefusal) })),
});

/**
 * All of them: `ACTIVITY.UNKNOWN` also for one outside the caller's scope that is not shared, `AUTH.OUT_OF_SCOPE` for a plan that would lie outside it.
 * What is told in pages goes by number; `after` is the last one of the page before, empty for the first. A page of sessions has `MOST_OCCURRENCES`.
 */
export const activities = {
  plan: rpc({ subject: 'scheduling.v1.activities.plan', input: plannedActivity, output: activityView }),
  /** Sessions that were planned of it stay as they are. */
  revise: rpc({
    subject: 'scheduling.v1.activities.revise',
    input: z.object({ activityNo: key, planned: plannedActivity }),
    output: activityView,
  }),
  find: rpc({ subject: 'scheduling.v1.activities.find', input: ofActivity, output: activityView }),
  /** Those that lie within the scope or are shared. */
  list: rpc({
    subject: 'scheduling.v1.activities.list',
    input: z.object({ within: scope, after: z.string().max(100), limit: z.int().min(1).max(100) }),
    output: z.object({ activities: z.array(activityView) }),
  }),
  /** Makes a draft for each start, all or none. Team, division and place are those of the activity where none are named. */
  schedule: rpc({
    subject: 'scheduling.v1.activities.schedule',
    input: ofActivity.extend({
      starts: z.array(z.number()).min(1).max(MOST_OCCURRENCES),
      teamNo: described.teamNo.optional(),
      division: described.division.optional(),
      place: described.place.optional(),
      by,
    }),
    output: z.object({ sessions: z.array(sessionListed) }),
  }),
  /** Its sessions: those that everybody sees, and drafts within the scope. */
  sessions: rpc({
    subject: 'scheduling.v1.activities.sessions',
    input: page,
    output: z.object({ sessions: z.array(sessionListed) }),
  }),
  /** Hands in all drafts of it within the scope that are fit. */
  submit: rpc({ subject: 'scheduling.v1.activities.submit', input: page.extend({ by }), output: moved }),
  /** Publishes all of its sessions in review within the scope that are fit. */
  publish: rpc({ subject: 'scheduling.v1.activities.publish', input: page.extend({ by }), output: moved }),
};
