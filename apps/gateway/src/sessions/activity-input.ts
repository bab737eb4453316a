import { activity, type PlannedActivity, scheduling, signUpPattern } from '#contracts';
import { z } from 'zod';
import { optional, required } from '../http/fields.js';
import { occurrences } from './recurrence.js';
import { describedInput, forWhomInput, hasAges, NO_AGES, planned, type Planner, whereInput } from './session-input.js';

const { opensBefore, closesBefore, cancelBefore } = signUpPattern.shape;

/** An activity as it is planned by HTTP. Where nothing is said, sign-up opens at once, and closes and cancelling ends when a session starts. */
export const activityInput = z
  .object({
    ...describedInput,
    minutes: activity.shape.minutes,
    shared: z.boolean().default(false),
    signUp: z
      .object({
        opensBefore: opensBefore.default(null),
        closesBefore: closesBefore.default(0),
        cancelBefore: cancelBefore.default(0),
        ...forWhomInput,
      })
      .prefault({}),
  })
  .refine((a) => a.signUp.opensBefore === null || a.signUp.opensBefore > a.signUp.closesBefore, {
    path: ['signUp', 'opensBefore'],
    message: 'opens_after_it_closes',
  })
  .refine(hasAges, NO_AGES);

export function plannedActivity(
  { signUp: rules, ...said }: z.output<typeof activityInput>,
  { by, within, offerMinutes }: Planner,
): PlannedActivity {
  return { ...said, rules: { ...rules, offerMinutes: rules.offerMinutes ?? offerMinutes }, by, within };
}

/** An activity as it is shown. */
export const activityShown = scheduling.activities.find.output.omit({ rules: true }).extend({ signUp: signUpPattern });

export function shownActivity({
  rules: signUp,
  ...rest
}: z.infer<typeof scheduling.activities.find.output>): z.infer<typeof activityShown> {
  return { ...rest, signUp };
}

/** When sessions are to be planned: at one time, or by an iCalendar rule from then on without the days that are excepted. Where: as the activity says, unless said otherwise. */
export const scheduleInput = z
  .object({
    startsAt: planned,
    rule: optional(500),
    exceptions: z.array(z.iso.date()).max(366).default([]),
    teamNo: whereInput.teamNo.unwrap().optional(),
    division: required(40).optional(),
    place: whereInput.place.unwrap().optional(),
  })
  .transform(({ startsAt, rule, exceptions, ...where }, context) => {
    const starts = rule === '' ? [startsAt] : occurrences(startsAt, rule, exceptions);
    if (starts !== undefined) return { starts, ...where };
    context.addIssue({ code: 'custom', path: ['rule'], message: 'rule_malformed' });
    return z.NEVER;
  });
