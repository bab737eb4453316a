import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { checkInPolicy } from '../scheduling/check-in-policy.js';
import { method } from './records.js';

const key = z.string().min(1).max(100);
const publicKeys = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });

/** Somebody on a roster (名册). */
export const rosterPerson = z.object({
  /** Stands for him on the rosters of this session alone. */
  ref: z.string(),
  /** Every number that leads to him. */
  volunteerNos: z.array(z.string()),
  /** Masked so far that no two are the same; empty where it is not known. */
  name: z.string(),
  isSignedUp: z.boolean(),
});

/**
 * What a device needs to judge, without a network, who comes to a session: it is signed as a whole (a compact JWS under EdDSA, `typ` `session-roster`, `aud` `scanner`, `sub` the
 * session's number, `exp` until when it holds). Times are epoch milliseconds. No document or phone number is in it.
 */
export const roster = z.object({
  version: z.literal(1),
  sessionNo: z.string(),
  name: z.string(),
  startsAt: z.number(),
  endsAt: z.number(),
  state: z.enum(['published', 'running', 'ended', 'cancelled']),
  creditRule: z.enum(['check-out', 'planned-end']),
  checkIn: checkInPolicy,
  issuedAt: z.number(),
  validUntil: z.number(),
  /** Within so many minutes the device annuls what it has recorded; beyond so many seconds its clock is off. */
  annulMinutes: z.number(),
  clockSkewSeconds: z.number(),
  people: z.array(rosterPerson),
  /** What is recorded of them at the session and stands, but for back-fills that nobody has approved. */
  records: z.array(
    z.object({
      id: z.string(),
      volunteerNo: z.string(),
      kind: z.enum(['check-in', 'check-out']),
      occurredAt: z.number(),
      method,
    }),
  ),
  /** The ids of records of theirs that were annulled. */
  annulled: z.array(z.string()),
  /** By which volunteer cards are verified (`registry.cards.keys`). */
  cardKeys: publicKeys,
});
export type Roster = z.infer<typeof roster>;

export const rosters = {
  /** The roster of a session as it is now, signed, and until when it holds: so many days after the session's end. `SESSION.UNKNOWN`, also outside the scope */
  issue: rpc({
    subject: 'check-in.v1.rosters.issue',
    input: z.object({ sessionNo: key, within: scope }),
    output: z.object({ token: z.string(), issuedAt: z.number(), validUntil: z.number() }),
  }),
  /** The public keys by which rosters are verified, as a JWK set. */
  keys: rpc({ subject: 'check-in.v1.rosters.keys', input: z.object({}), output: publicKeys }),
};
