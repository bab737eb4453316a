import type { DivisionLevel } from '#contracts';
import type { RowDocument } from '#imports';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { WithHistory } from '../history/with-history.js';

/** What of a division changes and is kept as it was. */
export interface DivisionState {
  name: string;
  level: DivisionLevel;
  parent: string;
  /** Who made it so; left out where a file did. */
  by?: string;
}

/** When it began and ended by what was done here; neither ever changes once it is there (docs/adr/0019). */
interface DivisionSpan {
  /** The day on which it was founded here. */
  foundedOn?: string;
  /** The first day on which it was no more, and the division to which all went that was left of it. */
  endedOn?: string;
  heir?: string;
}

/** A division (区划) under its code: a county, a township or a village. */
export interface DivisionDocument extends RowDocument, DivisionState, DivisionSpan {
  /** Grows with whatever is placed in it or done with it, so that of two who do so at the same time one conflicts. */
  acts?: number;
}

/** The digest of a division that no file has brought. */
const FOUNDED_HERE = 'founded here';

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
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    ...state,
    ...{ foundedOn: String, endedOn: String, heir: String, acts: Number },
  },
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
export class DivisionRepository extends WithHistory<DivisionDocument, FormerDivisionDocument> {
  constructor(
    @InjectModel(DIVISION) private readonly divisions: Model<DivisionDocument>,
    @InjectModel(FORMER_DIVISION) history: Model<FormerDivisionDocument>,
  ) {
    super(divisions, history, { rowOf: 'code', formerOf, unsaid: spanOf });
  }

  /** Reads some divisions in order to act on them, or to place something in them; whoever does so at the same time conflicts. */
  async lock(codes: readonly string[], session: ClientSession): Promise<ReadonlyMap<string, DivisionDocument>> {
    const of = { _id: { $in: [...codes] } };
    await this.divisions.updateMany(of, { $inc: { acts: 1 } }, { session });
    const found = await this.divisions.find(of, {}, { session }).lean<DivisionDocument[]>();
    return new Map(found.map((d) => [d._id, d]));
  }

  /** Adds divisions that are founded here. */
  async add(
    founded: readonly (DivisionState & { readonly _id: string; readonly foundedOn: string })[],
    session: ClientSession,
  ): Promise<DivisionDocument[]> {
    const documents = founded.map((d): DivisionDocument => ({ ...d, digest: FOUNDED_HERE, rev: 1 }));
    if (documents.length > 0) await this.divisions.insertMany(documents, { session });
    return documents;
  }

  /** Those of some divisions that have ended. */
  async ended(codes: readonly string[], session?: ClientSession): Promise<DivisionDocument[]> {
    return this.divisions
      .find({ _id: { $in: [...codes] }, endedOn: { $exists: true } }, {}, session ? { session } : {})
      .lean<DivisionDocument[]>();
  }

  /** The codes of all that have ended. */
  async allEnded(): Promise<string[]> {
    return this.divisions.distinct('_id', { endedOn: { $exists: true } });
  }

  /** A village of a township that has not ended; undefined where there is none. */
  async villageLeftIn(township: string, session: ClientSession): Promise<string | undefined> {
    const inIt = [{ _id: { $gte: township, $lt: `${township}\uffff` } }, { parent: township }];
    const found = await this.divisions
      .findOne({ level: 'village', endedOn: { $exists: false }, $or: inIt }, { _id: 1 }, { session })
      .lean<Pick<DivisionDocument, '_id'>>();
    return found?._id;
  }

  /** A division as it was at the end of a day; null where there is none, or was none yet. */
  async asOf(code: string, day: string): Promise<(DivisionState & DivisionSpan) | null> {
    // First the present state: what replaces it from here on leaves it in the history.
    const present = await this.divisions.findOne({ _id: code }).lean<DivisionDocument>();
    if (present === null || (present.foundedOn ?? '') > day) return null;
    const { endedOn, heir, ...span } = spanOf(present);
    const end = endedOn !== undefined && heir !== undefined && endedOn <= day ? { endedOn, heir } : {};
    const former = await this.history
      .findOne({ code, until: { $gt: day } })
      .sort({ rev: 1, until: 1 })
      .lean<FormerDivisionDocument>();
    const { name, level, parent } = former ?? present;
    return { name, level, parent, ...span, ...end };
  }

  all(): Promise<DivisionDocument[]> {
    return this.divisions.find().lean<DivisionDocument[]>();
  }

  async names(codes: readonly string[], session?: ClientSession): Promise<ReadonlyMap<string, string>> {
    const found = await this.divisions
      .find({ _id: { $in: [...codes] } }, { name: 1 }, session ? { session } : {})
      .lean<Pick<DivisionDocument, '_id' | 'name'>[]>();
    return new Map(found.map((d) => [d._id, d.name]));
  }

  async villageCodes(): Promise<ReadonlySet<string>> {
    return new Set(await this.divisions.distinct('_id', { level: 'village' }));
  }
}

/** What a file does not say of a division, and so does not replace. */
function spanOf({ foundedOn, endedOn, heir }: DivisionSpan): DivisionSpan {
  return {
    ...(foundedOn === undefined ? {} : { foundedOn }),
    ...(endedOn === undefined ? {} : { endedOn }),
    ...(heir === undefined ? {} : { heir }),
  };
}

/** When it began and ended stands with the present state alone, as neither ever changes. */
function formerOf(
  { _id: code, rev, name, level, parent, by }: DivisionDocument,
  until: string,
): FormerDivisionDocument {
  return { _id: `${code}#${rev}`, code, rev, name, level, parent, ...(by === undefined ? {} : { by }), until };
}
