import { z } from 'zod';
import { point } from '../scheduling/check-in-policy.js';

/** A position as a phone tells it; `accuracyMetres` is by how much it may be off. */
export const position = z.object({ ...point, accuracyMetres: z.number().min(0).max(1_000_000) });

/** By what somebody shows that he is there. Judged before there is a record. */
export const proof = z.discriminatedUnion('way', [
  /** What the QR on the organiser's screen holds. */
  z.object({ way: z.literal('code'), code: z.string().max(2_000) }),
  /** The six digits below it. */
  z.object({ way: z.literal('digits'), digits: z.string().max(20) }),
  /** `confirmed`: he was asked whether he is there although his phone does not know well where it is. */
  z.object({ way: z.literal('location'), position, confirmed: z.boolean() }),
  /** What the QR of his card holds (`registry.cards`); the number on it is the record's. */
  z.object({ way: z.literal('card'), card: z.string().max(2_000) }),
  /** His name, which whoever records him has asked; the registry keeps it. */
  z.object({ way: z.literal('walk-in') }),
]);
export type Proof = z.infer<typeof proof>;

/** Why an attempt is no record. */
export const checkInRefusal = z.enum([
  'CHECK_IN.CODE_INVALID',
  'CHECK_IN.CODE_EXPIRED',
  'CHECK_IN.CODE_OF_OTHER_SESSION',
  'CHECK_IN.TOO_MANY_GUESSES',
  'CHECK_IN.TOO_FAR',
  'CHECK_IN.ACCURACY_POOR',
  'CHECK_IN.WAY_NOT_ENOUGH',
  'CHECK_IN.NOT_NOW',
  'CHECK_IN.CARD_INVALID',
  'CHECK_IN.CARD_REVOKED',
  'CHECK_IN.ANNUL_TOO_LATE',
  'CHECK_IN.ANNUL_NEEDS_REASON',
]);
export type CheckInRefusal = z.infer<typeof checkInRefusal>;

/** The refusal with what its text tells, such as the distance in metres. */
export const refusedAttempt = z.object({
  code: checkInRefusal,
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RefusedAttempt = z.infer<typeof refusedAttempt>;
