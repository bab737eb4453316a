import type { DivisionLevel } from '#contracts';
import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** What of a division changes and is kept as it was. */
export interface DivisionState {
  name: string;
  level: DivisionLevel;
  parent: string;
  /** Who made it so; left out where a file did. */
  by?: string;
}

/** A division (区划) under its code: a county, a township or a village. */
export interface DivisionDocument extends RowDocument, DivisionState {}

/** A division as it was, up to the revision `rev`. */
interface FormerDivisionDocument extends DivisionState {
  _id: string;
  code: string;
  rev: number;
  /** The first day on which it was so no more. */
  until: string;
}

const state = {
  rev: { type: Number, required: true },
  name: { type: String, required: true },
  level: { type: String, required: true, enum: ['county', 'township', 'village'] },
  parent: String,
  by: String,
};

export const DIVISION = 'division';
export const divisionSchema = new Schema<DivisionDocument>(
  { _id: { type: String, required: true }, digest: { type: String, required: true }, ...state },
  { collection: 'divisions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

export const FORMER_DIVISION = 'former-division';
export const formerDivisionSchema = new Schema<FormerDivisionDocument>(
  {
    _id: { type: String, required: true },
    code: { type: String, required: true },
    ...state,
    until: { type: String, required: true },
  },
  { collection: 'division-history', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class DivisionRepository {
  constructor(
    @InjectModel(DIVISION) private readonly divisions: Model<DivisionDocument>,
    @InjectModel(FORMER_DIVISION) private readonly history: Model<FormerDivisionDocument>,
  ) {}

  /** Applies rows of a file; what they replace is kept as it was until `today`. */
  async apply(
    rows: readonly Omit<DivisionDocument, 'rev'>[],
    today: string,
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[]; accepted: DivisionDocument[] }> {
    const found = await this.divisions
      .find({ _id: { $in: rows.map((r) => r._id) } }, {}, { session })
      .lean<DivisionDocument[]>();
    const { outcomes, accepted } = await applyRows(this.divisions, rows, session);
    const changed = new Set(accepted.map((d) => d._id));
    const replaced = found.filter((d) => changed.has(d._id));
    if (replaced.length > 0) {
      const former = replaced.map((d) => formerOf(d, today));
      await this.history.insertMany(former, { session });
    }
    return { outcomes, accepted };
  }

  /** Gives a division another name from `today` on; null where it is not there. */
  async rename(
    code: string,
    { name, by }: { readonly name: string; readonly by: string },
    today: string,
    session: ClientSession,
  ): Promise<DivisionDocument | null> {
    const before = await this.divisions
      .findOneAndUpdate({ _id: code }, { $set: { name, by }, $inc: { rev: 1 } }, { session, returnDocument: 'before' })
      .lean<DivisionDocument>();
    if (before === null) return null;
    await this.history.insertMany([formerOf(before, today)], { session });
    return { ...before, name, by, rev: before.rev + 1 };
  }

  /** A division as it was at the end of a day; null where there is none. */
  async asOf(code: string, day: string): Promise<DivisionState | null> {
    // First the present state: what replaces it from here on leaves it in the history.
    const present = await this.divisions.findOne({ _id: code }).lean<DivisionDocument>();
    const former = await this.history
      .findOne({ code, until: { $gt: day } })
      .sort({ rev: 1 })
      .lean<FormerDivisionDocument>();
    return former ?? present;
  }

  all(): Promise<DivisionDocument[]> {
    return this.divisions.find().lean<DivisionDocument[]>();
  }

  async isKnown(code: string): Promise<boolean> {
    return (await this.divisions.exists({ _id: code })) !== null;
  }

  async villageCodes(): Promise<ReadonlySet<string>> {
    return new Set(await this.divisions.distinct('_id', { level: 'village' }));
  }
}

function formerOf({ _id: code, digest, ...was }: DivisionDocument, until: string): FormerDivisionDocument {
  return { _id: `${code}#${was.rev}`, code, ...was, until };
}
