import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** A volunteer team (队伍) under its number. The leader's name and phone are in `sealed`. */
export interface TeamDocument extends RowDocument {
  name: string;
  teamType: string;
  division: string;
  category: string;
  foundedOn: string;
  sealed: Buffer;
}

export const TEAM = 'team';
export const teamSchema = new Schema<TeamDocument>(
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    rev: { type: Number, required: true },
    name: { type: String, required: true },
    teamType: String,
    division: String,
    category: String,
    foundedOn: { type: String, required: true },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'teams', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class TeamRepository {
  constructor(@InjectModel(TEAM) private readonly teams: Model<TeamDocument>) {}

  apply(
    rows: readonly Omit<TeamDocument, 'rev'>[],
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[]; accepted: TeamDocument[] }> {
    return applyRows(this.teams, rows, session);
  }

  /** Some teams; those that are not there are left out. */
  some(numbers: readonly string[]): Promise<TeamDocument[]> {
    return this.teams.find({ _id: { $in: [...numbers] } }, { sealed: 0 }).lean<TeamDocument[]>();
  }

  all(): Promise<TeamDocument[]> {
    return this.teams.find({}, { sealed: 0 }).lean<TeamDocument[]>();
  }
}
