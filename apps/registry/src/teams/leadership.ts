import { compact } from '#attendance';
import type { ParsedInputOf, registry, ReplyOf } from '#contracts';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { type AccountDocument, AccountRepository, grantsOf } from '../accounts/account.repository.js';
import { readPhone } from '../accounts/phone.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { openLeader } from './team-leader.js';
import type { TeamDocument } from './team.repository.js';

type Contracts = typeof registry.teams;
type NewLeader = NonNullable<ParsedInputOf<Contracts['change']>['leader']>;
export type LeaderAccount = ReplyOf<Contracts['change']>['leaderAccount'];

/** What somebody may do who has no grant left: what every volunteer may. */
const AT_LEAST = [{ role: 'volunteer' as const }];

/** Who may act for a team as its leader: a team has one, so the grant follows him. */
@Injectable()
export class Leadership {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly personal: PersonalData,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Takes the leader's grant for a team from every account that holds it and gives it to the new leader's, in the transaction that changes him. The
   * same name without a number is the same person, whose phone is corrected. @throws DomainError `VOLUNTEER.UNKNOWN`
   */
  async passOn({ _id: team, sealed }: TeamDocument, to: NewLeader, session: ClientSession): Promise<LeaderAccount> {
    const former = openLeader(this.keys, team, sealed);
    if (to.volunteerNo === '' && compact(former.leader) === compact(to.name)) return 'unchanged';
    const next = await this.accountOf(to, session);
    for (const account of await this.accounts.leading([team], session)) {
      if (account._id === next?._id) continue;
      const left = grantsOf(account).filter((g) => !(g.role === 'leader' && g.team === team));
      await this.accounts.setGrants(account._id, left.length === 0 ? AT_LEAST : left, session);
    }
    if (next === undefined) return 'missing';
    const grants = grantsOf(next);
    if (!grants.some((g) => g.role === 'leader' && g.team === team))
      await this.accounts.setGrants(next._id, [...grants, { role: 'leader', team }], session);
    return 'moved';
  }

  /** The accounts that act for some teams as their leaders'. */
  async of(teamNos: readonly string[]): Promise<ReplyOf<Contracts['leaders']>['leaders']> {
    const accounts = await this.accounts.leading(teamNos);
    return accounts.flatMap((account) => {
      const led = new Set(grantsOf(account).flatMap((g) => (g.role === 'leader' && g.team ? [g.team] : [])));
      return teamNos.filter((teamNo) => led.has(teamNo)).map((teamNo) => ({ teamNo, account: account._id }));
    });
  }

  /** The account of somebody by his number; or by his phone number and name as he is registered, as teams know their leaders by these alone. */
  private async accountOf(leader: NewLeader, session: ClientSession): Promise<AccountDocument | undefined> {
    const [account] = await this.accounts.ofNumbers(await this.numbersOf(leader, session), session);
    return account;
  }

  private async numbersOf({ name, phone, volunteerNo }: NewLeader, session: ClientSession): Promise<string[]> {
    if (volunteerNo !== '') {
      const { identity } = await this.volunteers.get(volunteerNo, session);
      return (await this.volunteers.ofIdentity(identity, session)).map((row) => row._id);
    }
    const phones = new Set([phone, readPhone(phone) ?? '']);
    phones.delete('');
    const indexes = [...phones].map((p) => this.personal.phoneIndex(p));
    const found = await Promise.all(indexes.map((index) => this.volunteers.withPhone(index)));
    const rows = await this.volunteers.some(found.flat());
    return rows.filter((row) => compact(this.personal.open(row).name) === compact(name)).map((row) => row._id);
  }
}
