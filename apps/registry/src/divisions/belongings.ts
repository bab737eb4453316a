import { Outbox } from '#feed';
import { DomainError } from '#kernel';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { teamFact, volunteerFact } from '../feed/facts.js';
import { TeamRepository } from '../teams/team.repository.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import type { Going } from './homes.js';

/** Who and what went from one division to another. */
export interface Gone {
  readonly volunteerNos: readonly string[];
  readonly teamNos: readonly string[];
}

/** The people and teams of divisions, when these end or are divided. What they are now is told as every correction is. */
@Injectable()
export class Belongings {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly teams: TeamRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Keeps everybody else from placing people anywhere until the transaction ends; the one of two that comes later looks again. */
  hold(session: ClientSession): Promise<void> {
    return this.volunteers.oneByOne(session);
  }

  /**
   * Lets people and teams belong to another division from a day on: all of them, or those who are named. Who is named goes with all his numbers.
   * @throws DomainError `DIVISION.NOT_IN_IT`
   */
  async go(going: Going, who: { readonly on: string; readonly by: string }, session: ClientSession): Promise<Gone> {
    const { from, to, only } = going;
    const people = await this.volunteers.move({ from, to, ...(only && { only: only.volunteerNos }) }, session);
    const teams = await this.teams.move({ from, to, ...(only && { only: only.teamNos }) }, who, session);
    const gone = { volunteerNos: people.map((d) => d._id), teamNos: teams.map((d) => d._id) };
    if (only !== undefined) {
      const there = new Set([...gone.volunteerNos, ...gone.teamNos]);
      const number = [...only.volunteerNos, ...only.teamNos].find((no) => !there.has(no));
      if (number !== undefined) throw new DomainError('DIVISION.NOT_IN_IT', { division: from, number });
    }
    await this.outbox.add(session, [...people.map(volunteerFact), ...teams.map(teamFact)]);
    return gone;
  }

  told(): void {
    this.outbox.added.wake();
  }
}
