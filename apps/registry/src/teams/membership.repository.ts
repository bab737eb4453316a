import { ONE_ANSWER } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { Membership } from './membership.js';

/** What was done here about one volunteer number and one team; where nothing was, the volunteer's row says whether he is a member. */
export interface MembershipDocument extends Membership {
  /** Team and volunteer, so that there is one of the two. */
  _id: string;
  team: string;
  volunteerNo: string;
}

export const MEMBERSHIP = 'membership';
export const membershipSchema = new Schema<MembershipDocument>(
  {
    _id: { type: String, required: true },
    team: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    spells: [{ _id: false, from: String, until: String }],
    pending: String,
  },
  { collection: 'memberships', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

const idOf = (team: string, volunteerNo: string): string => JSON.stringify([team, volunteerNo]);

@Injectable()
export class MembershipRepository {
  constructor(@InjectModel(MEMBERSHIP) private readonly memberships: Model<MembershipDocument>) {}

  find(team: string, volunteerNo: string, session: ClientSession): Promise<Membership | null> {
    return this.memberships.findOne({ _id: idOf(team, volunteerNo) }, {}, { session }).lean<MembershipDocument>();
  }

  /** What was done about one team, or about some volunteers. */
  ofTeam(team: string, session?: ClientSession): Promise<MembershipDocument[]> {
    return this.some({ team }, session);
  }

  ofVolunteers(volunteerNos: readonly string[], session?: ClientSession): Promise<MembershipDocument[]> {
    return this.some({ volunteerNo: { $in: [...volunteerNos] } }, session);
  }

  async forget(volunteerNos: readonly string[], session: ClientSession): Promise<void> {
    await this.memberships.deleteMany({ volunteerNo: { $in: [...volunteerNos] } }, { session });
  }

  /** @throws MongoServerError (code 11000, the transaction then runs again) when the first of a volunteer and a team was written meanwhile */
  async put(team: string, changed: ReadonlyMap<string, Membership>, session: ClientSession): Promise<void> {
    const writes = [...changed].map(([volunteerNo, { spells, pending }]) => {
      const _id = idOf(team, volunteerNo);
      const replacement = { _id, team, volunteerNo, spells: [...spells], pending };
      return { replaceOne: { filter: { _id }, replacement, upsert: true } };
    });
    if (writes.length > 0) await this.memberships.bulkWrite(writes, { session });
  }

  private some(
    filter: { readonly team: string } | { readonly volunteerNo: { readonly $in: string[] } },
    session?: ClientSession,
  ) {
    return this.memberships
      .find(filter, {}, session ? { session } : {})
      .batchSize(ONE_ANSWER)
      .lean<MembershipDocument[]>();
  }
}
