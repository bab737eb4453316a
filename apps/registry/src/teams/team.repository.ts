import type { RowDocument } from '#imports';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { WithHistory } from '../history/with-history.js';

/** What of a team changes and is kept as it was. The leader's name and phone are in `sealed`. */
interface TeamState {
  name: string;
  teamType: string;
  /** Its own division. */
  division: string;
  /** The code that was given for it, where another division is its heir (docs/adr/0019). */
  given?: string;
  category: string;
  foundedOn: string;
  sealed: Buffer;
  /** The first day on which it is no more. */
  endedOn?: string;
  mergedInto?: string;
  /** Who made it so; left out where a file did. */
  by?: string;
}

/** A volunteer team (队伍) under its number. */
export interface TeamDocument extends RowDocument, TeamState {
  /** Grows with everything about its members, so that of two who change them or end the team at the same time one conflicts. */
  acts?: number;
}

/** A team as it was, up to the revision `rev`. */
interface FormerTeamDocument extends TeamState {
  _id: string;
  team: string;
  rev: number;
  /** The first day on which it was so no more. */
  until: string;
}

const state = {
  rev: { type: Number, required: true },
  name: { type: String, required: true },
  teamType: String,
  division: String,
  given: String,
  category: String,
  foundedOn: { type: String, required: true },
  sealed: { type: Buffer, required: true },
  endedOn: String,
  mergedInto: String,
  by: String,
};

export const TEAM = 'team';
export const teamSchema = new Schema<TeamDocument>(
  { _id: { type: String, required: true }, digest: { type: String, required: true }, ...state, acts: Number },
  { collection: 'teams', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

export const FORMER_TEAM = 'former-team';
export const formerTeamSchema = new Schema<FormerTeamDocument>(
  {
    _id: { type: String, required: true },
    team: { type: String, required: true },
    ...state,
    until: { type: String, required: true },
  },
  { collection: 'team-history', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class TeamRepository extends WithHistory<TeamDocument, FormerTeamDocument> {
  constructor(
    @InjectModel(TEAM) private readonly teams: Model<TeamDocument>,
    @InjectModel(FORMER_TEAM) history: Model<FormerTeamDocument>,
  ) {
    super(teams, history, { rowOf: 'team', formerOf, unsaid: endOf });
  }

  async add(team: TeamDocument, session: ClientSession): Promise<void> {
    await this.teams.create([team], { session });
  }

  /** Reads a team in order to act on it or on its members; whoever does so at the same time conflicts. */
  lock(teamNo: string, session: ClientSession): Promise<TeamDocument | null> {
    return this.teams
      .findOneAndUpdate({ _id: teamNo }, { $inc: { acts: 1 } }, { session, returnDocument: 'after' })
      .lean<TeamDocument>();
  }

  /** Lets the teams of one division, or some of them, be another's from a day on. */
  async move(
    { from, to, only }: { readonly from: string; readonly to: string; readonly only?: ReadonlySet<string> },
    { on, by }: { readonly on: string; readonly by: string },
    session: ClientSession,
  ): Promise<TeamDocument[]> {
    const found = await this.teams
      .find({ division: from, ...(only && { _id: { $in: [...only] } }) }, {}, { session })
      .lean<TeamDocument[]>();
    const moved: TeamDocument[] = [];
    for (const team of found) {
      const { given = from } = team;
      moved.push(await this.change(team, { by, division: to, given }, on, session));
    }
    return moved;
  }

  find(teamNo: string): Promise<TeamDocument | null> {
    return this.teams.findOne({ _id: teamNo }).lean<TeamDocument>();
  }

  /** The numbers of all teams that have ended. */
  async ended(session?: ClientSession): Promise<ReadonlySet<string>> {
    return new Set(await this.teams.distinct('_id', { endedOn: { $exists: true } }, session ? { session } : {}));
  }

  /** A team as it was at the end of a day, wherever it was founded later too; null where there is none. */
  async asOf(teamNo: string, day: string): Promise<Omit<TeamState, 'by'> | null> {
    // First the present state: what replaces it from here on leaves it in the history.
    const present = await this.find(teamNo);
    const former = await this.history
      .findOne({ team: teamNo, until: { $gt: day } })
      .sort({ rev: 1, until: 1 })
      .lean<FormerTeamDocument>();
    return former ?? present;
  }

  /** Some teams; those that are not there are left out. */
  some(numbers: readonly string[]): Promise<TeamDocument[]> {
    return this.teams.find({ _id: { $in: [...numbers] } }, { sealed: 0 }).lean<TeamDocument[]>();
  }

  all(): Promise<TeamDocument[]> {
    return this.teams.find({}, { sealed: 0 }).lean<TeamDocument[]>();
  }

  /** The divisions of some teams by number; a team that is not known, or has none, is left out. */
  async divisionsOf(teamNos: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (teamNos.length === 0) return new Map();
    const found = await this.teams.find({ _id: { $in: [...teamNos] } }, { division: 1 }).lean<TeamDocument[]>();
    return new Map(found.map((t) => [t._id, t.division]));
  }
}

/** What a file does not say of a team, and so does not replace. */
function endOf({ endedOn, mergedInto }: TeamDocument): Pick<TeamDocument, 'endedOn' | 'mergedInto'> {
  return { ...(endedOn === undefined ? {} : { endedOn }), ...(mergedInto === undefined ? {} : { mergedInto }) };
}

function formerOf({ _id: team, digest, acts, ...was }: TeamDocument, until: string): FormerTeamDocument {
  return { _id: `${team}#${was.rev}`, team, ...was, until };
}
