import { withinFilter } from '#access';
import type { Scope } from '#contracts';
import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import { ONE_ANSWER } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

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

  /** Some numbers; those that are not there, or outside the scope, are left out. */
  some(numbers: readonly string[], within: Scope): Promise<VolunteerDocument[]> {
    return this.volunteers
      .find({ _id: { $in: [...numbers] }, ...withinFilter(within, { division: 'division', team: 'teams' }) })
      .batchSize(ONE_ANSWER)
      .lean<VolunteerDocument[]>();
  }

  /** Those within the scope who gave a phone number, by its blind index. Looks through all: the question is rare, and an index would slow down every file. */
  withPhone(phoneIndex: string, within: Scope): Promise<VolunteerDocument[]> {
    return this.volunteers
      .find({ phoneIndex, ...withinFilter(within, { division: 'division', team: 'teams' }) })
      .limit(100)
      .lean<VolunteerDocument[]>();
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
