import { type Dispute, dispute, disputeClaim } from '#contracts';
import { chinaIso } from '#kernel';
import { z } from 'zod';
import { instant, lowerCase, optional, required } from '../http/fields.js';

const time = z.string();

/** A dispute as it is shown. */
export const disputeShown = dispute.extend({
  record: dispute.shape.record.unwrap().extend({ occurredAt: time }).nullable(),
  cameAt: time.nullable(),
  leftAt: time.nullable(),
  openedAt: time,
  dueAt: time,
  decisions: z.array(dispute.shape.decisions.element.extend({ at: time })),
});

/** What a volunteer says of his records. */
export const disputeInput = z
  .object({
    id: z.guid().describe('the same one again is the same dispute'),
    recordId: lowerCase(100).default('').describe('the record that is not of him, or wrong'),
    sessionNo: optional(100).describe('instead of `recordId`, the session of which a record is missing'),
    claim: disputeClaim,
    cameAt: instant.nullable().default(null).describe('when he came, if that is to be recorded instead'),
    leftAt: instant.nullable().default(null).describe('when he left, if that is to be recorded instead'),
    text: required(500),
  })
  .refine((d) => (d.recordId === '') !== (d.sessionNo === ''), { path: ['recordId'], message: 'record_or_session' });

/** Why a rejection is taken to the office above. */
export const appealInput = z.object({ text: required(500) });

export function shownDispute({ record, cameAt, leftAt, openedAt, dueAt, decisions, ...rest }: Dispute) {
  const orNull = (at: number | null): string | null => (at === null ? null : chinaIso(at));
  return {
    ...rest,
    record: record === null ? null : { ...record, occurredAt: chinaIso(record.occurredAt) },
    ...{ cameAt: orNull(cameAt), leftAt: orNull(leftAt), openedAt: chinaIso(openedAt), dueAt: chinaIso(dueAt) },
    decisions: decisions.map(({ at, ...said }) => ({ ...said, at: chinaIso(at) })),
  };
}
