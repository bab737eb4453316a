import { type ErrorCode, evidenceClass, type IncomingRecord, type RecordResult } from '#contracts';
import { chinaIso, DomainError } from '#kernel';
import { z } from 'zod';
import { STATUS } from '../http/problem.js';

/** What a record amounts to, as it is shown. */
export const outcome = z.object({
  id: z.string(),
  outcome: z.enum(['counted', 'not-counted']),
  reason: z.string().optional(),
  attendance: z
    .object({
      sessionNo: z.string(),
      evidence: evidenceClass,
      checkedInAt: z.string(),
      checkedOutAt: z.string().optional(),
    })
    .optional(),
});
/** The status of what is kept. */
export const HTTP_STATUS = { created: 201, unchanged: 200 } as const;

type Status = RecordResult['status'];
type KeptStatus = keyof typeof HTTP_STATUS;

export const isKept = (status: Status): status is KeptStatus => status in HTTP_STATUS;

/** Why a record is not kept. */
export function notKept(
  { status, refusal }: RecordResult,
  { id, sessionNo }: Pick<IncomingRecord, 'id' | 'sessionNo'>,
): DomainError {
  if (status === 'refused' && refusal !== undefined) return new DomainError(refusal.code, refusal.details);
  if (status === 'unavailable') return new DomainError('UNAVAILABLE');
  if (status === 'reused') return new DomainError('ATTENDANCE.ID_REUSED', { id });
  return status === 'unknown-session'
    ? new DomainError('SESSION.UNKNOWN', { sessionNo })
    : new DomainError('AUTH.OUT_OF_SCOPE');
}

/**
 * Whether the same record sent again later may be kept: what is overloaded or away comes back, and a session that is not known yet may become so. Everything else is final: sent again as it
 * is, it is refused again.
 */
export const isRetryable = (code: ErrorCode): boolean =>
  code === 'SESSION.UNKNOWN' || STATUS[code] === 429 || STATUS[code] >= 500;

export function shown({ id, outcome: amounts, reason, attendance: a }: RecordResult): z.infer<typeof outcome> {
  return {
    id,
    outcome: amounts,
    ...(reason === undefined ? {} : { reason }),
    ...(a === undefined
      ? {}
      : { attendance: { sessionNo: a.sessionNo, evidence: a.evidence, ...passage(a.checkedInAt, a.checkedOutAt) } }),
  };
}

export function passage(
  checkedInAt: number,
  checkedOutAt: number | undefined,
): { checkedInAt: string; checkedOutAt?: string } {
  return {
    checkedInAt: chinaIso(checkedInAt),
    ...(checkedOutAt === undefined ? {} : { checkedOutAt: chinaIso(checkedOutAt) }),
  };
}
