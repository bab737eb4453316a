import { withinFilter } from '#access';
import type { Drawn, Scope, SpotCheckListed } from '#contracts';
import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Collection } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { Forgettable } from '../forgetting/forgettable.js';

type Said = Omit<Drawn['findings'][number], 'at'> & { readonly at: Date };
/** What was found; what was written about it may be personal, so it is sealed under the sample's id, and goes when the person is erased. */
type Finding = Omit<Said, 'text'> & { sealed?: Buffer };

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
  findings: [{ _id: false, found: String, sealed: Buffer, by: String, at: Date }],
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
export class SpotCheckRepository implements Forgettable, OnModuleInit {
  constructor(
    @InjectModel(SPOT_CHECK) private readonly spotChecks: Model<SpotCheckDocument>,
    private readonly keys: KeyRing,
  ) {}

  /** Seals what was written about findings while it was kept in clear. */
  async onModuleInit(): Promise<void> {
    const collection = this.spotChecks.collection as unknown as Collection<SpotCheckDocument>;
    for await (const { _id, drawn = [] } of collection.find({ 'drawn.findings.text': { $exists: true } })) {
      const sealed = drawn.map((d) => ({
        ...d,
        findings: (d.findings as (Finding & { text?: string })[]).map(({ text, ...of }) => ({
          ...of,
          ...this.sealed(_id, text ?? ''),
        })),
      }));
      // Where something was found meanwhile it is left to the next start.
      await collection.updateOne({ _id, drawn }, { $set: { drawn: sealed } });
    }
  }

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
  addFinding(
    id: string,
    within: Scope,
    recordKey: string,
    { found, text, by, at }: Said,
  ): Promise<SpotCheckDocument | null> {
    const finding: Finding = { found, ...this.sealed(id, text), by, at };
    return this.spotChecks
      .findOneAndUpdate(
        { $and: [{ _id: id, 'drawn.recordKey': recordKey }, placed(within)] },
        { $push: { 'drawn.$.findings': finding } },
        { returnDocument: 'after' },
      )
      .lean<SpotCheckDocument>();
  }

  private sealed(id: string, text: string): Pick<Finding, 'sealed'> {
    return text === '' ? {} : { sealed: this.keys.seal(Buffer.from(text), contextOf(id)) };
  }

  /** What was written about a finding; empty where nothing was, and where the person was erased. */
  text(id: string, { sealed }: Finding): string {
    return sealed === undefined ? '' : this.keys.unseal(bytesOf(sealed), contextOf(id)).toString();
  }

  async numbersAfter(volunteerNo: string, limit: number): Promise<string[]> {
    const found = await this.spotChecks.aggregate<{ _id: string }>([
      { $match: { 'drawn.findings.sealed': { $exists: true } } },
      { $unwind: '$drawn' },
      { $match: { 'drawn.volunteerNo': { $gt: volunteerNo }, 'drawn.findings.sealed': { $exists: true } } },
      { $group: { _id: '$drawn.volunteerNo' } },
      { $sort: { _id: 1 } },
      { $limit: limit },
    ]);
    return found.map((d) => d._id);
  }

  /** What was found stays; what was written about it goes. */
  async forget(volunteerNos: readonly string[]): Promise<void> {
    const theirs = { $in: [...volunteerNos] };
    await this.spotChecks.updateMany(
      { 'drawn.volunteerNo': theirs },
      { $unset: { 'drawn.$[his].findings.$[].sealed': 1 } },
      { arrayFilters: [{ 'his.volunteerNo': theirs }] },
    );
  }
}

const contextOf = (id: string): string => `spot-check:${id}`;
