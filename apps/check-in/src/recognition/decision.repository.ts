import type { RecognitionLevel } from '#attendance';
import type { RecognisedDay } from '#contracts';
import { bytesOf, ONE_ANSWER } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { type Forgettable, numbersAfter } from '../forgetting/forgettable.js';

/**
 * One decision (认定) about a person's day at one level, under the id that the caller gave it; insert-only. The nth under a volunteer number, day and level: of
 * two that are made at once one conflicts. The reason may be personal, so it is sealed under the id, and goes when the person is
 * erased: nothing else ever changes.
 */
export interface DecisionDocument {
  _id: string;
  volunteerNo: string;
  /** `YYYY-MM-DD` in China. */
  day: string;
  level: RecognitionLevel;
  n: number;
  decision: RecognisedDay['decisions'][number]['decision'];
  /** Minutes of the day as whoever decided saw them, and those up to which they are recognised from now on. */
  minutes: number;
  approved: number;
  sealed?: Buffer;
  account: string;
  name: string;
  at: Date;
}

export const DECISION = 'recognition-decision';
export const decisionSchema = new Schema<DecisionDocument>(
  {
    _id: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    day: { type: String, required: true },
    level: { type: String, required: true },
    n: { type: Number, required: true },
    decision: { type: String, required: true },
    minutes: { type: Number, required: true },
    approved: { type: Number, required: true },
    sealed: Buffer,
    account: { type: String, required: true },
    name: String,
    at: { type: Date, required: true },
  },
  { collection: 'recognition-decisions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class DecisionRepository implements Forgettable {
  constructor(
    @InjectModel(DECISION) private readonly decisions: Model<DecisionDocument>,
    private readonly keys: KeyRing,
  ) {}

  find(id: string, session: ClientSession): Promise<DecisionDocument | null> {
    return this.decisions.findOne({ _id: id }, {}, { session }).lean<DecisionDocument>();
  }

  /** Everything decided about the people of some numbers, in no order. */
  ofNumbers(numbers: readonly string[], session: ClientSession): Promise<DecisionDocument[]> {
    return this.decisions
      .find({ volunteerNo: { $in: [...numbers] } }, {}, { session })
      .batchSize(ONE_ANSWER)
      .lean<DecisionDocument[]>();
  }

  /** Some after an id, in the order of ids. */
  after(id: string, limit: number): Promise<DecisionDocument[]> {
    return this.decisions
      .find({ _id: { $gt: id } })
      .sort({ _id: 1 })
      .limit(limit)
      .batchSize(ONE_ANSWER)
      .lean<DecisionDocument[]>();
  }

  /** @throws MongoServerError (a duplicate key) where somebody else has decided meanwhile */
  async add(document: Omit<DecisionDocument, 'sealed'>, because: string, session: ClientSession): Promise<void> {
    const sealed = this.keys.seal(Buffer.from(because), contextOf(document._id));
    await this.decisions.create([{ ...document, sealed }], { session });
  }

  numbersAfter(volunteerNo: string, limit: number): Promise<string[]> {
    return numbersAfter(this.decisions, { sealed: { $exists: true } }, volunteerNo, limit);
  }

  async forget(volunteerNos: readonly string[]): Promise<void> {
    await this.decisions.updateMany({ volunteerNo: { $in: [...volunteerNos] } }, { $unset: { sealed: 1 } });
  }

  /** Why; empty where the person was erased. */
  because({ _id, sealed }: DecisionDocument): string {
    return sealed === undefined ? '' : this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString();
  }
}

const contextOf = (id: string): string => `recognition:${id}`;
