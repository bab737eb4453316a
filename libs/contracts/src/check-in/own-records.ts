import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { disputeState } from './disputes.js';
import { method, recordKind } from './records.js';

const key = z.string().min(1).max(100);

/** One record of a person, under whichever of his numbers. Times are epoch milliseconds; blank is the empty string. */
export const ownRecord = z.object({
  id: z.string(),
  volunteerNo: z.string(),
  sessionNo: z.string(),
  /** Empty and null where the session is not known. */
  sessionName: z.string(),
  startsAt: z.number().nullable(),
  kind: recordKind,
  occurredAt: z.number(),
  receivedAt: z.number(),
  method,
  /** Of an annulment, the record that it names. */
  annuls: z.string(),
  /** By himself, by an account of somebody in charge, or by a file. */
  enteredAs: z.enum(['self', 'staff', 'file']),
  /** The name by which that account is shown; of a file, and of whoever approved, the name in it, masked. */
  enteredBy: z.string(),
  approvedBy: z.string(),
  outcome: z.enum(['counted', 'not-counted']),
  /** Why it does not count; an annulment never does, and says none. */
  reason: z.string().optional(),
  /** The last dispute about it. */
  dispute: z.object({ id: z.string(), state: disputeState }).nullable(),
});
export type OwnRecord = z.infer<typeof ownRecord>;

/** Somebody's attendance of one session in a month, or his records there that do not count, and why. */
export const monthSession = z.object({
  sessionNo: z.string(),
  sessionName: z.string(),
  division: z.string(),
  startsAt: z.number(),
  cameAt: z.number().nullable(),
  leftAt: z.number().nullable(),
  minutes: z.int(),
  reasons: z.array(z.string()),
});
export type MonthSession = z.infer<typeof monthSession>;

/** Somebody on a monthly sheet, by his full name. */
export const monthPerson = z.object({ volunteerNo: z.string(), name: z.string(), sessions: z.array(monthSession) });
export type MonthPerson = z.infer<typeof monthPerson>;

export const ownRecords = {
  /** Every record of the person to whom a number leads at sessions that start in a year (UTC+08:00), the newest first. `VOLUNTEER.UNKNOWN` */
  list: rpc({
    subject: 'check-in.v1.own-records.list',
    input: z.object({ volunteerNo: key, year: z.int() }),
    output: z.object({ records: z.array(ownRecord) }),
  }),
  /**
   * What was recorded in a month (`YYYY-MM`) of those who live in a village and have no account, by their full names: whoever asks sees to it that it is in the audit log first.
   * `DIVISION.UNKNOWN`, `AUTH.OUT_OF_SCOPE`
   */
  month: rpc({
    subject: 'check-in.v1.own-records.month',
    input: z.object({ division: z.string().min(1).max(40), month: z.string().regex(/^\d{4}-\d{2}$/), within: scope }),
    output: z.object({ people: z.array(monthPerson) }),
  }),
};
