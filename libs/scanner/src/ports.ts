/** The device's own clock, which may be wrong. Epoch milliseconds. */
export interface DeviceClock {
  now(): number;
}

export interface Change {
  readonly put?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/** Where a device keeps things: what was applied is there after a crash, and of a change all or nothing. Values are plain (structured clone). */
export interface Storage {
  get(key: string): Promise<unknown>;
  /** All values whose keys begin so. */
  all(prefix: string): Promise<readonly unknown[]>;
  apply(change: Change): Promise<void>;
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
