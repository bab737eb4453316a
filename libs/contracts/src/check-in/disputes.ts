import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { method, recordKind, recordResult } from './records.js';

const key = z.string().min(1).max(100);
const by = z.string().min(1).max(64);

/** What a volunteer says of his records: one is not of him, one is wrong, or one is missing (错误、缺漏). */
export const disputeClaim = z.enum(['not-me', 'wrong', 'missing']);
export const disputeState = z.enum(['open', 'upheld', 'rejected', 'withdrawn']);
/** Who decides: whoever is in charge of the session, or after a rejection once more the office above. */
export const disputeLevel = z.enum(['organiser', 'office']);

/** A dispute (异议) about a record or a session. Times are epoch milliseconds; who acted by their names. */
export const dispute = z.object({
  id: z.string(),
  volunteerNo: z.string(),
  sessionNo: z.string(),
  sessionName: z.string(),
  claim: disputeClaim,
  /** The record that it is about; null where one is missing. */
  record: z.object({ id: z.string(), kind: recordKind, occurredAt: z.number(), method }).nullable(),
  /** What would be right, as far as he says so. */
  cameAt: z.number().nullable(),
  leftAt: z.number().nullable(),
  text: z.string(),
  /** What he said when he took it to the office above; empty where he has not. */
  appeal: z.string(),
  state: disputeState,
  level: disputeLevel,
  openedBy: z.string(),
  openedAt: z.number(),
  /** By when it is to be decided. */
  dueAt: z.number(),
  isOverdue: z.boolean(),
  decisions: z.array(
    z.object({
      level: disputeLevel,
      decision: z.enum(['upheld', 'rejected']),
      because: z.string(),
      by: z.string(),
      at: z.number(),
    }),
  ),
});
export type Dispute = z.infer<typeof dispute>;

/** Whose it is: the number to whose person the dispute belongs, and the account that acts, his own or another's for him. */
const own = z.object({ id: z.guid(), volunteerNo: key, by, own: z.boolean() });

export const disputes = {
  /**
   * Opens one. The same id and content again changes nothing; with other content `ATTENDANCE.ID_REUSED`.
   * `RECORD.UNKNOWN` for a record that is not under a number of his, `SESSION.UNKNOWN`, `VOLUNTEER.UNKNOWN`; `DISPUTE.NOT_FITTING` where times and claim do not go
   * together, lie outside of the session's window or are still to come, or the record is annulled; `DISPUTE.ALREADY_OPEN`; `DISPUTE.REJECTED_BEFORE` where he has said the same of the same before and it was rejected: that one may be
   * taken to the office above, once.
   */
  open: rpc({
    subject: 'check-in.v1.disputes.open',
    input: own.extend({
      recordId: z.string().max(100),
      sessionNo: z.string().max(100),
      claim: disputeClaim,
      cameAt: z.number().nullable(),
      leftAt: z.number().nullable(),
      text: z.string().min(1).max(500),
    }),
    output: dispute,
  }),
  /** Those of a person, the newest first. `VOLUNTEER.UNKNOWN` */
  ofVolunteer: rpc({
    subject: 'check-in.v1.disputes.of-volunteer',
    input: z.object({ volunteerNo: key }),
    output: z.object({ disputes: z.array(dispute) }),
  }),
  /** `DISPUTE.UNKNOWN`, also for somebody else's; `DISPUTE.DECIDED` */
  withdraw: rpc({ subject: 'check-in.v1.disputes.withdraw', input: own, output: dispute }),
  /** Takes a rejection to the office above, once: `DISPUTE.NO_APPEAL` where there is none to take there. `DISPUTE.UNKNOWN` */
  appeal: rpc({
    subject: 'check-in.v1.disputes.appeal',
    input: own.extend({ text: z.string().min(1).max(500) }),
    output: dispute,
  }),
  /** Those about sessions within the scope, the earliest due first, so that what is overdue comes before all. `after` is the last id of the page before. */
  list: rpc({
    subject: 'check-in.v1.disputes.list',
    input: z.object({
      state: disputeState,
      level: disputeLevel.nullable(),
      after: z.string().max(100),
      limit: z.int().min(1).max(500),
      within: scope,
    }),
    output: z.object({ disputes: z.array(dispute) }),
  }),
  /**
   * Decides, once. Upheld, the record is annulled and what would be right is recorded with the names of both, in the same transaction; decided so again, it is the same. Not
   * by who has opened it or entered the record or decided before, whatever account or number he does it with: `DISPUTE.SAME_PERSON`. `appeals` is where he decides what was
   * rejected once: `AUTH.OUT_OF_SCOPE` elsewhere. `DISPUTE.UNKNOWN`, also for one outside the scope; `DISPUTE.DECIDED`.
   */
  decide: rpc({
    subject: 'check-in.v1.disputes.decide',
    input: z.object({
      id: z.guid(),
      decision: z.enum(['upheld', 'rejected']),
      because: z.string().max(500),
      by,
      within: scope,
      appeals: scope.nullable(),
    }),
    output: z.object({ dispute, results: z.array(recordResult) }),
  }),
};
