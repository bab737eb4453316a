import { Clock, pieces, Wakeup } from '#kernel';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, ObjectId } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { Basis } from './basis.js';

/**
 * Says that something changed on which attendances rest, and on what. Written in the transaction of the change, and always, whether or not
 * anything seems to rest on it: two transactions that do not see each other then each leave a mark, and whichever is settled last sees both.
 */
export interface MarkDocument {
  _id: ObjectId;
  at: Date;
  /** Nothing acknowledged before this instant waits for the mark to be settled. */
  since: Date;
  /** Volunteer numbers under which there is a new record. */
  attended?: string[];
  /** Volunteer numbers that now lead elsewhere; most of them have no records yet. */
  numbers?: string[];
  /** Record ids of which several contents are there, or which are annulments. */
  recordIds?: string[];
  /** Session numbers. */
  sessions?: string[];
  /** Persons whose attendances may have changed. */
  persons?: string[];
  /** The transaction of the mark has derived the attendances of `persons` from this: only if it has changed they are derived once more. */
  basis?: Basis;
  /** What of that is to be told, each fact as JSON: told when the mark is settled, together with that of others. */
  facts?: string[];
  /** Part of something large: may wait a little for the rest of it. */
  bulk: boolean;
}

/** When the oldest and the newest of some marks were made. */
export interface Waiting {
  readonly oldest: number;
  readonly newest: number;
}

export const MARK = 'mark';
export const markSchema = new Schema<MarkDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    since: { type: Date, required: true },
    attended: { type: [String], default: undefined },
    numbers: { type: [String], default: undefined },
    recordIds: { type: [String], default: undefined },
    sessions: { type: [String], default: undefined },
    persons: { type: [String], default: undefined },
    basis: { _id: false, type: { sessions: Number, records: Number } },
    facts: { type: [String], default: undefined },
    bulk: { type: Boolean, required: true },
  },
  { collection: 'marks', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Characters of facts in one mark: a document holds 16 MB. */
const MARK_CHARACTERS = 2_000_000;

@Injectable()
export class Marks {
  /** Woken when this process has committed a mark. */
  readonly added = new Wakeup();

  constructor(
    @InjectModel(MARK) private readonly marks: Model<MarkDocument>,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a mark within a transaction; call `added.wake()` after the commit. Facts that are too long for one document go into further ones.
   * @param since epoch milliseconds before which nothing acknowledged waits for it; by default now, because what the transaction keeps is
   *   acknowledged after it
   */
  async add(
    mark: Omit<MarkDocument, '_id' | 'at' | 'since'>,
    session: ClientSession,
    since = this.clock.now(),
  ): Promise<void> {
    const times = { at: new Date(this.clock.now()), since: new Date(since) };
    const { facts = [], ...rest } = mark;
    const [first, ...further] = pieces(facts, (fact) => fact.length, MARK_CHARACTERS);
    const documents = [
      { _id: new ObjectId(), ...times, ...rest, ...(first && { facts: first }) },
      ...further.map((piece) => ({ _id: new ObjectId(), ...times, facts: piece, bulk: mark.bulk })),
    ];
    await this.marks.insertMany(documents, { session, lean: true });
  }

  /** The oldest marks. */
  oldest(limit: number, session: ClientSession): Promise<MarkDocument[]> {
    return this.marks.find({}, {}, { session }).sort({ _id: 1 }).limit(limit).lean<MarkDocument[]>();
  }

  /** The marks that wait, those that are part of something large apart from the others; asked often, so it is answered from the index alone. */
  async waiting(): Promise<{ bulk?: Waiting; single?: Waiting }> {
    const found = await this.marks
      .aggregate<{ _id: boolean; oldest: Date; newest: Date }>([
        { $sort: { bulk: 1, at: 1 } },
        { $group: { _id: '$bulk', oldest: { $first: '$at' }, newest: { $last: '$at' } } },
      ])
      .hint('waiting');
    return Object.fromEntries(
      found.map(({ _id, oldest, newest }) => [
        _id ? 'bulk' : 'single',
        { oldest: oldest.getTime(), newest: newest.getTime() },
      ]),
    );
  }

  /** Epoch milliseconds: nothing acknowledged before waits for a mark; infinity where there is none. */
  async since(): Promise<number> {
    const [first] = await this.marks.find({}, { since: 1 }).sort({ since: 1 }).limit(1).lean<MarkDocument[]>();
    return first?.since.getTime() ?? Number.POSITIVE_INFINITY;
  }

  async remove(marks: readonly MarkDocument[], session: ClientSession): Promise<void> {
    await this.marks.deleteMany({ _id: { $in: marks.map((m) => m._id) } }, { session });
  }
}
