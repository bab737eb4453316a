import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { recordResult } from './records.js';

const key = z.string().min(1).max(100);
const by = z.string().min(1).max(64);

/** A request for a back-fill (补录). Times are epoch milliseconds; who asked and who decided by their names. */
export const backFill = z.object({
  id: z.string(),
  /** The record that it becomes where it is approved. */
  recordId: z.string(),
  sessionNo: z.string(),
  volunteerNo: z.string(),
  kind: z.enum(['check-in', 'check-out']),
  occurredAt: z.number(),
  reason: z.string(),
  evidence: z.string(),
  state: z.enum(['open', 'approved', 'declined']),
  requestedBy: z.string(),
  requestedAt: z.number(),
  /** Empty and null while it is open. */
  decidedBy: z.string(),
  decidedAt: z.number().nullable(),
});
export type BackFill = z.infer<typeof backFill>;

/** What somebody does with a request, and where he may. */
const act = z.object({ id: z.guid(), by, within: scope });

/** All of them: what lies outside the scope is unknown (`SESSION.UNKNOWN`, `BACK_FILL.UNKNOWN`). */
export const backFills = {
  /** Asks for a record. The same id and content again changes nothing; with other content `ATTENDANCE.ID_REUSED`. `CHECK_IN.WAY_NOT_ENOUGH`, `BACK_FILL.TO_COME` */
  request: rpc({
    subject: 'check-in.v1.back-fills.request',
    input: act.extend({
      ...{ sessionNo: key, volunteerNo: key, kind: backFill.shape.kind, occurredAt: z.number() },
      reason: z.string().min(1).max(500),
      evidence: z.string().min(1).max(2_000),
    }),
    output: backFill,
  }),
  /** Those of a session, the oldest first. */
  list: rpc({
    subject: 'check-in.v1.back-fills.list',
    input: z.object({ sessionNo: key, within: scope }),
    output: z.object({ backFills: z.array(backFill) }),
  }),
  /**
   * Makes the record, once, with both names. Not by who has asked or whom it is about, whatever account or number he does it with: `BACK_FILL.SAME_PERSON`.
   * `BACK_FILL.DECIDED` where it was declined.
   */
  approve: rpc({
    subject: 'check-in.v1.back-fills.approve',
    input: act,
    output: z.object({ backFill, result: recordResult }),
  }),
  /** `BACK_FILL.DECIDED` where it was approved. */
  decline: rpc({ subject: 'check-in.v1.back-fills.decline', input: act, output: backFill }),
};
