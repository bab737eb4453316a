import { Clock, Wakeup } from '#kernel';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, ObjectId } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { KeptRecords } from '../records/keep-records.js';
import { ToTell } from '../telling/to-tell.repository.js';

/**
 * When a mark is settled: `soon` after a short pause, `bulk` when the rest of something large is there that it is part of. What is newly known of `numbers`
 * is told once of each, so there is no rest to wait for but the records of the same people.
 */
export const PACES = ['soon', 'bulk', 'numbers'] as const;
export type Pace = (typeof PACES)[number];

/** What changed on which attendances rest. */
export interface Changed {
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
  /** Documents of records of which the person is to be told. Nothing rests on it: it waits here because the mark is written anyway. */
  told?: string[];
}

/**
 * Says that something changed on which attendances rest, and on what. Written in the transaction of the change, and always, whether or not
 * anything seems to rest on it. It goes when everything named by it was derived from what was read after the change.
 */
export interface MarkDocument extends Changed {
  _id: ObjectId;
  at: Date;
  /** Nothing acknowledged before this instant waits for the mark to be settled. */
  since: Date;
  pace: Pace;
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
    told: { type: [String], default: undefined },
    pace: { type: String, required: true },
  },
  { collection: 'marks', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class Marks {
  /** Woken when this process has committed a mark. */
  readonly added = new Wakeup();

  constructor(
    @InjectModel(MARK) private readonly marks: Model<MarkDocument>,
    private readonly toTell: ToTell,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a mark within a transaction; call `added.wake()` after the commit.
   * @param since epoch milliseconds before which nothing acknowledged waits for it; by default now, because what the transaction keeps is
   *   acknowledged after it
   */
  async add(changed: Changed, pace: Pace, session: ClientSession, since = this.clock.now()): Promise<void> {
    const mark = { _id: new ObjectId(), at: new Date(this.clock.now()), since: new Date(since), pace, ...changed };
    await this.marks.collection.insertOne(mark, { session });
  }

  /** Adds one, within the transaction that keeps them, for records that are new. */
  async ofRecords(
    { attended, irregular, told }: Pick<KeptRecords, 'attended' | 'irregular' | 'told'>,
    pace: Pace,
    session: ClientSession,
    since?: number,
  ): Promise<void> {
    if (attended.length > 0 || irregular.length > 0)
      await this.add(
        { attended: [...attended], recordIds: [...irregular], ...(told.length === 0 ? {} : { told: [...told] }) },
        pace,
        session,
        since,
      );
  }

  /** The oldest marks. */
  oldest(limit: number, session: ClientSession): Promise<MarkDocument[]> {
    return this.marks.find({}, {}, { session }).sort({ _id: 1 }).limit(limit).lean<MarkDocument[]>();
  }

  /** The marks that wait, by pace; asked often, so it is answered from the index alone. */
  async waiting(): Promise<Partial<Record<Pace, Waiting>>> {
    const found = await this.marks
      .aggregate<{ _id: Pace; oldest: Date; newest: Date }>([
        { $sort: { pace: 1, at: 1 } },
        { $group: { _id: '$pace', oldest: { $first: '$at' }, newest: { $last: '$at' } } },
      ])
      .hint('pace');
    return Object.fromEntries(
      found.map(({ _id, oldest, newest }) => [_id, { oldest: oldest.getTime(), newest: newest.getTime() }]),
    );
  }

  /** Epoch milliseconds: nothing acknowledged before waits for a mark; infinity where there is none. */
  async since(): Promise<number> {
    const [first] = await this.marks.find({}, { since: 1 }).sort({ since: 1 }).limit(1).lean<MarkDocument[]>();
    return first?.since.getTime() ?? Number.POSITIVE_INFINITY;
  }

  /** Takes some away that are settled; whoever is to be told of what they name is from then on in the list of those. */
  async remove(marks: readonly MarkDocument[], session: ClientSession): Promise<void> {
    await this.marks.deleteMany({ _id: { $in: marks.map((m) => m._id) } }, { session });
    await this.toTell.records(
      marks.flatMap((m) => m.told ?? []),
      session,
    );
  }
}
