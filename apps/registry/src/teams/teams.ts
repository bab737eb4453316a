import { covers } from '#access';
import type { ParsedInputOf, ReplyOf, Scope, registry, TeamView } from '#contracts';
import { Outbox } from '#feed';
import { chinaDay, Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { KeyRing, mask } from '#privacy';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { Placing } from '../divisions/placing.js';
import { teamFact } from '../feed/facts.js';
import { type LeaderAccount, Leadership } from './leadership.js';
import { Memberships } from './memberships.js';
import { ofScope, open, turnOf } from './team-acts.js';
import { openLeader, sealLeader } from './team-leader.js';
import { TEAM_NUMBERS } from './team-numbers.js';
import { type TeamDocument, TeamRepository } from './team.repository.js';

type Contracts = typeof registry.teams;

/** The digest of a team that no file has brought. */
const FOUNDED_HERE = 'founded here';

/**
 * Founding, changing and ending teams, each from today (UTC+08:00) on. A team's founding day never changes and its number stays, and its division is
 * another only when its own has ended or was divided; so no figure of any year changes by what is done here.
 */
@Injectable()
export class Teams {
  constructor(
    private readonly teams: TeamRepository,
    private readonly memberships: Memberships,
    private readonly placing: Placing,
    private readonly leadership: Leadership,
    private readonly outbox: Outbox,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `AUTH.OUT_OF_SCOPE`, `DIVISION.UNKNOWN`, `DIVISION.ENDED` */
  async found({ leader, within, ...said }: ParsedInputOf<Contracts['found']>): Promise<TeamView> {
    const { division } = said;
    if (!covers(within, { division, teams: [] })) throw new DomainError('AUTH.OUT_OF_SCOPE');
    const now = this.clock.now();
    const teamNo = TEAM_NUMBERS.next(now);
    const team: TeamDocument = {
      ...{ _id: teamNo, digest: FOUNDED_HERE, rev: 1, ...said, foundedOn: chinaDay(now) },
      sealed: sealLeader(this.keys, teamNo, { leader: leader.name, phone: leader.phone }),
    };
    await this.transactions.run(async (session) => {
      await this.placing.in(division, session);
      await this.teams.add(team, session);
      await this.outbox.add(session, [teamFact(team)]);
    });
    this.outbox.added.wake();
    return this.view(teamNo, team);
  }

  /** @throws DomainError `TEAM.UNKNOWN`, also for a day before it was founded */
  async find(teamNo: string, on: string | null): Promise<TeamView> {
    const day = on ?? this.today();
    const team = await this.teams.asOf(teamNo, day);
    if (team === null || team.foundedOn > day) throw new DomainError('TEAM.UNKNOWN', { teamNo });
    return this.view(teamNo, team);
  }

  async names(teamNos: readonly string[]): Promise<ReplyOf<Contracts['names']>['teams']> {
    return (await this.teams.some(teamNos)).map(({ _id: teamNo, name }) => ({ teamNo, name }));
  }

  async ended(teamNos: readonly string[]): Promise<string[]> {
    return (await this.teams.some(teamNos)).filter((t) => t.endedOn !== undefined).map((t) => t._id);
  }

  /** @throws DomainError `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `TEAM.ENDED`, `VOLUNTEER.UNKNOWN` */
  async change({
    teamNo,
    name,
    leader,
    by,
    within,
  }: ParsedInputOf<Contracts['change']>): Promise<ReplyOf<Contracts['change']>> {
    let leaderAccount: LeaderAccount = 'unchanged';
    const changed = await this.act(teamNo, async (session) => {
      const team = await this.lock(teamNo, within, session);
      leaderAccount = leader === undefined ? 'unchanged' : await this.leadership.passOn(team, leader, session);
      const sealed = leader && sealLeader(this.keys, teamNo, { leader: leader.name, phone: leader.phone });
      const to = { by, ...(name === undefined ? {} : { name }), ...(sealed === undefined ? {} : { sealed }) };
      return this.teams.change(team, to, this.today(), session);
    });
    return { ...changed, leaderAccount };
  }

  dissolve({ teamNo, by, within }: ParsedInputOf<Contracts['dissolve']>): Promise<TeamView> {
    return this.act(teamNo, async (session) => {
      const team = await this.lock(teamNo, within, session);
      const today = this.today();
      return this.teams.change(team, { by, endedOn: today }, today, session);
    });
  }

  merge({ teamNo, into, by, within }: ParsedInputOf<Contracts['merge']>): Promise<TeamView> {
    return this.act(teamNo, async (session) => {
      const from = await this.lock(teamNo, within, session);
      await this.lock(into, within, session);
      await this.memberships.join(teamNo, into, session);
      const today = this.today();
      return this.teams.change(from, { by, endedOn: today, mergedInto: into }, today, session);
    });
  }

  /** Reads a team in order to act on it. @throws DomainError `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `TEAM.ENDED` */
  private async lock(teamNo: string, within: Scope, session: ClientSession): Promise<TeamDocument> {
    return open(ofScope(await this.teams.lock(teamNo, session), teamNo, within));
  }

  /** One transaction with the fact of the team that it returns. */
  private async act(teamNo: string, change: (session: ClientSession) => Promise<TeamDocument>): Promise<TeamView> {
    const team = await this.transactions.inTurn(turnOf(teamNo), async (session) => {
      const changed = await change(session);
      await this.outbox.add(session, [teamFact(changed)]);
      return changed;
    });
    this.outbox.added.wake();
    return this.view(team._id, team);
  }

  private today(): string {
    return chinaDay(this.clock.now());
  }

  private view(teamNo: string, team: Omit<TeamDocument, '_id' | 'digest' | 'rev'>): TeamView {
    const { name, teamType, division, category, foundedOn, endedOn, mergedInto, sealed } = team;
    const { leader, phone } = openLeader(this.keys, teamNo, sealed);
    return {
      ...{ teamNo, name, teamType, division, category, foundedOn },
      leader: { name: mask(leader), phone: mask(phone) },
      endedOn: endedOn ?? null,
      mergedInto: mergedInto ?? null,
    };
  }
}
