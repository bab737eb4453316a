import { notice, type Notice } from '#contracts';
import { fieldsOf, insertMissing } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';

/** A notice (通知) under its id. It holds no name of a person; `person` is the blind index of his identity. */
export interface NoticeDocument extends Omit<Notice, 'id' | 'startsAt' | 'offeredUntil'> {
  _id: string;
  startsAt: Date;
  offeredUntil: Date | null;
  givenAt: Date;
  readAt: Date | null;
}

/** Whom a notice concerns: a person, the number under which he is signed up, which after a correction of the register may lead to another, or an account. */
export interface Addressee {
  readonly person: string | undefined;
  readonly volunteerNo: string;
  readonly account: string;
}

/** Notices are forgotten a year after they were given. */
export const FORGOTTEN_AFTER_SECONDS = 365 * 24 * 60 * 60;
/** Notices that are shown. */
const SHOWN = 100;

export const NOTICE = 'notice';
export const noticeSchema = new Schema<NoticeDocument>(
  {
    _id: { type: String, required: true },
    ...fieldsOf(notice.omit({ id: true }).shape),
    startsAt: { type: Date, required: true },
    offeredUntil: Date,
    givenAt: { type: Date, required: true },
    readAt: Date,
  },
  { collection: 'notices', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class NoticeRepository {
  constructor(@InjectModel(NOTICE) private readonly notices: Model<NoticeDocument>) {}

  /** Keeps notices; those that are there already stay as they are. */
  async keep(notices: readonly Notice[], now: Date): Promise<void> {
    const documents = notices.map(({ id, startsAt, offeredUntil, ...said }) => ({
      ...said,
      _id: id,
      startsAt: new Date(startsAt),
      offeredUntil: offeredUntil === null ? null : new Date(offeredUntil),
      givenAt: now,
      readAt: null,
    }));
    await insertMissing(this.notices, documents);
  }

  /** The last ones, the newest first. */
  of(addressee: Addressee): Promise<NoticeDocument[]> {
    return this.notices.find(concerns(addressee)).sort({ givenAt: -1 }).limit(SHOWN).lean<NoticeDocument[]>();
  }

  /** Notes when a notice was read first; null where there is none for him. */
  read(id: string, addressee: Addressee, now: Date): Promise<NoticeDocument | null> {
    return this.notices
      .findOneAndUpdate({ _id: id, ...concerns(addressee) }, [{ $set: { readAt: { $ifNull: ['$readAt', now] } } }], {
        returnDocument: 'after',
        updatePipeline: true,
      })
      .lean<NoticeDocument>();
  }
}

/** Of somebody without a number only what his account is told: a notice to another's account has none either. */
const concerns = ({ person, volunteerNo, account }: Addressee) => ({
  $or: [{ account }, ...(volunteerNo === '' ? [] : [{ volunteerNo }]), ...(person === undefined ? [] : [{ person }])],
});
