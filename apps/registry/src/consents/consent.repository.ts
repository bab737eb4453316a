import type { Consent, Purpose } from '#contracts';
import type { IndexPlan } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, ObjectId } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** A line of the ledger. It names the person by his pseudonym, so it stays when he is erased. */
export interface ConsentDocument extends Omit<Consent, 'at' | 'proxy'> {
  proxy?: string;
  _id: ObjectId;
  person: string;
  /** Which line about the person and the purpose this is, from 1: of two that are written at the same time, one comes after the other. */
  line: number;
  at: Date;
  /** Of a signed consent. */
  photo?: string;
}

export const CONSENT = 'consent';
export const consentSchema = new Schema<ConsentDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    person: { type: String, required: true },
    purpose: { type: String, required: true },
    line: { type: Number, required: true },
    given: { type: Boolean, required: true },
    version: { type: String, required: true },
    channel: { type: String, required: true },
    guardian: { type: Boolean, required: true },
    proxy: String,
    by: { type: String, required: true },
    at: { type: Date, required: true },
    photo: String,
  },
  { collection: 'consents', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

export const CONSENT_INDEXES: IndexPlan[string] = [
  { name: 'line', key: { person: 1, purpose: 1, line: 1 }, unique: true },
];

/** The consent ledger (同意台账): lines are added, and none is ever changed. */
@Injectable()
export class ConsentRepository {
  constructor(@InjectModel(CONSENT) private readonly lines: Model<ConsentDocument>) {}

  /** Adds a line; of two at the same time the transaction of one fails and runs again. */
  async add(line: Omit<ConsentDocument, '_id' | 'line'>, session: ClientSession): Promise<void> {
    const { person, purpose } = line;
    const last = await this.lines
      .findOne({ person, purpose }, { line: 1 }, { session })
      .sort({ line: -1 })
      .lean<Pick<ConsentDocument, 'line'>>();
    const document = { ...line, _id: new ObjectId(), line: (last?.line ?? 0) + 1 };
    await this.lines.insertMany([document], { session, lean: true });
  }

  /** Of each purpose oldest first. */
  of(person: string, session?: ClientSession): Promise<ConsentDocument[]> {
    return this.lines
      .find({ person }, {}, session ? { session } : {})
      .sort({ purpose: 1, line: 1 })
      .lean<ConsentDocument[]>();
  }

  /** Those of some persons for whom a guardian has consented, when they were registered or later, and has not withdrawn it. */
  async guarded(persons: readonly string[]): Promise<string[]> {
    const registered = { person: { $in: [...persons] }, purpose: 'service' as const, given: true, guardian: true };
    const last = await this.last(persons, 'guardian');
    const withRegistration: string[] = await this.lines.distinct('person', registered);
    const later = new Map(last.map((line) => [line.person, line.given]));
    return [...new Set([...withRegistration, ...later.keys()])].filter((person) => later.get(person) ?? true);
  }

  /** Those of some persons whose last line about a purpose says that they consent. */
  async given(persons: readonly string[], purpose: Purpose): Promise<string[]> {
    return (await this.last(persons, purpose)).filter((line) => line.given).map((line) => line.person);
  }

  /** The last line of each of some persons about a purpose. */
  async last(persons: readonly string[], purpose: Purpose): Promise<ConsentDocument[]> {
    const found = await this.lines.aggregate<{ last: ConsentDocument }>([
      { $match: { person: { $in: [...persons] }, purpose } },
      { $sort: { person: 1, purpose: 1, line: 1 } },
      { $group: { _id: '$person', last: { $last: '$$ROOT' } } },
    ]);
    return found.map((f) => f.last);
  }
}
