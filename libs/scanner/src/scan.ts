import type { AttendanceRecord, Method, Outcome, RecordKind } from '#attendance';

/**
 * Of whom a scan is: by number, by the card that was scanned (its number is empty where no key was there to verify it), somebody without a number, or the same somebody again. What only
 * the server needs is forgotten when it has answered for good.
 */
export type Who =
  | { readonly by: 'number'; readonly volunteerNo: string }
  | { readonly by: 'card'; readonly volunteerNo: string; readonly card?: string }
  | { readonly by: 'name'; readonly name?: string; readonly phone?: string }
  | { readonly by: 'walk-in'; readonly id: string };

/** What the server has said for good: kept with what it amounted to, or refused and why. `volunteerNo` is the provisional number of a walk-in. */
export interface Final {
  readonly status: number;
  readonly outcome?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly volunteerNo?: string;
}

/** One record as the device keeps it: from before it is shown as accepted until its session's roster has run out. */
export interface Scan {
  /** The record's id, a UUID made here: sent again it is the same record. */
  readonly id: string;
  /** Counts up on this device. */
  readonly order: number;
  readonly sessionNo: string;
  readonly who: Who;
  readonly kind: RecordKind;
  readonly method: Method;
  /** By the device's clock as it was, epoch milliseconds in whole seconds; never corrected. */
  readonly occurredAt: number;
  /** By how much the server's clock was ahead when it was last measured before (milliseconds). */
  readonly clockOffset?: number;
  /** The server's time when it was last heard of before (epoch milliseconds): it happened after that. */
  readonly after?: number;
  readonly deviceId: string;
  /** Id of the record that it annuls; empty for none. */
  readonly annuls: string;
  readonly state: 'waiting' | 'kept' | 'refused';
  /** How often the server could not say yet, and before when it is not asked again. */
  readonly tries: number;
  readonly notBefore: number;
  readonly final?: Final;
}

/** What a scan is told as. */
export interface Accepted {
  readonly id: string;
  /** What the records on this device and its roster make of it. */
  readonly outcome: Outcome;
  /** Masked; empty for who is not on the roster. */
  readonly name: string;
  readonly isOnRoster: boolean;
  readonly isSignedUp: boolean;
  /** A card that nobody here could verify: the server will. */
  readonly isUnverified: boolean;
  /** Since when somebody was there already (by the device that recorded him), where he checks in again. */
  readonly hereSince?: number;
  /** The same scan a moment ago: nothing was added. */
  readonly isRepeat: boolean;
}

/** As the rules take it. */
export const recordOf = (s: Scan): AttendanceRecord => ({
  ...{ id: s.id, sessionNo: s.sessionNo, kind: s.kind, occurredAt: s.occurredAt, method: s.method },
  ...{ volunteerNo: 'volunteerNo' in s.who ? s.who.volunteerNo : '', deviceId: s.deviceId, annuls: s.annuls },
  ...{ note: '', enteredBy: '', approvedBy: '', receivedAt: s.occurredAt },
});

/** The scan with what the server has said for good, without what only the server needed. */
export const settled = (scan: Scan, final: Final): Scan => ({
  ...scan,
  who: withoutSecrets(scan.who),
  state: final.code === undefined ? 'kept' : 'refused',
  final,
});

function withoutSecrets(who: Who): Who {
  if (who.by === 'name') return { by: 'name' };
  // Of a card that could not be read here nothing else says whose it is.
  return who.by === 'card' && who.volunteerNo !== '' ? { by: 'card', volunteerNo: who.volunteerNo } : who;
}
