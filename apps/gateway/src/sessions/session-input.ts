import {
  checkInPolicy,
  checkInSite,
  checkInWay,
  exclusion,
  type PlannedSession,
  post,
  scheduling,
  sessionListed,
  type SessionListed,
  type SessionView,
  sessionView,
  signUpRules,
  USUAL_CHECK_IN,
} from '#contracts';
import { chinaIso } from '#kernel';
import { z } from 'zod';
import { instant, optional, required } from '../http/fields.js';

/** Of which every date can be written and shown. */
const YEARS = { from: Date.UTC(2000, 0, 1), until: Date.UTC(2999, 11, 31) };
export const planned = instant.refine((at) => at >= YEARS.from && at < YEARS.until, 'year_out_of_range');

const age = signUpRules.shape.minimumAge.default(null);

/** Where a session belongs and takes place. */
export const whereInput = { teamNo: optional(100), division: required(40), place: optional(500) };

/** Which ways to check in are enough at a session. Whoever allows positions says where. */
export const checkInInput = z
  .object({
    ways: z
      .array(checkInWay)
      .min(1)
      .max(20)
      .transform((ways) => [...new Set(ways)])
      .default(USUAL_CHECK_IN.ways),
    sites: z
      .array(checkInSite.extend({ name: required(100) }))
      .max(50)
      .default([]),
  })
  .refine(({ ways, sites }) => !ways.includes('location') || sites.length > 0, {
    path: ['sites'],
    message: 'sites_missing',
  })
  .pipe(checkInPolicy);

/** What a session or an activity is about and what is prepared for it. */
export const describedInput = {
  name: required(200),
  campaign: optional(200),
  category: optional(200),
  ...whereInput,
  creditRule: sessionView.shape.creditRule.default('check-out'),
  isTraining: z.boolean().default(false),
  personInCharge: optional(200),
  risks: optional(2000),
  safeguards: optional(2000),
  exclusions: z.array(exclusion).max(20).default([]),
  posts: z
    .array(post.extend({ id: required(40), name: required(100), capacity: post.shape.capacity.min(1) }))
    .max(100)
    .refine((posts) => new Set(posts.map((p) => p.id)).size === posts.length, 'post_repeated'),
  checkIn: checkInInput.prefault({}),
};
export const forWhomInput = {
  minimumAge: age,
  maximumAge: age,
  offerMinutes: signUpRules.shape.offerMinutes.optional(),
  approval: signUpRules.shape.approval,
  onlyOneOf: optional(100),
};

interface ForWhom {
  readonly signUp: { readonly minimumAge: number | null; readonly maximumAge: number | null };
}
/** True unless nobody is old enough and young enough at the same time. */
export const hasAges = ({ signUp: { minimumAge, maximumAge } }: ForWhom): boolean =>
  (minimumAge ?? 0) <= (maximumAge ?? Infinity);
export const NO_AGES = { path: ['signUp', 'minimumAge'], message: 'minimum_above_maximum' };

/** A session as it is planned by HTTP. Where nothing is said, sign-up closes and cancelling ends when the session starts. */
export const sessionInput = z
  .object({
    ...describedInput,
    startsAt: planned,
    endsAt: planned,
    signUp: z
      .object({
        opensAt: planned.nullable().default(null),
        closesAt: planned.nullable().default(null),
        cancelUntil: planned.nullable().default(null),
        ...forWhomInput,
      })
      .prefault({}),
  })
  .refine((s) => s.startsAt < s.endsAt, { path: ['endsAt'], message: 'end_not_after_start' })
  .refine((s) => (s.signUp.closesAt ?? 0) <= s.endsAt, {
    path: ['signUp', 'closesAt'],
    message: 'after_the_end',
  })
  .refine((s) => (s.signUp.cancelUntil ?? 0) <= s.endsAt, {
    path: ['signUp', 'cancelUntil'],
    message: 'after_the_end',
  })
  .refine((s) => s.signUp.opensAt === null || s.signUp.opensAt < (s.signUp.closesAt ?? s.startsAt), {
    path: ['signUp', 'opensAt'],
    message: 'opens_after_it_closes',
  })
  .refine(hasAges, NO_AGES);

/** The same for a draft that is there, with the `rev` that whoever plans it anew has seen. */
export const reviseInput = sessionInput.safeExtend({ rev: z.int().nonnegative().optional() });

/** Who plans, and for how long an offer holds where he does not say. */
export type Planner = Pick<PlannedSession, 'by' | 'within'> & { readonly offerMinutes: number };

export function plannedSession(
  { signUp: { closesAt, cancelUntil, ...rules }, ...said }: z.output<typeof sessionInput>,
  { by, within, offerMinutes }: Planner,
): PlannedSession {
  const { startsAt } = said;
  return {
    ...said,
    rules: {
      ...rules,
      offerMinutes: rules.offerMinutes ?? offerMinutes,
      closesAt: closesAt ?? startsAt,
      cancelUntil: cancelUntil ?? startsAt,
    },
    by,
    within,
  };
}

/** What is changed of a published session, and why; what is not named stays. */
export const changeInput = z
  .object({
    startsAt: planned.optional(),
    endsAt: planned.optional(),
    place: optional(500).unwrap().optional(),
    posts: describedInput.posts.min(1).optional(),
    checkIn: checkInInput.optional(),
    because: required(500),
  })
  .refine((c) => [c.startsAt, c.endsAt, c.place, c.posts, c.checkIn].some((v) => v !== undefined), 'nothing_to_change')
  .transform(({ because, ...change }) => ({ change, because }));

const time = z.string();

/** A planned session as it is shown. */
export const sessionShown = sessionView.omit({ rules: true }).extend({
  startsAt: time,
  endsAt: time,
  closedAt: time.nullable(),
  signUp: signUpRules.extend({ opensAt: time.nullable(), closesAt: time, cancelUntil: time }),
});

/** People covered (person-times), and how they were counted. */
export const coveredInput = z.object({
  covered: scheduling.planning.cover.input.shape.covered,
  coveredMethod: optional(200),
});

export function shownSession({
  rules,
  startsAt,
  endsAt,
  closedAt,
  ...rest
}: SessionView): z.infer<typeof sessionShown> {
  return {
    ...rest,
    startsAt: chinaIso(startsAt),
    endsAt: chinaIso(endsAt),
    closedAt: closedAt === null ? null : chinaIso(closedAt),
    signUp: {
      ...rules,
      opensAt: rules.opensAt === null ? null : chinaIso(rules.opensAt),
      closesAt: chinaIso(rules.closesAt),
      cancelUntil: chinaIso(rules.cancelUntil),
    },
  };
}

/** A session as it is shown in a list. */
export const listedShown = sessionListed.extend({ startsAt: time, endsAt: time });

export function shownListed({ startsAt, endsAt, ...rest }: SessionListed): z.infer<typeof listedShown> {
  return { ...rest, startsAt: chinaIso(startsAt), endsAt: chinaIso(endsAt) };
}
