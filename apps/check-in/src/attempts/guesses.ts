import { Clock } from '#kernel';
import { ATTEMPTS_FIELDS, type AttemptsDocument, countAttempt } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';

export const GUESSES = 'guesses';
export const guessesSchema = new Schema<AttemptsDocument>(ATTEMPTS_FIELDS, {
  collection: 'guesses',
  versionKey: false,
  strict: 'throw',
  strictQuery: 'throw',
});

/**
 * Of a million digits two are right at any moment. One account has ten guesses at a session, then one a minute; all accounts together a thousand there, then one every
 * two seconds, so that some who guess do not keep all others away from the digits for long. The QR is not guessed and goes on.
 */
const OF_ACCOUNT = { free: 10, longestMs: 60_000 };
const AT_SESSION = { free: 1_000, longestMs: 2_000 };
/** Guesses are forgotten this long after the last. */
export const GUESSES_FORGOTTEN_SECONDS = 60 * 60;

/** Slows down whoever tries out digits. */
@Injectable()
export class Guesses {
  constructor(
    @InjectModel(GUESSES) private readonly guesses: Model<AttemptsDocument>,
    private readonly clock: Clock,
  ) {}

  /** Counts a guess before it is looked at. Returns for how many seconds nothing may be guessed; 0 where this one may be. */
  async begin(account: string, sessionNo: string): Promise<number> {
    const now = () => this.clock.now();
    const wait =
      (await countAttempt(this.guesses, `${sessionNo} ${account}`, { ...OF_ACCOUNT, now })).wait ||
      (await countAttempt(this.guesses, sessionNo, { ...AT_SESSION, now })).wait;
    return Math.ceil(wait / 1000);
  }

  /** Whoever was right is no guesser. */
  async succeeded(account: string, sessionNo: string): Promise<void> {
    await Promise.all([
      this.guesses.deleteOne({ _id: `${sessionNo} ${account}` }),
      this.guesses.updateOne({ _id: sessionNo, count: { $gt: 0 } }, { $inc: { count: -1 } }),
    ]);
  }
}
