import { covers } from '#access';
import type { Scope } from '#contracts';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { isMember } from '../teams/membership.js';
import { MembershipRepository } from '../teams/membership.repository.js';
import { TeamRepository } from '../teams/team.repository.js';
import { type VolunteerDocument, VolunteerRepository } from './volunteer.repository.js';

/** Volunteers as somebody may see them, with the teams of which they are members now. */
@Injectable()
export class VolunteersWithin {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly memberships: MembershipRepository,
    private readonly teams: TeamRepository,
  ) {}

  /** Some numbers; those that are not there, or outside the scope, are left out. */
  async some(numbers: readonly string[], within: Scope): Promise<VolunteerDocument[]> {
    return this.of(await this.volunteers.some(numbers), within);
  }

  /** Those of some rows that lie within the scope. Every question whether somebody does is answered here. */
  async of(rows: readonly VolunteerDocument[], within: Scope, session?: ClientSession): Promise<VolunteerDocument[]> {
    const numbers = rows.map((d) => d._id);
    const memberships = await this.memberships.ofVolunteers(numbers, session);
    const ended = await this.teams.ended(session);
    const current = new Map(rows.map((d) => [d._id, new Set(d.teams)]));
    // What was done here stands before what the row says, and a membership ends with its team.
    for (const m of memberships) {
      if (isMember(m)) current.get(m.volunteerNo)?.add(m.team);
      else current.get(m.volunteerNo)?.delete(m.team);
    }
    return rows
      .map((d) => ({ ...d, teams: [...(current.get(d._id) ?? [])].filter((team) => !ended.has(team)) }))
      .filter((d) => covers(within, d));
  }
}
