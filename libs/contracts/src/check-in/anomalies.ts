import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const key = z.string().min(1).max(100);

/**
 * Why something is to be looked at (异常): check-ins written down at several sessions within minutes by one account, one device for many people, a journey that
 * nobody makes in the time, exactly equal positions, exactly equal hours written down by hand, a large share of back-fill, records by a device whose clock was off.
 */
export const anomalyReason = z.enum([
  'burst',
  'shared_device',
  'impossible_travel',
  'equal_positions',
  'equal_hours',
  'back_fill_share',
  'clock_skew',
]);
/** What an office has found: nothing is wrong, or the records are to be corrected. */
export const anomalyDecision = z.enum(['explained', 'to-correct']);
export const anomalyState = z.enum(['open', ...anomalyDecision.options]);

/** Something to be looked at. It changes no record and no figure. Times are epoch milliseconds. */
export const anomaly = z.object({
  id: z.string(),
  reason: anomalyReason,
  state: anomalyState,
  sessionNos: z.array(z.string()),
  volunteerNos: z.array(z.string()),
  /** When it was found first: check-ins, accounts, km/h (0 where only townships are known), persons, persons, percent, minutes. */
  measured: z.int(),
  /** Of a burst and of a clock that was off. */
  account: z.string(),
  foundAt: z.number(),
  history: z.array(z.object({ decision: anomalyDecision, because: z.string(), by: z.string(), at: z.number() })),
});
export type Anomaly = z.infer<typeof anomaly>;

export const anomalies = {
  /** Within the scope, the newest first. `after` is the id of the last one of the page before. */
  list: rpc({
    subject: 'check-in.v1.anomalies.list',
    input: z.object({
      state: anomalyState.nullable(),
      reason: anomalyReason.nullable(),
      after: z.string().max(100),
      limit: z.int().min(1).max(500),
      within: scope,
    }),
    output: z.object({ anomalies: z.array(anomaly) }),
  }),
  /** Says what was found; said again, it is corrected, and what was said before stays in the history. `ANOMALY.UNKNOWN`, also for one outside the scope */
  decide: rpc({
    subject: 'check-in.v1.anomalies.decide',
    input: z.object({
      id: key,
      decision: anomalyDecision,
      because: z.string().min(1).max(500),
      by: z.string().max(100),
      within: scope,
    }),
    output: anomaly,
  }),
};
