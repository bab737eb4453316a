import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/**
 * Versions of what attendances rest on besides the person and the plain records under their numbers: `sessions` grows with every change of the
 * copy of the sessions, `records` with every annulment and every further content under an id, each within the transaction of the change. Both
 * concern persons whom their transaction does not touch.
 */
export interface Basis {
  readonly sessions: number;
  readonly records: number;
}

/** A transaction, and the basis that was read in it. */
export interface Snapshot {
  readonly session: ClientSession;
  readonly basis: Basis;
}

interface BasisDocument {
  _id: keyof Basis;
  version: number;
}

export const BASIS = 'basis';
export const basisSchema = new Schema<BasisDocument>(
  { _id: { type: String, required: true }, version: { type: Number, required: true } },
  { collection: 'basis', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class BasisRepository {
  constructor(@InjectModel(BASIS) private readonly basis: Model<BasisDocument>) {}

  /** As it is in the transaction's snapshot. */
  async read(session: ClientSession): Promise<Basis> {
    const versions = new Map(
      (await this.basis.find({}, {}, { session }).lean<BasisDocument[]>()).map((d) => [d._id, d.version]),
    );
    return { sessions: versions.get('sessions') ?? 0, records: versions.get('records') ?? 0 };
  }

  async change(part: keyof Basis, session: ClientSession): Promise<void> {
    await this.basis.updateOne({ _id: part }, { $inc: { version: 1 } }, { upsert: true, session });
  }
}

export const sameBasis = (a: Basis, b: Basis): boolean => a.sessions === b.sessions && a.records === b.records;
