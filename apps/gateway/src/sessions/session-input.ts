import { exclusion, type PlannedSession, post, type SessionView, sessionView, signUpRules } from '#contracts';
import { chinaIso } from '#kernel';
import { z } from 'zod';
import { instant, optional, required } from '../http/fields.js';

const DAY_MINUTES = 24 * 60;

const age = signUpRules.shape.minimumAge.default(null);

/** A session as it is planned by HTTP. Where nothing is said, sign-up closes and cancelling ends when the session starts. */
export const sessionInput = z
  .object({
    name: required(200),
    campaign: optional(200),
    category: optional(200),
    teamNo: optional(100),
    division: required(40),
    place: optional(500),
    startsAt: instant,
    endsAt: instant,
    creditRule: sessionView.shape.creditRule.default('check-out'),
    personInCharge: optional(200),
    risks: optional(2000),
    safeguards: optional(2000),
    exclusions: z.array(exclusion).default([]),
    posts: z.array(post.extend({ id: required(40), name: required(100) })).max(100),
    signUp: z
      .object({
        opensAt: instant.nullable().default(null),
        closesAt: instant.nullable().default(null),
        cancelUntil: instant.nullable().default(null),
        minimumAge: age,
        maximumAge: age,
        offerMinutes: signUpRules.shape.offerMinutes.default(DAY_MINUTES),
      })
      .prefault({}),
  })
  .refine((s) => s.startsAt < s.endsAt, { path: ['endsAt'], message: 'end_not_after_start' })
  .refine((s) => (s.signUp.closesAt ?? s.startsAt) <= s.endsAt, {
    path: ['signUp', 'closesAt'],
    message: 'after_the_end',
  })
  .refine((s) => new Set(s.posts.map((p) => p.id)).size === s.posts.length, {
    path: ['posts'],
    message: 'post_repeated',
  });

export function plannedSession(
  { signUp: { closesAt, cancelUntil, ...rules }, ...said }: z.output<typeof sessionInput>,
  by: string,
): PlannedSession {
  const { startsAt } = said;
  return { ...said, rules: { ...rules, closesAt: closesAt ?? startsAt, cancelUntil: cancelUntil ?? startsAt }, by };
}

const time = z.string();

/** A planned session as it is shown. */
export const sessionShown = sessionView.omit({ rules: true }).extend({
  startsAt: time,
  endsAt: time,
  signUp: signUpRules.extend({ opensAt: time.nullable(), closesAt: time, cancelUntil: time }),
});

export function shownSession({ rules, startsAt, endsAt, ...rest }: SessionView): z.infer<typeof sessionShown> {
  return {
    ...rest,
    startsAt: chinaIso(startsAt),
    endsAt: chinaIso(endsAt),
    signUp: {
      ...rules,
      opensAt: rules.opensAt === null ? null : chinaIso(rules.opensAt),
      closesAt: chinaIso(rules.closesAt),
      cancelUntil: chinaIso(rules.cancelUntil),
    },
  };
}
