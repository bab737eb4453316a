import type { RegistryFact } from '#contracts';
import { FeedSnapshot } from '#feed';
import { ImportJobs } from '#imports';
import { Injectable } from '@nestjs/common';
import { DivisionRepository } from '../divisions/division.repository.js';
import { TeamRepository } from '../teams/team.repository.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { divisionFact, teamFact, volunteerFact } from './facts.js';

const PAGE = 5_000;

/** Divisions and teams on the first page, then the volunteer numbers in their order. */
@Injectable()
export class RegistrySnapshot extends FeedSnapshot {
  constructor(
    private readonly divisions: DivisionRepository,
    private readonly teams: TeamRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly imports: ImportJobs,
  ) {
    super();
  }

  async page(after: string | null): Promise<{ facts: RegistryFact[]; next: string | null }> {
    const volunteers = await this.volunteers.page(after ?? '', PAGE);
    const facts: RegistryFact[] = volunteers.map(volunteerFact);
    if (after === null) {
      facts.push(...(await this.divisions.all()).map(divisionFact), ...(await this.teams.all()).map(teamFact));
    }
    return { facts, next: volunteers.length < PAGE ? null : (volunteers.at(-1)?._id ?? null) };
  }
  override settledBefore(): Promise<number> {
    return this.imports.openSince();
  }
}
