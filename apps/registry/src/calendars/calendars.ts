import type { CalendarOf, Scope } from '#contracts';
import { DomainError } from '#kernel';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { hash, randomBytes } from 'node:crypto';
import { ofScope } from '../teams/team-acts.js';
import { TeamRepository } from '../teams/team.repository.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';

/** The token of a calendar by its SHA-256, under whose calendar it is: there is one at most. */
export interface CalendarDocument {
  _id: string;
  digest: string;
  team?: string;
  volunteerNo?: string;
}

export const CALENDAR = 'calendar';
export const calendarSchema = new Schema<CalendarDocument>(
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    team: String,
    volunteerNo: String,
  },
  { collection: 'calendars', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);
export const CALENDAR_INDEXES = [{ name: 'token', key: { digest: 1 }, unique: true }] as const;

/** Who may read which calendar without signing in. */
@Injectable()
export class Calendars {
  constructor(
    @InjectModel(CALENDAR) private readonly calendars: Model<CalendarDocument>,
    private readonly teams: TeamRepository,
    private readonly volunteers: VolunteerRepository,
  ) {}

  /** A new token, of 256 bits. @throws DomainError `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `VOLUNTEER.UNKNOWN` */
  async make(of: CalendarOf, within: Scope): Promise<string> {
    await this.assertTheirs(of, within);
    const token = randomBytes(32).toString('base64url');
    await this.calendars.replaceOne(
      { _id: idOf(of) },
      { _id: idOf(of), digest: digestOf(token), ...of },
      { upsert: true },
    );
    return token;
  }

  /** @throws DomainError `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `VOLUNTEER.UNKNOWN` */
  async revoke(of: CalendarOf, within: Scope): Promise<void> {
    await this.assertTheirs(of, within);
    await this.calendars.deleteOne({ _id: idOf(of) });
  }

  /** Ends the calendars of some volunteer numbers. */
  async forget(volunteerNos: readonly string[], session: ClientSession): Promise<void> {
    const of = volunteerNos.map((volunteerNo) => idOf({ volunteerNo }));
    await this.calendars.deleteMany({ _id: { $in: of } }, { session });
  }

  /** @throws DomainError `CALENDAR.UNKNOWN` */
  async find(token: string): Promise<CalendarOf> {
    const found = await this.calendars.findOne({ digest: digestOf(token) }).lean<CalendarDocument>();
    if (found?.team !== undefined) return { team: found.team };
    const { volunteerNo = '' } = found ?? {};
    // Of somebody who was erased nothing is told, whatever is left of him.
    if (volunteerNo === '' || (await this.volunteers.some([volunteerNo])).length === 0)
      throw new DomainError('CALENDAR.UNKNOWN');
    return { volunteerNo };
  }

  private async assertTheirs(of: CalendarOf, within: Scope): Promise<void> {
    if ('team' in of) ofScope(await this.teams.find(of.team), of.team, within);
    else await this.volunteers.get(of.volunteerNo);
  }
}

const idOf = (of: CalendarOf): string => ('team' in of ? `team:${of.team}` : `volunteer:${of.volunteerNo}`);
const digestOf = (token: string): string => hash('sha256', token, 'base64url');
