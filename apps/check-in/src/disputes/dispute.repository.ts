import { withinFilter } from '#access';
import type { Dispute, Scope } from '#contracts';
import { bytesOf, isDuplicateKey } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { ACTOR, type Actor } from '../actors/actors.js';
import { type Forgettable, numbersAfter } from '../forgetting/forgettable.js';

/** What was decided; the reason is sealed, and gone where the person was erased. */
export interface DecisionDocument {
  level: Dispute['level'];
  decision: Dispute['decisions'][number]['decision'];
  sealed?: Buffer;
  by: Actor;
  at: Date;
}

/** A dispute (异议) under its id. What is written about it may be personal, so it is sealed, and goes when the person is erased. The dispute itself never goes; of its states only the last is another. */
export interface DisputeDocument extends Pick<Dispute, 'volunteerNo' | 'sessionNo' | 'claim' | 'state' | 'level'> {
  _id: string;
  /** Empty where a record is missing. */
  recordId: string;
  /** What it is about: there is one open dispute about the same at most. */
  about: string;
  /** Drawn when it is opened, so that upholding it any number of times makes the same records. */
  records: { annulment: string; checkIn: string; checkOut: string };
  cameAt: Date | null;
  leftAt: Date | null;
  /** Where the session lay when it was opened. */
  division: string;
  teamNo: string;
  sealed?: Buffer;
  opened: Actor;
  openedAt: Date;
  dueAt: Date;
  appealed?: { by: Actor; sealed?: Buffer; at: Date };
  decisions: DecisionDocument[];
}

export const DISPUTE = 'dispute';
export const disputeSchema = new Schema<DisputeDocument>(
  {
    _id: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    sessionNo: { type: String, required: true },
    claim: { type: String, required: true },
    state: { type: String, required: true },
    level: { type: String, required: true },
    recordId: String,
    about: { type: String, required: true },
    records: { type: { annulment: String, checkIn: String, checkOut: String }, _id: false, required: true },
    cameAt: Date,
    leftAt: Date,
    division: String,
    teamNo: String,
    sealed: Buffer,
    opened: { ...ACTOR, required: true },
    openedAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    appealed: { type: { by: ACTOR, sealed: Buffer, at: Date }, _id: false, default: undefined },
    decisions: [{ _id: false, level: String, decision: String, sealed: Buffer, by: ACTOR, at: Date }],
  },
  { collection: 'disputes', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

export interface AskedDisputes {
  readonly state: Dispute['state'];
  readonly level: Dispute['level'] | null;
  readonly after: string;
  readonly limit: number;
  readonly within: Scope;
}

const placed = (within: Scope) => withinFilter(within, { division: 'division', team: 'teamNo' });

/** The parts of a dispute that are sealed, each in a context of its own. */
type Part = 'text' | 'appeal' | `decision ${Dispute['level']}`;

const WRITTEN = {
  $or: ['sealed', 'appealed.sealed', 'decisions.sealed'].map((path) => ({ [path]: { $exists: true } })),
};

@Injectable()
export class DisputeRepository implements Forgettable {
  constructor(
    @InjectModel(DISPUTE) private readonly disputes: Model<DisputeDocument>,
    private readonly keys: KeyRing,
  ) {}

  /** Adds one, unless one of its id is there, or an open one about the same. Returns the one that is. */
  async addOnce(document: Omit<DisputeDocument, 'sealed'>, text: string): Promise<DisputeDocument> {
    try {
      await this.disputes.create({ ...document, sealed: this.seal(document._id, 'text', text) });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const there = (await this.find(document._id)) ?? (await this.openAbout(document.about));
    // The open one was decided at this moment: whoever asks again gets his.
    return there ?? this.addOnce(document, text);
  }

  find(id: string, session?: ClientSession): Promise<DisputeDocument | null> {
    return this.disputes.findOne({ _id: id }, {}, session ? { session } : {}).lean<DisputeDocument>();
  }

  some(ids: readonly string[]): Promise<DisputeDocument[]> {
    return ids.length === 0
      ? Promise.resolve([])
      : this.disputes.find({ _id: { $in: [...ids] } }).lean<DisputeDocument[]>();
  }

  /** Those under some volunteer numbers, the newest first. */
  ofNumbers(numbers: readonly string[]): Promise<DisputeDocument[]> {
    return this.disputes
      .find({ volunteerNo: { $in: [...numbers] } })
      .sort({ openedAt: -1, _id: 1 })
      .limit(500)
      .lean<DisputeDocument[]>();
  }

  async list({ state, level, after, limit, within }: AskedDisputes): Promise<DisputeDocument[]> {
    const last = after === '' ? null : await this.disputes.findById(after, { dueAt: 1 }).lean<DisputeDocument>();
    const page =
      last === null ? {} : { $or: [{ dueAt: { $gt: last.dueAt } }, { dueAt: last.dueAt, _id: { $gt: after } }] };
    return this.disputes
      .find({ $and: [placed(within), { state, ...(level === null ? {} : { level }) }, page] })
      .sort({ dueAt: 1, _id: 1 })
      .limit(limit)
      .lean<DisputeDocument[]>();
  }

  /** Decides one that is open at a level; false where it is not any more. */
  async decide(
    { _id, level }: Pick<DisputeDocument, '_id' | 'level'>,
    { decision, because, by, at }: Pick<DecisionDocument, 'decision' | 'by' | 'at'> & { readonly because: string },
    session: ClientSession,
  ): Promise<boolean> {
    const sealed = this.seal(_id, `decision ${level}`, because);
    const { modifiedCount } = await this.disputes.updateOne(
      { _id, state: 'open', level },
      { $set: { state: decision }, $push: { decisions: { level, decision, sealed, by, at } } },
      { session },
    );
    return modifiedCount === 1;
  }

  async withdraw(id: string): Promise<void> {
    await this.disputes.updateOne({ _id: id, state: 'open' }, { $set: { state: 'withdrawn' } });
  }

  /** Opens one again that was rejected, for the office above. @throws MongoServerError (a duplicate key) where another about the same is open */
  async appeal(
    id: string,
    { text, by, at, dueAt }: { readonly text: string; readonly by: Actor; readonly at: Date; readonly dueAt: Date },
  ): Promise<void> {
    const appealed = { by, sealed: this.seal(id, 'appeal', text), at };
    await this.disputes.updateOne(
      { _id: id, state: 'rejected', level: 'organiser' },
      { $set: { state: 'open', level: 'office', dueAt, appealed } },
    );
  }

  numbersAfter(volunteerNo: string, limit: number): Promise<string[]> {
    return numbersAfter(this.disputes, WRITTEN, volunteerNo, limit);
  }

  /** What was decided stays, as records came of it; why goes. */
  async forget(volunteerNos: readonly string[]): Promise<void> {
    await this.disputes.updateMany(
      { volunteerNo: { $in: [...volunteerNos] } },
      { $unset: { sealed: 1, 'appealed.sealed': 1, 'decisions.$[].sealed': 1 } },
    );
  }

  /** What is written in a part of one; empty where the person was erased. */
  words(id: string, part: Part, sealed: Buffer | undefined): string {
    return sealed === undefined ? '' : this.keys.unseal(bytesOf(sealed), contextOf(id, part)).toString();
  }

  private seal(id: string, part: Part, text: string): Buffer {
    return this.keys.seal(Buffer.from(text), contextOf(id, part));
  }

  private openAbout(about: string): Promise<DisputeDocument | null> {
    return this.disputes.findOne({ about, state: 'open' }).lean<DisputeDocument>();
  }
}

const contextOf = (id: string, part: Part): string => `dispute:${id}:${part}`;
