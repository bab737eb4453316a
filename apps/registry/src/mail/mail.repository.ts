import { insertMissing } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import type { Delivery, Way } from './channel.js';
import type { LetterFor } from './still-wanted.js';

/**
 * A letter from when it is written until it was sent. `due` waits for its turn, `sending` was given to the server or is about to be; `late` was not sent
 * while it was still worth sending, `dropped` was no longer wanted when its turn came.
 */
export interface MailDocument {
  _id: string;
  /** By which it goes; missing where that is mail. */
  way?: Exclude<Way, 'mail'>;
  /** For whom it is; missing in letters that were written before that was kept. */
  for?: LetterFor;
  /** The letter, with the address; removed when it is no longer needed. */
  sealed?: Buffer;
  state: 'due' | 'sending' | 'late' | 'dropped' | Exclude<Delivery, 'later'>;
  /** When it is due, else since when it is as it is. */
  at: Date;
  tries: number;
  /** After which it is not worth sending. */
  until: Date;
}

/** Mails are forgotten so long after what became of them. */
const FORGOTTEN_AFTER_SECONDS = 30 * 24 * 60 * 60;
export const MAIL_INDEXES = [
  { name: 'state', key: { state: 1, at: 1 } },
  { name: 'forget', key: { at: 1 }, expireAfterSeconds: FORGOTTEN_AFTER_SECONDS },
] as const;

export const MAIL = 'mail';
export const mailSchema = new Schema<MailDocument>(
  {
    _id: { type: String, required: true },
    way: String,
    for: { type: { person: String, volunteerNo: String, account: String }, _id: false, default: undefined },
    sealed: Buffer,
    state: { type: String, required: true },
    at: { type: Date, required: true },
    tries: { type: Number, required: true },
    until: { type: Date, required: true },
  },
  { collection: 'mails', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class MailRepository {
  constructor(@InjectModel(MAIL) private readonly mails: Model<MailDocument>) {}

  /** Adds what is to be sent; what is there already stays as it is. */
  async add(
    mails: readonly ({ id: string; sealed: Buffer; until: Date } & Pick<MailDocument, 'way' | 'for'>)[],
    now: Date,
  ): Promise<void> {
    const documents = mails.map(({ id, ...mail }) => ({ ...mail, _id: id, state: 'due' as const, at: now, tries: 0 }));
    await insertMissing(this.mails, documents);
  }

  /** Takes the next that is due by a way, for whoever asks alone: from now on it is `sending`, also when he dies. */
  claim(way: Way, now: Date): Promise<MailDocument | null> {
    return this.mails
      .findOneAndUpdate(
        { state: 'due', at: { $lte: now }, way: way === 'mail' ? { $exists: false } : way },
        { $set: { state: 'sending', at: now }, $inc: { tries: 1 } },
        { sort: { at: 1 }, returnDocument: 'after' },
      )
      .lean<MailDocument>();
  }

  async postpone(id: string, to: Date): Promise<void> {
    await this.mails.updateOne({ _id: id, state: 'sending' }, { $set: { state: 'due', at: to } });
  }

  async end(id: string, state: MailDocument['state'], now: Date): Promise<void> {
    await this.mails.updateOne({ _id: id }, { $set: { state, at: now }, $unset: { sealed: 1 } });
  }

  /** Gives up what has been sending since before an instant; nobody can tell whether it was sent. @returns how many */
  async giveUp(before: Date, now: Date): Promise<number> {
    const { modifiedCount } = await this.mails.updateMany(
      { state: 'sending', at: { $lt: before } },
      { $set: { state: 'unknown', at: now }, $unset: { sealed: 1 } },
    );
    return modifiedCount;
  }
}
