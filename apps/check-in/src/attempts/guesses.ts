import { Clock } from '#kernel';
import { ATTEMPTS_FIELDS, type AttemptsDocument, countAttempt } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { hash } from 'node:crypto';

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
/** Nobody finds the code of a certificate by trying; so that nobody keeps the service busy with it, one address has twenty wrong ones, then one a minute. */
const OF_CERTIFICATE = { free: 20, longestMs: 60_000 };
/** Guesses are forgotten this long after the last. */
export const GUESSES_FORGOTTEN_SECONDS = 60 * 60;

/** Slows down whoever tries out digits, or codes of certificates. */
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

  /** Counts a look for a certificate, before it is looked for. Addresses are not kept. Returns for how many seconds nothing may be looked for from there; 0 where this may be. */
  async ofCertificate(address: string): Promise<number> {
    const limits = { ...OF_CERTIFICATE, now: () => this.clock.now() };
    return Math.ceil((await countAttempt(this.guesses, ofAddress(address), limits)).wait / 1000);
  }

  /** There was one, so it was no guess. */
  async certificateFound(address: string): Promise<void> {
    await this.guesses.updateOne({ _id: ofAddress(address), count: { $gt: 0 } }, { $inc: { count: -1 } });
  }

  /** Whoever was right is no guesser. */
  async succeeded(account: string, sessionNo: string): Promise<void> {
    await Promise.all([
      this.guesses.deleteOne({ _id: `${sessionNo} ${account}` }),
      this.guesses.updateOne({ _id: sessionNo, count: { $gt: 0 } }, { $inc: { count: -1 } }),
    ]);
  }
}

const ofAddress = (address: string): string => `certificate ${hash('sha256', address, 'base64url')}`;
