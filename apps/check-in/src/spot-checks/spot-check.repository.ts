import { withinFilter } from '#access';
import type { Drawn, Scope, SpotCheckListed } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';

type Finding = Omit<Drawn['findings'][number], 'at'> & { at: Date };

/** A sample (随机抽查): the seed before anything is read, then what it drew, then what was found. */
export interface SpotCheckDocument extends Omit<SpotCheckListed, 'id' | 'from' | 'until' | 'at'> {
  _id: string;
  from: Date;
  until: Date;
  at: Date;
  drawn?: (Omit<Drawn, 'findings' | 'startsAt' | 'checkedInAt' | 'checkedOutAt'> & {
    startsAt: Date;
    checkedInAt: Date;
    checkedOutAt: Date | null;
    findings: Finding[];
  })[];
}

export const SPOT_CHECK = 'spot-check';
const drawnSchema = {
  ...{ _id: false, recordKey: String, sessionNo: String, sessionName: String, startsAt: Date, volunteerNo: String },
  ...{ evidence: String, checkedInAt: Date, checkedOutAt: Date },
  findings: [{ _id: false, found: String, text: String, by: String, at: Date }],
};
export const spotCheckSchema = new Schema<SpotCheckDocument>(
  {
    _id: { type: String, required: true },
    seed: { type: String, required: true },
    from: { type: Date, required: true },
    until: { type: Date, required: true },
    division: String,
    size: { type: Number, required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
    drawn: { type: [drawnSchema], default: undefined },
  },
  { collection: 'spot-checks', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** A sample belongs to a division; to no team. */
const placed = (within: Scope) => withinFilter(within, { division: 'division', team: 'division' });

@Injectable()
export class SpotCheckRepository {
  constructor(@InjectModel(SPOT_CHECK) private readonly spotChecks: Model<SpotCheckDocument>) {}

  async add(document: SpotCheckDocument): Promise<void> {
    await this.spotChecks.create(document);
  }

  /** Keeps what was drawn; once. */
  async keepDrawn(id: string, drawn: NonNullable<SpotCheckDocument['drawn']>): Promise<void> {
    await this.spotChecks.updateOne({ _id: id, drawn: { $exists: false } }, { $set: { drawn } });
  }

  list(within: Scope, limit: number): Promise<SpotCheckDocument[]> {
    return this.spotChecks
      .find({ ...placed(within) }, { drawn: 0 })
      .sort({ at: -1 })
      .limit(limit)
      .lean<SpotCheckDocument[]>();
  }

  find(id: string, within: Scope): Promise<SpotCheckDocument | null> {
    return this.spotChecks.findOne({ $and: [{ _id: id }, placed(within)] }).lean<SpotCheckDocument>();
  }

  /** Null where that was not drawn, or not within the scope. */
  addFinding(id: string, within: Scope, recordKey: string, finding: Finding): Promise<SpotCheckDocument | null> {
    return this.spotChecks
      .findOneAndUpdate(
        { $and: [{ _id: id, 'drawn.recordKey': recordKey }, placed(within)] },
        { $push: { 'drawn.$.findings': finding } },
        { returnDocument: 'after' },
      )
      .lean<SpotCheckDocument>();
  }
}
