import { covers } from '#access';
import type { Scope } from '#contracts';
import { Injectable } from '@nestjs/common';
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
    const [found, memberships, ended] = await Promise.all([
      this.volunteers.some(numbers),
      this.memberships.ofVolunteers(numbers),
      this.teams.ended(),
    ]);
    const current = new Map(found.map((d) => [d._id, new Set(d.teams)]));
    // What was done here stands before what the row says, and a membership ends with its team.
    for (const m of memberships) {
      if (isMember(m)) current.get(m.volunteerNo)?.add(m.team);
      else current.get(m.volunteerNo)?.delete(m.team);
    }
    return found
      .map((d) => ({ ...d, teams: [...(current.get(d._id) ?? [])].filter((team) => !ended.has(team)) }))
      .filter((d) => covers(within, d));
  }
}
