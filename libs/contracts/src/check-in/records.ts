import { z } from 'zod';
import { scope } from '../access.js';
import { proof, refusedAttempt } from './proofs.js';

export const recordKind = z.enum(['check-in', 'check-out', 'annul']);
export const method = z.enum(['qr', 'location', 'roll-call', 'paper', 'back-fill']);
export const evidenceClass = z.enum(['verified', 'attested', 'declared']);

const text = (max: number) => z.string().max(max);

/** A well-formed record on its way in. Times are epoch milliseconds in whole seconds; blank is the empty string. */
export const incomingRecord = z.object({
  id: z.guid(),
  sessionNo: text(100),
  volunteerNo: text(100),
  kind: recordKind,
  /** Null: when it arrives, or when the record of that id that is there says it was. */
  occurredAt: z.number().nullable(),
  method,
  deviceId: text(200),
  annuls: text(100),
  note: text(2000),
  /** What only accounts that may import can say; for all others the server sets it and it takes no part in comparisons. */
  receivedAt: z.number().nullable(),
  enteredBy: text(200),
  approvedBy: text(200),
  /** The account that hands it in. */
  by: text(100),
  /** Where that account may record attendance. */
  within: scope,
  /** Somebody records himself: at any session that everybody sees, now, and by a proof. */
  own: z.boolean().optional(),
  /** What the session says of ways to check in holds for whoever hands it in. Left out for accounts that may import. */
  isJudged: z.boolean().optional(),
  proof: proof.optional(),
  /** Where whoever hands it in organises sessions: there he annuls later too, with a reason. */
  organises: scope.optional(),
  /** By how much the server's clock was ahead of the device's when it arrived, in milliseconds; left out where the device did not tell its time. */
  clockOffset: z.number().optional(),
});
export type IncomingRecord = z.infer<typeof incomingRecord>;

/**
 * The content that stands under a record id (`key`), without what decides nothing: no names, no note. Told anew with a greater `rev` whenever another content
 * comes to stand.
 */
export const recordFact = z.object({
  kind: z.literal('record'),
  key: z.string(),
  rev: z.int().positive(),
  sessionNo: z.string(),
  volunteerNo: z.string(),
  recordKind,
  occurredAt: z.number(),
  method,
  /** The id that an annulment names. */
  annuls: z.string().optional(),
  /** A back-fill was approved by somebody else than who entered it (definitions, `not_approved`). */
  isApproved: z.literal(true).optional(),
});
export type RecordFact = z.infer<typeof recordFact>;

export const recordResult = z.object({
  id: z.string(),
  /**
   * `created`: new, or it took the place of another content; `unchanged`: this content was there; `reused`: another content stands;
   * `unknown-session` and `out-of-scope`: not kept, because whoever hands it in may record attendance only of sessions that are not these;
   * `refused`: not kept, because of `refusal`; `unavailable`: not kept, because who would have to be asked is away; it may be sent again.
   */
  status: z.enum(['created', 'unchanged', 'reused', 'unknown-session', 'out-of-scope', 'refused', 'unavailable']),
  refusal: refusedAttempt.optional(),
  outcome: z.enum(['counted', 'not-counted']),
  reason: z.string().optional(),
  /** The attendance of that person at that session as it stands, if there is one. */
  attendance: z
    .object({
      sessionNo: z.string(),
      evidence: evidenceClass,
      checkedInAt: z.number(),
      checkedOutAt: z.number().optional(),
    })
    .optional(),
});
export type RecordResult = z.infer<typeof recordResult>;
