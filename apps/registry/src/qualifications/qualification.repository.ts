import type { QualificationCode } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** A qualification of a person. It is never deleted but with the person: one that was wrong is withdrawn. `until` is the last day, null for ever. */
export interface QualificationDocument {
  _id: string;
  person: string;
  code: QualificationCode;
  from: string;
  until: string | null;
  /** The certificate's number, sealed under the document's number. */
  sealed: Buffer;
  recordedBy: string;
  recordedAt: Date;
  withdrawn?: { because: string; by: string; at: Date };
}

export const QUALIFICATION = 'qualification';
export const qualificationSchema = new Schema<QualificationDocument>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    code: { type: String, required: true },
    from: { type: String, required: true },
    until: String,
    sealed: { type: Buffer, required: true },
    recordedBy: { type: String, required: true },
    recordedAt: { type: Date, required: true },
    withdrawn: { _id: false, type: { because: String, by: String, at: Date }, default: undefined },
  },
  { collection: 'qualifications', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);
export const QUALIFICATION_INDEXES = [{ name: 'person', key: { person: 1, recordedAt: -1 } }] as const;

@Injectable()
export class QualificationRepository {
  constructor(@InjectModel(QUALIFICATION) private readonly qualifications: Model<QualificationDocument>) {}

  async add(document: QualificationDocument, session: ClientSession): Promise<void> {
    await this.qualifications.insertMany([document], { session, lean: true });
  }

  of(person: string): Promise<QualificationDocument[]> {
    return this.qualifications.find({ person }).sort({ recordedAt: -1, _id: 1 }).lean<QualificationDocument[]>();
  }

  /** Ends one that holds; the document as it is afterwards, null where the person has none of that number. Withdrawn twice, the first stands. */
  async withdraw(
    { id, person }: { readonly id: string; readonly person: string },
    withdrawn: NonNullable<QualificationDocument['withdrawn']>,
  ): Promise<QualificationDocument | null> {
    await this.qualifications.updateOne({ _id: id, person, withdrawn: { $exists: false } }, { $set: { withdrawn } });
    return this.qualifications.findOne({ _id: id, person }).lean<QualificationDocument>();
  }

  /** What some persons are qualified for on a day, by person. */
  async onDay(persons: readonly string[], day: string): Promise<ReadonlyMap<string, QualificationCode[]>> {
    const found = await this.qualifications
      .find({ person: { $in: [...persons] }, withdrawn: { $exists: false }, from: { $lte: day } }, { sealed: 0 })
      .lean<QualificationDocument[]>();
    const hold = found.filter(({ until }) => until === null || until >= day);
    return new Map([...Map.groupBy(hold, (d) => d.person)].map(([person, all]) => [person, all.map((d) => d.code)]));
  }

  async forget(person: string, session: ClientSession): Promise<void> {
    await this.qualifications.deleteMany({ person }, { session });
  }
}
