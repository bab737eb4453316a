import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { method, recordKind } from './records.js';

/** A record that stands and does not count. Times are epoch milliseconds. */
export const notCountedRecord = z.object({
  id: z.string(),
  sessionNo: z.string(),
  volunteerNo: z.string(),
  kind: recordKind,
  occurredAt: z.number(),
  method,
  /** Of the definitions, such as `unknown_volunteer`. */
  reason: z.string(),
});
export type NotCountedRecord = z.infer<typeof notCountedRecord>;

/**
 * The records that do not count, and why, page by page in the order of volunteer numbers: of sessions within a scope that start in a year (UTC+08:00). A record of a session that
 * nobody knows lies nowhere, so it is told to who may see everything, in the year in which it happened. `next` is null on the last page.
 */
export const notCounted = rpc({
  subject: 'check-in.v1.attendance.not-counted',
  input: z.object({ year: z.int(), within: scope, after: z.string().nullable() }),
  output: z.object({ records: z.array(notCountedRecord), next: z.string().nullable() }),
});
