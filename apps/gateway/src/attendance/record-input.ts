import { type IncomingRecord, method, recordKind, type Scope } from '#contracts';
import { z } from 'zod';
import { scopeOf } from '../auth/rights.js';
import type { User } from '../auth/user.js';
import { instant, lowerCase, optional, required } from '../http/fields.js';

/** The time by the device's clock when it sends what it sends. */
export const deviceTime = instant.optional();

/** An attendance record as it comes by HTTP. */
export const recordInput = z
  .object({
    id: z.guid().transform((id) => id.toLowerCase()),
    sessionNo: required(100),
    volunteerNo: optional(100),
    code: optional(2000).describe('what the QR of a volunteer’s card holds, instead of `volunteerNo`'),
    kind: recordKind,
    occurredAt: instant,
    method,
    deviceId: optional(200),
    annuls: lowerCase(100).default(''),
    note: optional(2000),
    receivedAt: instant.nullable().default(null),
    enteredBy: optional(200),
    approvedBy: optional(200),
    deviceTime: deviceTime.describe('the time by the device’s clock when it sends this'),
  })
  .refine((r) => r.volunteerNo !== '' || r.code !== '', { path: ['volunteerNo'], message: 'cell_missing' })
  .refine((r) => r.volunteerNo === '' || r.code === '', { path: ['code'], message: 'number_or_code' })
  .refine((r) => r.code === '' || r.method === 'qr', { path: ['method'], message: 'code_is_qr' })
  .refine((r) => r.kind !== 'annul' || r.annuls !== '', { path: ['annuls'], message: 'cell_missing' });

/** Who hands something in, and when it arrived (epoch milliseconds). Where a batch tells the device's time that holds for each of its records. */
interface Sent {
  readonly user: User;
  readonly within: Scope;
  readonly now: number;
  readonly deviceTime?: number | undefined;
}

/** By how much the server's clock is ahead of the device's; nothing where the device did not tell its time. */
export const clockOffset = (told: number | undefined, now: number): { clockOffset?: number } =>
  told === undefined ? {} : { clockOffset: now - told };

/**
 * The record as the service takes it. `receivedAt`, `enteredBy` and `approvedBy` count from accounts that may import; for all others the
 * service sets the time of receipt and knows who it was by the account, the fields take no part in comparisons, and the session says which ways are enough.
 */
export function incomingRecord(
  { deviceTime: told, code: card, ...input }: z.output<typeof recordInput>,
  { user, within, now, deviceTime: toldOfAll }: Sent,
): IncomingRecord {
  const trusted = scopeOf(user.grants, 'import') === 'everywhere';
  const organises = input.kind === 'annul' && !trusted ? scopeOf(user.grants, 'plan-sessions') : undefined;
  return {
    ...input,
    ...clockOffset(told ?? toldOfAll, now),
    ...(card === '' ? {} : { proof: { way: 'card', card } as const }),
    ...(trusted ? {} : { receivedAt: null, enteredBy: '', approvedBy: '', isJudged: true }),
    ...(organises === undefined ? {} : { organises }),
    by: user.username,
    within,
  };
}
