import { Clock, DomainError, randomLetters } from '#kernel';
import { isDuplicateKey } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';

/** What a code is for: one confirms an address or a phone number, or sets a new password. */
export type Purpose = 'email' | 'wechat' | 'phone' | 'reset';

/** The last code that was made for an account and a purpose, until it is used. */
export interface CodeDocument {
  _id: string;
  /** Keyed, so that nobody who reads the database finds the code by trying. */
  digest: string;
  /** What is confirmed by it. */
  sealed?: Buffer;
  triesLeft: number;
  madeAt: Date;
  expiresAt: Date;
}

export const CODE = 'code';
export const codeSchema = new Schema<CodeDocument>(
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    sealed: Buffer,
    triesLeft: { type: Number, required: true },
    madeAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'codes', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** For so long a code holds (OWASP ASVS 5.0, 6.5.5: ten minutes at most for what comes by another channel). */
export const MINUTES = 10;
const TRIES = 5;
/** Letters and digits of a code; 39 bits, of which five may be guessed. */
const LENGTH = 8;
/** Another one is made no sooner than this after the last, so that nobody fills another's mailbox. */
const AGAIN_AFTER_MS = 2 * 60_000;

/** One-time codes that are sent to whom they are for (OWASP ASVS 5.0, 6.5.1: used once; 6.5.3 and 6.5.4: 39 random bits; 6.6.3: few guesses). */
@Injectable()
export class Codes {
  constructor(
    @InjectModel(CODE) private readonly codes: Model<CodeDocument>,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  /** Makes a code; the one before no longer works. @throws DomainError `AUTH.TOO_MANY_ATTEMPTS` where that one was made a moment ago */
  async make(purpose: Purpose, username: string, sealed?: Buffer): Promise<{ code: string; expiresAt: number }> {
    const code = randomLetters(LENGTH);
    const now = this.clock.now();
    const expiresAt = now + MINUTES * 60_000;
    const _id = idOf(purpose, username);
    const made = { digest: this.digest(_id, code), triesLeft: TRIES, madeAt: new Date(now) };
    try {
      await this.codes.updateOne(
        { _id, madeAt: { $lte: new Date(now - AGAIN_AFTER_MS) } },
        { $set: { ...made, expiresAt: new Date(expiresAt), ...(sealed && { sealed }) } },
        { upsert: true },
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new DomainError('AUTH.TOO_MANY_ATTEMPTS', { seconds: AGAIN_AFTER_MS / 1000 });
      throw error;
    }
    return { code, expiresAt };
  }

  /** Uses a code up. @throws DomainError `ACCOUNT.CODE_WRONG` */
  async use(purpose: Purpose, username: string, typed: string): Promise<CodeDocument> {
    const _id = idOf(purpose, username);
    // A guess is counted before it is looked at, so many at the same moment are no way around it.
    const found = await this.codes
      .findOneAndUpdate(
        { _id, triesLeft: { $gt: 0 }, expiresAt: { $gt: new Date(this.clock.now()) } },
        { $inc: { triesLeft: -1 } },
      )
      .lean<CodeDocument>();
    const digest = this.digest(_id, typed.replace(/[\s-]/g, '').toUpperCase());
    if (found?.digest !== digest) throw new DomainError('ACCOUNT.CODE_WRONG');
    // Of two who use it at the same moment one does.
    const { deletedCount } = await this.codes.deleteOne({ _id, digest });
    if (deletedCount === 0) throw new DomainError('ACCOUNT.CODE_WRONG');
    return found;
  }

  private digest(id: string, code: string): string {
    return this.keys.blindIndex('code', `${id}\n${code}`);
  }
}

const idOf = (purpose: Purpose, username: string): string => `${purpose}:${username}`;
