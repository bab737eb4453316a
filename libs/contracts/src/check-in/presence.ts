import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { evidenceClass } from './records.js';

const key = z.string().min(1).max(100);
const ofSession = { sessionNo: key, within: scope };

/** Somebody with an attendance at a session. Times are epoch milliseconds. */
export const present = z.object({
  /** Under which he has checked in first, and every number that leads to him: he may be signed up under another. */
  volunteerNo: z.string(),
  volunteerNos: z.array(z.string()),
  evidence: evidenceClass,
  checkedInAt: z.number(),
  checkedOutAt: z.number().optional(),
  /** His last interval is open: under 按计划 until the planned end. */
  isHere: z.boolean(),
});
export type Present = z.infer<typeof present>;

/** All of them: `SESSION.UNKNOWN`; `AUTH.OUT_OF_SCOPE` for a session outside the scope. */
export const presence = {
  /**
   * Who is at a session, by the records as they stand now. `version` is of the whole state; whoever has it already (`known`) is told no more than that.
   * `unknown` counts the numbers with a record that lead to nobody yet.
   */
  of: rpc({
    subject: 'check-in.v1.attendance.presence',
    input: z.object({ ...ofSession, known: z.string().max(100).default('') }),
    output: z.object({
      version: z.string(),
      changed: z.object({ present: z.array(present), unknown: z.int().nonnegative() }).nullable(),
    }),
  }),
  /** Those of some volunteers who have an attendance at a session, under whichever of their numbers. `SESSION.UNKNOWN` alone: for services, which have no scope. */
  attended: rpc({
    subject: 'check-in.v1.attendance.attended',
    input: z.object({ sessionNo: key, volunteerNos: z.array(key).max(1_000) }),
    output: z.object({ attended: z.array(z.string()) }),
  }),
  /**
   * Who has not checked out of a session under 按签退 although nobody can any more (60 minutes after its end), by the records as they stand: he is credited nothing
   * from his last check-in on. `remindedAt` is when he was told, once.
   */
  missingCheckOuts: rpc({
    subject: 'check-in.v1.attendance.missing-check-outs',
    input: z.object(ofSession),
    output: z.object({
      missing: z.array(z.object({ volunteerNo: z.string(), since: z.number(), remindedAt: z.number().nullable() })),
    }),
  }),
};
