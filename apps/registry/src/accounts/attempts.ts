import { Clock, DomainError, HOUR_MS } from '#kernel';
import { ATTEMPTS_FIELDS, type AttemptsDocument, countAttempt } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Collection } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { hash } from 'node:crypto';

export const ATTEMPTS = 'attempts';
/** Attempts to sign in under one name from one address, or under one name from anywhere; by a digest, as addresses are not kept. */
export const attemptsSchema = new Schema<AttemptsDocument>(ATTEMPTS_FIELDS, {
  collection: 'attempts',
  versionKey: false,
  strict: 'throw',
  strictQuery: 'throw',
});

/**
 * So many attempts are free; then each makes the next wait twice as long, from one second up to the longest. From one address few are free; from all
 * together many, so that whoever tries from one address does not keep away who has the name.
 */
const FREE = { fromOneAddress: 10, fromAnywhere: 1_000 } as const;
const LONGEST_MS = 60_000;
/** Attempts are forgotten this long after the last. */
export const FORGOTTEN_AFTER_SECONDS = 60 * 60;

/** Who tries to sign in: a name, whether or not there is such an account, and the address from which. */
export interface Attempt {
  readonly username: string;
  readonly address: string;
}

/**
 * Slows down whoever tries out passwords. An attempt is counted before the password is looked at, so many at the same moment are no way
 * around it. Nobody is locked out: who waits as long as he is told may try again (OWASP ASVS 5.0, 6.1.1 and 6.3.1).
 */
@Injectable()
export class Attempts {
  constructor(
    @InjectModel(ATTEMPTS) private readonly attempts: Model<AttemptsDocument>,
    private readonly clock: Clock,
  ) {}

  /** Counts an attempt. @returns how many there were under the name since the last that succeeded, this one included. @throws DomainError `AUTH.TOO_MANY_ATTEMPTS` with the seconds to wait */
  async begin(attempt: Attempt): Promise<number> {
    const [fromAddress, fromAnywhere] = keysOf(attempt);
    await this.count(fromAddress, FREE.fromOneAddress);
    return this.count(fromAnywhere, FREE.fromAnywhere);
  }

  async succeeded(attempt: Attempt): Promise<void> {
    await this.attempts.deleteMany({ _id: { $in: keysOf(attempt) } });
  }

  /**
   * Counts one of those that may succeed from an address within an hour of the first, in the transaction that makes it true: what fails is not counted.
   * @throws DomainError `REGISTERING.TOO_MANY` with the seconds to wait
   */
  async oneOf(
    most: number,
    of: { readonly what: string; readonly address: string },
    session: ClientSession,
  ): Promise<void> {
    const now = this.clock.now();
    const isOver = { $lte: [{ $ifNull: ['$until', 0] }, now] };
    const counters = this.attempts.collection as unknown as Collection<AttemptsDocument>;
    const after = await counters.findOneAndUpdate(
      { _id: digest(of.what, of.address) },
      [
        {
          $set: {
            count: { $cond: [isOver, 1, { $add: ['$count', 1] }] },
            until: { $cond: [isOver, now + HOUR_MS, '$until'] },
            at: new Date(now),
          },
        },
      ],
      { upsert: true, returnDocument: 'after', session },
    );
    const { count = 0, until = now } = after ?? {};
    if (count > most) throw new DomainError('REGISTERING.TOO_MANY', { seconds: Math.ceil((until - now) / 1000) });
  }

  private async count(key: string, free: number): Promise<number> {
    const limits = { free, longestMs: LONGEST_MS, now: () => this.clock.now() };
    const { count, wait } = await countAttempt(this.attempts, key, limits);
    if (wait > 0) throw new DomainError('AUTH.TOO_MANY_ATTEMPTS', { seconds: Math.ceil(wait / 1000) });
    return count;
  }
}

const digest = (...parts: string[]) => hash('sha256', JSON.stringify(parts), 'base64url');

function keysOf({ username, address }: Attempt): [string, string] {
  return [digest(username, address), digest(username)];
}
