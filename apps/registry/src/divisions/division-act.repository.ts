import type { DivisionActKind } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { type Going, homeOf, type Whose } from './homes.js';

/** What became of a division by an act; the numbers are those of who was named, where not all went. */
interface GoingDocument {
  from: string;
  to: string;
  volunteerNos?: string[];
  teamNos?: string[];
}

/** Something done with divisions (区划变更) by an approval. The number grows by one with each; an act is never changed. */
export interface DivisionActDocument {
  _id: number;
  kind: DivisionActKind;
  /** The day from which on it is so. */
  on: string;
  /** Number of the approval (批文号), and why. */
  document: string;
  because: string;
  by: string;
  at: Date;
  /** All that it concerned. */
  divisions: string[];
  goings: GoingDocument[];
}

export const DIVISION_ACT = 'division-act';
export const divisionActSchema = new Schema<DivisionActDocument>(
  {
    _id: { type: Number, required: true },
    kind: { type: String, required: true },
    on: { type: String, required: true },
    document: { type: String, required: true },
    because: { type: String, required: true },
    by: String,
    at: { type: Date, required: true },
    divisions: [String],
    goings: [
      {
        _id: false,
        from: { type: String, required: true },
        to: { type: String, required: true },
        volunteerNos: { type: [String], default: undefined },
        teamNos: { type: [String], default: undefined },
      },
    ],
  },
  { collection: 'division-acts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Where the codes of files lead. */
export type HomeOf = (code: string, whose: Whose) => string;

@Injectable()
export class DivisionActRepository {
  constructor(@InjectModel(DIVISION_ACT) private readonly acts: Model<DivisionActDocument>) {}

  /** All acts in their order. */
  all(session?: ClientSession): Promise<DivisionActDocument[]> {
    return this.acts
      .find({}, {}, session ? { session } : {})
      .sort({ _id: 1 })
      .lean<DivisionActDocument[]>();
  }

  /** The acts that concerned a division, without the numbers of who was named. */
  concerning(code: string): Promise<DivisionActDocument[]> {
    return this.acts
      .find({ divisions: code }, { 'goings.volunteerNos': 0, 'goings.teamNos': 0 })
      .sort({ _id: 1 })
      .lean<DivisionActDocument[]>();
  }

  /** By all acts that the transaction sees. Whoever goes by it writes something that an act writes as well, so that one of the two conflicts. */
  async homes(session?: ClientSession): Promise<HomeOf> {
    const goings = (await this.all(session)).flatMap((act) => act.goings.map(goingOf));
    return goings.length === 0 ? (code) => code : (code, whose) => homeOf(code, whose, goings);
  }

  /** @throws MongoServerError (code 11000, the transaction then runs again) when another act took the number meanwhile */
  async add(act: DivisionActDocument, session: ClientSession): Promise<void> {
    await this.acts.insertMany([act], { session });
  }
}

function goingOf({ from, to, volunteerNos, teamNos }: GoingDocument): Going {
  if (volunteerNos === undefined && teamNos === undefined) return { from, to };
  return { from, to, only: { volunteerNos: new Set(volunteerNos), teamNos: new Set(teamNos) } };
}
