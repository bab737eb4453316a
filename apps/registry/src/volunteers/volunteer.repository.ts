import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import { ONE_ANSWER } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { RowOfTeams } from '../teams/membership.js';

/**
 * One volunteer number (志愿者编号) and the person it leads to. What is personal is in `sealed` (name, document, birth date, phone);
 * `person` and `phoneIndex` are blind indexes of the identity and the phone number.
 */
export interface VolunteerDocument extends RowDocument {
  person: string;
  phoneIndex: string;
  sealed: Buffer;
  gender: string;
  politicalStatus: string;
  education: string;
  division: string;
  teams: string[];
  birthYear: number;
  registeredOn: string;
  consent: string;
}

export const VOLUNTEER = 'volunteer';
export const volunteerSchema = new Schema<VolunteerDocument>(
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    rev: { type: Number, required: true },
    person: { type: String, required: true },
    phoneIndex: { type: String },
    sealed: { type: Buffer, required: true },
    gender: String,
    politicalStatus: String,
    education: String,
    division: { type: String, required: true },
    teams: [String],
    birthYear: { type: Number, required: true },
    registeredOn: { type: String, required: true },
    consent: { type: String, required: true },
  },
  { collection: 'volunteers', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class VolunteerRepository {
  constructor(@InjectModel(VOLUNTEER) private readonly volunteers: Model<VolunteerDocument>) {}

  /** Inserts new numbers and replaces changed ones. */
  apply(
    rows: readonly Omit<VolunteerDocument, 'rev'>[],
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[]; accepted: VolunteerDocument[] }> {
    return applyRows(this.volunteers, rows, session);
  }

  /** Some numbers; those that are not there are left out. */
  some(numbers: readonly string[]): Promise<VolunteerDocument[]> {
    return this.volunteers
      .find({ _id: { $in: [...numbers] } })
      .batchSize(ONE_ANSWER)
      .lean<VolunteerDocument[]>();
  }

  /** The numbers under which a phone number was given, by its blind index. Looks through all: the question is rare, and an index would slow down every file. */
  async withPhone(phoneIndex: string): Promise<string[]> {
    const found = await this.volunteers.find({ phoneIndex }, { _id: 1 }).limit(1_000).lean<{ _id: string }[]>();
    return found.map((d) => d._id);
  }

  /** What a row says of its teams. */
  rowOfTeams(volunteerNo: string, session: ClientSession): Promise<RowOfTeams | null> {
    return this.volunteers.findOne({ _id: volunteerNo }, { teams: 1, registeredOn: 1 }, { session }).lean<RowOfTeams>();
  }

  /** The rows that name a team; looks through all, for the same reason. */
  inTeam(teamNo: string, session?: ClientSession): Promise<(RowOfTeams & { _id: string })[]> {
    return this.volunteers
      .find({ teams: teamNo }, { teams: 1, registeredOn: 1 }, session ? { session } : {})
      .batchSize(ONE_ANSWER)
      .lean<(RowOfTeams & { _id: string })[]>();
  }

  /** Numbers in their order, without what is personal. */
  page(after: string, limit: number): Promise<Omit<VolunteerDocument, 'sealed'>[]> {
    return this.volunteers
      .find({ _id: { $gt: after } }, { sealed: 0 })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Omit<VolunteerDocument, 'sealed'>[]>();
  }
}
