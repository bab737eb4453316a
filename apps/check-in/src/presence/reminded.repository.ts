import { insertMissing } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';

/** That somebody was told that his check-out is missing; the key is the id of the notice. */
export interface RemindedDocument {
  _id: string;
  sessionNo: string;
  person: string;
  at: Date;
}

export const REMINDED = 'reminded';
export const remindedSchema = new Schema<RemindedDocument>(
  {
    _id: { type: String, required: true },
    sessionNo: { type: String, required: true },
    person: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'reminded', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class RemindedRepository {
  constructor(@InjectModel(REMINDED) private readonly reminded: Model<RemindedDocument>) {}

  /** When who was told, by person. */
  async at(sessionNo: string): Promise<ReadonlyMap<string, Date>> {
    const found = await this.reminded.find({ sessionNo }).lean<RemindedDocument[]>();
    return new Map(found.map((d) => [d.person, d.at]));
  }

  async add(reminded: readonly RemindedDocument[]): Promise<void> {
    await insertMissing(this.reminded, reminded);
  }
}
