import type { DivisionLevel } from '#contracts';
import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** A division (区划) under its code: a county, a township or a village. */
export interface DivisionDocument extends RowDocument {
  name: string;
  level: DivisionLevel;
  parent: string;
}

export const DIVISION = 'division';
export const divisionSchema = new Schema<DivisionDocument>(
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    rev: { type: Number, required: true },
    name: { type: String, required: true },
    level: { type: String, required: true, enum: ['county', 'township', 'village'] },
    parent: String,
  },
  { collection: 'divisions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class DivisionRepository {
  constructor(@InjectModel(DIVISION) private readonly divisions: Model<DivisionDocument>) {}

  apply(
    rows: readonly Omit<DivisionDocument, 'rev'>[],
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[]; accepted: DivisionDocument[] }> {
    return applyRows(this.divisions, rows, session);
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
