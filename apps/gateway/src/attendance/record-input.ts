import { type IncomingRecord, method, recordKind } from '#contracts';
import { readInstant, trimUnicode } from '#tables';
import { z } from 'zod';
import { mayDo } from '../auth/rights.js';
import type { User } from '../auth/user.js';

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((s) => s.isWellFormed(), 'text_malformed')
    .transform(trimUnicode);
const required = (most: number) => text(most).refine((s) => s !== '', 'cell_missing');
/** Lower case can be longer than what was typed (`İ`): the limit is that of the service. */
const lowerCase = (most: number) =>
  text(most)
    .transform((s) => s.toLowerCase())
    .pipe(z.string().max(most));
const optional = (most: number) => text(most).default('');

/** A time as in files: `2022-10-26T09:17:00+08:00`; without a zone +08:00. Fractions of a second are cut off. */
const instant = z
  .string()
  .max(40)
  .transform((value, context) => {
    const at = readInstant(trimUnicode(value));
    if (at !== undefined) return at;
    context.addIssue({ code: 'custom', message: 'time_malformed' });
    return z.NEVER;
  });

/** An attendance record as it comes by HTTP. */
export const recordInput = z
  .object({
    id: z.guid().transform((id) => id.toLowerCase()),
    sessionNo: required(100),
    volunteerNo: required(100),
    kind: recordKind,
    occurredAt: instant,
    method,
    deviceId: optional(200),
    annuls: lowerCase(100).default(''),
    note: optional(2000),
    receivedAt: instant.nullable().default(null),
    enteredBy: optional(200),
    approvedBy: optional(200),
  })
  .refine((r) => r.kind !== 'annul' || r.annuls !== '', { path: ['annuls'], message: 'cell_missing' });

/**
 * The record as the service takes it. `receivedAt`, `enteredBy` and `approvedBy` count from accounts that may import; for all others the
 * service sets the time of receipt and knows who it was by the account, and the fields take no part in comparisons.
 */
export function incomingRecord(input: z.output<typeof recordInput>, user: User): IncomingRecord {
  const trusted = mayDo(user.roles, 'import');
  return { ...input, ...(trusted ? {} : { receivedAt: null, enteredBy: '', approvedBy: '' }), by: user.username };
}
