import { signUp, type SignUpView } from '#contracts';
import { chinaIso } from '#kernel';
import { z } from 'zod';

/** A sign-up as it is shown. */
export const signUpShown = signUp.extend({ offeredUntil: z.string().nullable() });

export function shownSignUp({ offeredUntil, ...rest }: SignUpView): z.infer<typeof signUpShown> {
  return { ...rest, offeredUntil: offeredUntil === null ? null : chinaIso(offeredUntil) };
}
