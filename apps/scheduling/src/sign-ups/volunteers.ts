import { type OutputOf, registry, type Scope } from '#contracts';
import { chinaDay, pieces } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import type { PlanDocument } from '../planning/plan.repository.js';

type Found = OutputOf<typeof registry.volunteers.find>;
/** `age` is undefined where it is not known, because his sealed data do not open. */
export type Volunteer = Found['unreadable'][number] &
  Pick<Found['volunteers'][number], 'lacksGuardian' | 'qualifications'> & { readonly age: number | undefined };

/** Numbers of one question to the registry. */
const A_PAGE = 1_000;

/** Volunteers as the registry knows them on the day of a session, and who leads their teams. */
@Injectable()
export class Volunteers {
  constructor(private readonly client: ContractClient) {}

  /** The accounts of the leaders of some teams, by account the teams that each leads. */
  async leaders(teams: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    if (teams.length === 0) return new Map();
    const { leaders } = await this.client.call(registry.teams.leaders, { teamNos: [...new Set(teams)] });
    const led = Map.groupBy(leaders, (l) => l.account);
    return new Map([...led].map(([account, all]) => [account, new Set(all.map((l) => l.teamNo))]));
  }

  /** By number; one that leads to nobody, or to somebody outside the scope, is left out. */
  async find(
    numbers: readonly string[],
    { startsAt }: Pick<PlanDocument, 'startsAt'>,
    within: Scope,
  ): Promise<ReadonlyMap<string, Volunteer>> {
    const on = chinaDay(startsAt.getTime());
    const asked = pieces([...new Set(numbers)], () => 1, A_PAGE);
    const found = await Promise.all(
      asked.map((volunteerNos) => this.client.call(registry.volunteers.find, { volunteerNos, on, within })),
    );
    const all = found.flatMap(({ volunteers, unreadable }): Volunteer[] => [
      ...volunteers,
      ...unreadable.map((v) => ({ ...v, age: undefined, lacksGuardian: false, qualifications: [] })),
    ]);
    return new Map(all.map((v) => [v.volunteerNo, v]));
  }
}
