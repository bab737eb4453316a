import { type PublishingRefusal, registry } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import type { Described } from './described.js';

/** Where a session is planned, and whose it is. */
type Place = Pick<Described, 'division' | 'teamNo'>;

/** The divisions and teams for which sessions are planned, as the registry knows them: nothing new is planned for one that has ended (docs/adr/0019). */
@Injectable()
export class Places {
  constructor(private readonly client: ContractClient) {}

  /** @throws DomainError `DIVISION.ENDED` with the heir, `TEAM.ENDED`; one that nobody knows is no reason */
  async assertOpen(all: readonly Place[]): Promise<void> {
    const [[division], [teamNo]] = await this.ended(all);
    if (division !== undefined) throw new DomainError('DIVISION.ENDED', { ...division });
    if (teamNo !== undefined) throw new DomainError('TEAM.ENDED', { teamNo });
  }

  /** Of a team for which something is kept. @throws DomainError `TEAM.UNKNOWN`, `TEAM.ENDED` */
  async assertTeam(teamNo: string): Promise<void> {
    const { teams } = await this.client.call(registry.teams.names, { teamNos: [teamNo] });
    if (teams.length === 0) throw new DomainError('TEAM.UNKNOWN', { teamNo });
    await this.assertOpen([{ division: '', teamNo }]);
  }

  /** Why nothing is published there; nothing where it can be. */
  async refusals(place: Place): Promise<PublishingRefusal[]> {
    const [divisions, teams] = await this.ended([place]);
    return [
      ...(divisions.length > 0 ? ['division_ended' as const] : []),
      ...(teams.length > 0 ? ['team_ended' as const] : []),
    ];
  }

  private ended(all: readonly Place[]) {
    const codes = named(all.map((p) => p.division));
    const teamNos = named(all.map((p) => p.teamNo));
    return Promise.all([
      codes.length === 0 ? [] : this.client.call(registry.divisions.ended, { codes }).then((r) => r.ended),
      teamNos.length === 0 ? [] : this.client.call(registry.teams.ended, { teamNos }).then((r) => r.ended),
    ]);
  }
}

const named = (numbers: readonly string[]): string[] => [...new Set(numbers)].filter((number) => number !== '');
