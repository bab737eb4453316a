import { chinaDay, MINUTE_MS } from '#kernel';
import { distinct, type Flag, IMPORT } from './observed.js';

/** A check-in that somebody has written down by hand, whether or not it counts. */
export interface ByHand {
  readonly id: string;
  readonly sessionNo: string;
  readonly volunteerNo: string;
  readonly account: string;
  /** When it was written down. */
  readonly writtenAt: number;
}

export interface BurstBounds {
  readonly burst_minutes: number;
  readonly burst_records: number;
  readonly burst_sessions: number;
}

/**
 * Accounts that have written down check-ins at several sessions within minutes: whoever was there calls the roll of one session at a time. One flag for each
 * account and day (in China) of writing. A pure function of the records, in whatever order.
 */
export function bursts(records: readonly ByHand[], bounds: BurstBounds): Flag[] {
  const byHand = records.filter((r) => r.account !== IMPORT);
  const days = Map.groupBy(byHand, (r) => JSON.stringify([r.account, chinaDay(r.writtenAt)]));
  return [...days].flatMap(([subject, all]): Flag[] => {
    const densest = all
      .map(({ writtenAt: from }) =>
        all.filter((r) => r.writtenAt >= from && r.writtenAt <= from + bounds.burst_minutes * MINUTE_MS),
      )
      .filter((some) => isBurst(some, bounds));
    const [account] = JSON.parse(subject) as [string, string];
    if (densest.length === 0) return [];
    const those = densest.flat();
    const measured = Math.max(...densest.map(attendances));
    return [
      {
        ...{ reason: 'burst', subject, account, measured, sessionNos: distinct(those.map((r) => r.sessionNo)) },
        volunteerNos: distinct(those.map((r) => r.volunteerNo)),
      },
    ];
  });
}

const attendances = (records: readonly ByHand[]): number =>
  new Set(records.map((r) => JSON.stringify([r.sessionNo, r.volunteerNo]))).size;

function isBurst(records: readonly ByHand[], { burst_records, burst_sessions }: BurstBounds): boolean {
  return attendances(records) >= burst_records && new Set(records.map((r) => r.sessionNo)).size >= burst_sessions;
}
