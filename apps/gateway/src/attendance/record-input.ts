import { type IncomingRecord, method, recordKind, type Scope } from '#contracts';
import { z } from 'zod';
import { scopeOf } from '../auth/rights.js';
import type { User } from '../auth/user.js';
import { instant, lowerCase, optional, required } from '../http/fields.js';

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
export function incomingRecord(input: z.output<typeof recordInput>, user: User, within: Scope): IncomingRecord {
  const trusted = scopeOf(user.grants, 'import') === 'everywhere';
  return {
    ...input,
    ...(trusted ? {} : { receivedAt: null, enteredBy: '', approvedBy: '' }),
    by: user.username,
    within,
  };
}
