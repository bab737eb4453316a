import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** A volunteer card (志愿者证) that was issued; `_id` is its number. It stays when it no longer holds, with who ended it and why. */
export interface CardDocument {
  _id: string;
  person: string;
  /** The number under which it was issued. */
  volunteerNo: string;
  issuedAt: Date;
  issuedBy: string;
  holds: boolean;
  endedAt?: Date;
  endedBy?: string;
  because?: string;
}

export const CARD = 'card';
export const cardSchema = new Schema<CardDocument>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    issuedAt: { type: Date, required: true },
    issuedBy: { type: String, required: true },
    holds: { type: Boolean, required: true },
    endedAt: Date,
    endedBy: String,
    because: String,
  },
  { collection: 'cards', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);
/** Of a person's cards one holds at most. */
export const CARD_INDEXES = [
  { name: 'holding', key: { person: 1 }, unique: true, partialFilterExpression: { holds: true } },
] as const;

/** Why and by whom a card is ended. */
interface End {
  readonly by: string;
  readonly because: string;
  readonly at: Date;
}

@Injectable()
export class CardRepository {
  constructor(@InjectModel(CARD) private readonly cards: Model<CardDocument>) {}

  /** @throws MongoServerError (code 11000, the transaction then runs again) where a person's card was made meanwhile */
  async add(cards: readonly CardDocument[], session: ClientSession): Promise<void> {
    if (cards.length > 0) await this.cards.insertMany([...cards], { session, lean: true });
  }

  /** The cards of some persons that hold. */
  holding(persons: readonly string[], session: ClientSession): Promise<CardDocument[]> {
    return this.cards.find({ person: { $in: [...persons] }, holds: true }, {}, { session }).lean<CardDocument[]>();
  }

  /** All cards that a person ever had, the oldest first. */
  of(person: string, session: ClientSession): Promise<CardDocument[]> {
    return this.cards.find({ person }, {}, { session }).sort({ issuedAt: 1 }).lean<CardDocument[]>();
  }

  /** Ends the card of a person that holds; false where there is none. */
  async end(person: string, { by, because, at }: End, session: ClientSession): Promise<boolean> {
    const ended = { holds: false, endedAt: at, endedBy: by, because };
    const { matchedCount } = await this.cards.updateOne({ person, holds: true }, { $set: ended }, { session });
    return matchedCount > 0;
  }

  /** Some cards by number, whether they hold or not. */
  some(cardIds: readonly string[]): Promise<CardDocument[]> {
    return this.cards.find({ _id: { $in: [...cardIds] } }).lean<CardDocument[]>();
  }
}
