import type { ErrorCode } from '#contracts';

/** What an error may tell besides its code; values are shown to callers, so nothing personal belongs here. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** An expected failure. Its `code` is stable and travels between services; every other error becomes `INTERNAL`. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.name = 'DomainError';
  }
}
