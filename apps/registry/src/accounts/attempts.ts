import { Clock, DomainError } from '#kernel';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { MongoServerError } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** Attempts under one name since the last one that succeeded, whether or not there is such an account. */
export interface AttemptsDocument {
  _id: string;
  count: number;
  /** Epoch milliseconds before which nothing is tried under the name. */
  until: number;
  /** They are forgotten by it. */
  at: Date;
}

export const ATTEMPTS = 'attempts';
export const attemptsSchema = new Schema<AttemptsDocument>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    until: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'attempts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** So many attempts are free; then each makes the next wait twice as long, from one second up to the longest. */
const FREE = 10;
const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** Attempts are forgotten this long after the last. */
export const FORGOTTEN_AFTER_SECONDS = 60 * 60;

/**
 * Slows down whoever tries out passwords. An attempt is counted before the password is looked at, so many at the same moment are no way
 * around it; and nobody can be locked out for longer than a minute.
 */
@Injectable()
export class Attempts {
  constructor(
    @InjectModel(ATTEMPTS) private readonly attempts: Model<AttemptsDocument>,
    private readonly clock: Clock,
  ) {}

  /** Counts an attempt. @throws DomainError `AUTH.TOO_MANY_ATTEMPTS` with the seconds to wait */
  async begin(username: string): Promise<void> {
    const now = this.clock.now();
    const count = { $add: [{ $ifNull: ['$count', 0] }, 1] };
    const wait = {
      $cond: [
        { $lte: ['$count', FREE] },
        0,
        { $min: [LONGEST_MS, { $multiply: [FIRST_MS, { $pow: [2, { $subtract: ['$count', FREE + 1] }] }] }] },
      ],
    };
    try {
      await this.attempts.collection.updateOne(
        { _id: username, until: { $lte: now } } as object,
        [{ $set: { count, at: new Date(now) } }, { $set: { until: { $add: [now, wait] } } }],
        { upsert: true },
      );
    } catch (error) {
      // There is a document under the name, and it is not yet time.
      if (!(error instanceof MongoServerError) || error.code !== 11000) throw error;
      const found = await this.attempts.findOne({ _id: username }).lean<AttemptsDocument>();
      const seconds = Math.max(1, Math.ceil(((found?.until ?? now) - now) / 1000));
      throw new DomainError('AUTH.TOO_MANY_ATTEMPTS', { seconds });
    }
  }

  async succeeded(username: string): Promise<void> {
    await this.attempts.deleteOne({ _id: username });
  }
}
