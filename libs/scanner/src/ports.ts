/** The device's own clock, which may be wrong. Epoch milliseconds. */
export interface DeviceClock {
  now(): number;
}

/** What is kept together: single things of the device, its rosters by session, its scans by id. */
export const PLACES = ['device', 'rosters', 'scans'] as const;
export type Place = (typeof PLACES)[number];

/** Where something is kept, and what; without `value` it is taken away. */
export interface Change {
  readonly place: Place;
  readonly key: string;
  readonly value?: unknown;
}

/** Where a device keeps things: what was applied is there after a crash, and of some changes all or none. Values are plain (structured clone). */
export interface Storage {
  get(place: Place, key: string): Promise<unknown>;
  all(place: Place): Promise<readonly unknown[]>;
  apply(changes: readonly Change[]): Promise<void>;
}

export interface Request {
  readonly method: 'GET' | 'POST';
  /** From `/api/` on. */
  readonly path: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  /** Parsed where it is JSON; undefined otherwise. */
  readonly body: unknown;
  /** `Date` (RFC 9110), epoch milliseconds in whole seconds. */
  readonly date?: number;
  /** `Retry-After`, in seconds. */
  readonly retryAfter?: number;
}

/** The way to the server, signed in as whoever uses the device. @throws whatever, where no answer came */
export interface Network {
  send(request: Request): Promise<Answer>;
}
