import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

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
  'clash',
  'not_signed_up',
  'too_late_to_cancel',
  'nothing_offered',
]);

/** One person's sign-up (报名). Times are epoch milliseconds. */
export const signUp = z.object({
  volunteerNo: z.string(),
  post: z.string(),
  /** `cancelled` and `lapsed` (an offer that nobody accepted in time) are no longer on the list. */
  state: z.enum(['confirmed', 'offered', 'waiting', 'cancelled', 'lapsed']),
  /** Order of arrival at this session, from 1. */
  order: z.int().positive(),
  offeredUntil: z.number().nullable(),
});
export type SignUpView = z.infer<typeof signUp>;

/** Either every reason why not, or what became of the sign-up. */
const decided = z.object({ refused: z.array(signUpRefusal), signUp: signUp.nullable() });

const who = { sessionNo: key, volunteerNo: key, by: z.string().max(64), within: scope };

/** All of them: `SESSION.UNKNOWN`, `VOLUNTEER.UNKNOWN`. */
export const signUps = {
  /** A place where one is free, else a place on the waiting list. `overriding` names reasons that who is in charge knowingly passes over. */
  signUp: rpc({
    subject: 'scheduling.v1.sign-ups.sign-up',
    input: z.object({ ...who, post: key, overriding: z.array(signUpRefusal) }),
    output: decided,
  }),
  cancel: rpc({ subject: 'scheduling.v1.sign-ups.cancel', input: z.object(who), output: decided }),
  /** Accepts the place that is offered. */
  accept: rpc({ subject: 'scheduling.v1.sign-ups.accept', input: z.object(who), output: decided }),
  /** Who has a place or waits for one, in the order of arrival. */
  list: rpc({
    subject: 'scheduling.v1.sign-ups.list',
    input: z.object({ sessionNo: key, within: scope }),
    output: z.object({ signUps: z.array(signUp) }),
  }),
};
