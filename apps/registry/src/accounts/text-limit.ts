import { chinaDay, chinaDayStart, Clock, DAY_MS, DomainError } from '#kernel';
import { isDuplicateKey } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { Policies } from '../policies/policies.js';

/** How many codes went to an account by text message on a day. */
export interface TextLimitDocument {
  _id: string;
  count: number;
  at: Date;
}

export const TEXT_LIMIT = 'text-limit';
export const textLimitSchema = new Schema<TextLimitDocument>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'text-limits', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

export const FORGOTTEN_AFTER_SECONDS = (2 * DAY_MS) / 1000;

/** Text messages cost money and disturb: whoever asks for codes in another's name has so many sent a day, and no more. */
@Injectable()
export class TextLimit {
  constructor(
    @InjectModel(TEXT_LIMIT) private readonly limits: Model<TextLimitDocument>,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /** Counts one more. @throws DomainError `AUTH.TOO_MANY_ATTEMPTS` with the seconds until tomorrow */
  async count(username: string): Promise<void> {
    const now = this.clock.now();
    const day = chinaDay(now);
    const most = await this.policies.value('text_codes_a_day', day);
    const left = { _id: `${username}:${day}`, count: { $lt: most } };
    const one = { $inc: { count: 1 }, $set: { at: new Date(now) } };
    try {
      await this.limits.updateOne(left, one, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // None is left, or the first of the day came into being just now.
      if ((await this.limits.updateOne(left, one)).matchedCount === 1) return;
      const seconds = Math.ceil((chinaDayStart(now) + DAY_MS - now) / 1000);
      throw new DomainError('AUTH.TOO_MANY_ATTEMPTS', { seconds });
    }
  }
}
