import type { CreditRule, Method, Passage } from '#attendance';
import type { Point } from '#position';

/** A session as the rules of anomalies see it; times are epoch milliseconds. */
export interface ObservedSession {
  readonly sessionNo: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly creditRule: CreditRule;
  readonly division: string;
  readonly teamNo: string;
}

/** A record that counts, as the rules of anomalies see it. */
export interface Observed {
  readonly id: string;
  readonly sessionNo: string;
  readonly person: string;
  readonly volunteerNo: string;
  readonly kind: 'check-in' | 'check-out';
  readonly occurredAt: number;
  readonly method: Method;
  readonly deviceId: string;
  /** Who handed it in: an account, or the import. */
  readonly account: string;
  /** When the server got it. */
  readonly storedAt: number;
  /** Where it was (WGS-84), as far as that is known. */
  readonly place?: Point;
  /** By how much the server's clock was ahead of the device's (milliseconds), where that is more than is usual. */
  readonly clockOffset?: number;
  /** The coordinates just as the phone told them. */
  readonly coordinates?: string;
}

/** What a flag can be raised for. */
export type Reason =
  | 'burst'
  | 'shared_device'
  | 'impossible_travel'
  | 'equal_positions'
  | 'equal_hours'
  | 'back_fill_share'
  | 'clock_skew';

/** Something that somebody should look at (异常). It says nothing about whether it is right. */
export interface Flag {
  readonly reason: Reason;
  /** Of what: with the reason it says which flag it is, however often it is found. */
  readonly subject: string;
  readonly sessionNos: readonly string[];
  readonly volunteerNos: readonly string[];
  /** What was measured: check-ins, accounts, km/h (0 where only townships are known), persons, persons, percent, minutes. */
  readonly measured: number;
  readonly account?: string;
}

/** The accounts under which files are brought in, which hand in many records at once by right. */
export const IMPORT = 'import';
export const BY_HAND: readonly Method[] = ['roll-call', 'paper', 'back-fill'];

/**
 * When somebody wrote down a check-in: whoever calls the roll on a device does so when it happened, however late the device hands it in; everything else is written down
 * when the server gets it, because the time on a sheet or in a request says nothing about that.
 */
export const writtenAt = (r: Pick<Observed, 'method' | 'deviceId' | 'occurredAt' | 'storedAt'>): number =>
  r.method === 'roll-call' && r.deviceId !== '' ? r.occurredAt : r.storedAt;

export const passageOf = ({ occurredAt, kind }: Observed): Passage => ({
  at: occurredAt,
  arriving: kind === 'check-in',
});

/** Each once, in order: what is found must not hang on the order in which it was read. */
export const distinct = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();
