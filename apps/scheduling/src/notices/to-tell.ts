import { notice, type Notice } from '#contracts';
import { fieldsOf } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** A notice that is still to be given, in the order of `at`. Written in the transaction of what it tells, and removed once registry has it. */
export interface ToTellDocument extends Omit<Notice, 'id'> {
  _id: string;
  at: Date;
}

export const TO_TELL = 'to-tell';
export const toTellSchema = new Schema<ToTellDocument>(
  {
    _id: { type: String, required: true },
    ...fieldsOf(notice.omit({ id: true }).shape),
    at: { type: Date, required: true },
  },
  { collection: 'to-tell', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** The outbox of notices. */
@Injectable()
export class ToTell {
  constructor(@InjectModel(TO_TELL) private readonly toTell: Model<ToTellDocument>) {}

  async add(notices: readonly Notice[], at: Date, session: ClientSession): Promise<void> {
    if (notices.length === 0) return;
    await this.toTell.bulkWrite(
      notices.map(({ id: _id, ...said }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: { ...said, at } }, upsert: true },
      })),
      { session },
    );
  }

  async oldest(limit: number): Promise<Notice[]> {
    const found = await this.toTell.find().sort({ at: 1 }).limit(limit).lean<ToTellDocument[]>();
    return found.map(({ _id: id, at: _, ...said }) => ({ id, ...said }));
  }

  async given(notices: readonly Notice[]): Promise<void> {
    await this.toTell.deleteMany({ _id: { $in: notices.map(({ id }) => id) } });
  }
}
