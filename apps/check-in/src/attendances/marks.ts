import { Clock, Wakeup } from '#kernel';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, ObjectId } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/**
 * Says that something changed on which attendances rest, and on what. Written in the transaction of the change, and always, whether or not
 * anything seems to rest on it: two transactions that do not see each other then each leave a mark, and whichever is settled last sees both.
 */
export interface MarkDocument {
  _id: ObjectId;
  at: Date;
  /** Volunteer numbers under which there is a new record. */
  attended?: string[];
  /** Volunteer numbers that now lead elsewhere; most of them have no records yet. */
  numbers?: string[];
  /** Record ids of which several contents are there, or which are annulments. */
  recordIds?: string[];
  /** Session numbers. */
  sessions?: string[];
  /** Persons to whom a number no longer leads. */
  persons?: string[];
  /** Everybody who has an attendance. */
  everybody?: boolean;
  /** Part of something large: may wait a little for the rest of it. */
  bulk: boolean;
}

export const MARK = 'unsettled';
export const markSchema = new Schema<MarkDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    attended: { type: [String], default: undefined },
    numbers: { type: [String], default: undefined },
    recordIds: { type: [String], default: undefined },
    sessions: { type: [String], default: undefined },
    persons: { type: [String], default: undefined },
    everybody: Boolean,
    bulk: { type: Boolean, required: true },
  },
  { collection: 'unsettled', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class Marks {
  /** Woken when this process has committed a mark. */
  readonly added = new Wakeup();

  constructor(
    @InjectModel(MARK) private readonly marks: Model<MarkDocument>,
    private readonly clock: Clock,
  ) {}

  /** Adds a mark within a transaction; call `added.wake()` after the commit. */
  async add(mark: Omit<MarkDocument, '_id' | 'at'>, session: ClientSession): Promise<void> {
    await this.marks.insertMany([{ _id: new ObjectId(), at: new Date(this.clock.now()), ...mark }], {
      session,
      lean: true,
    });
  }

  /** The oldest marks. */
  oldest(limit: number, session: ClientSession): Promise<MarkDocument[]> {
    return this.marks.find({}, {}, { session }).sort({ _id: 1 }).limit(limit).lean<MarkDocument[]>();
  }

  /** When the oldest and the newest mark were made, and whether all of them are bulk; undefined where there is none. */
  async waiting(): Promise<{ oldest: number; newest: number; bulk: boolean } | undefined> {
    const [found] = await this.marks.aggregate<{ oldest: Date; newest: Date; others: number }>([
      {
        $group: {
          _id: null,
          oldest: { $min: '$at' },
          newest: { $max: '$at' },
          others: { $sum: { $cond: ['$bulk', 0, 1] } },
        },
      },
    ]);
    return found && { oldest: found.oldest.getTime(), newest: found.newest.getTime(), bulk: found.others === 0 };
  }

  async remove(marks: readonly MarkDocument[], session: ClientSession): Promise<void> {
    await this.marks.deleteMany({ _id: { $in: marks.map((m) => m._id) } }, { session });
  }
}
