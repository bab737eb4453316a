import type { MembersView, MembershipView, ParsedInputOf, registry } from '#contracts';
import { chinaDay, Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import {
  afterAct,
  isMember,
  type Membership,
  type MembershipAct,
  membershipByRow,
  NO_MEMBERSHIP,
  spellOn,
  stateOf,
} from './membership.js';
import { MembershipRepository } from './membership.repository.js';
import { TeamRepository } from './team.repository.js';
import { ofScope, open, turnOf } from './team-acts.js';

type Contracts = typeof registry.memberships;

/** Who is a member of which team, and since when: by what is done here, and otherwise by the volunteers' rows. */
@Injectable()
export class Memberships {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly teams: TeamRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `TEAM.ENDED`, `VOLUNTEER.UNKNOWN`, and why the act is refused */
  act(
    what: MembershipAct,
    { teamNo, volunteerNo, within }: ParsedInputOf<Contracts['accept']>,
  ): Promise<MembershipView> {
    return this.transactions.inTurn(turnOf(teamNo), async (session) => {
      // Whoever ends the team at the same time conflicts, and so does another act.
      open(ofScope(await this.teams.lock(teamNo, session), teamNo, within));
      const row = await this.volunteers.hold(volunteerNo, session);
      const before = (await this.memberships.find(teamNo, volunteerNo, session)) ?? membershipByRow(row, teamNo);
      const after = afterAct(before, what, this.today());
      if (typeof after === 'string') throw new DomainError(after, { teamNo, volunteerNo });
      await this.memberships.put(teamNo, new Map([[volunteerNo, after]]), session);
      return { teamNo, volunteerNo, state: stateOf(after), spells: [...after.spells] };
    });
  }

  /** Makes somebody a member who has come with a code of the team; one who is there already stays so. @throws DomainError `TEAM.ENDED` */
  async joinByCode(teamNo: string, volunteerNo: string, session: ClientSession): Promise<void> {
    open(ofScope(await this.teams.lock(teamNo, session), teamNo, 'everywhere'));
    const row = await this.volunteers.hold(volunteerNo, session);
    const before = (await this.memberships.find(teamNo, volunteerNo, session)) ?? membershipByRow(row, teamNo);
    const after = isMember(before) ? before : afterAct(before, 'join', this.today());
    if (typeof after === 'string') throw new DomainError(after, { teamNo, volunteerNo });
    await this.memberships.put(teamNo, new Map([[volunteerNo, after]]), session);
  }

  /**
   * Makes the members of one team those of another, within the transaction that locked both; who has applied or was invited there has so with the other.
   * Whoever is a member of the other, or waits for an answer there as well, stays so.
   */
  async join(from: string, into: string, session: ClientSession): Promise<void> {
    const [leaving, there] = [await this.of(from, session), await this.of(into, session)];
    const today = this.today();
    const following = new Map<string, Membership>();
    for (const [volunteerNo, membership] of leaving) {
      const act = inHeir(membership);
      const before = there.get(volunteerNo) ?? NO_MEMBERSHIP;
      const after = act && !isMember(before) ? afterAct(before, act, today) : before;
      if (typeof after !== 'string' && after !== before) following.set(volunteerNo, after);
    }
    const held = await this.volunteers.holdSome([...following.keys()], session);
    await this.memberships.put(into, new Map([...following].filter(([no]) => held.has(no))), session);
  }

  /** @throws DomainError `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  async list({ teamNo, on, within }: ParsedInputOf<Contracts['list']>): Promise<MembersView> {
    const { foundedOn, endedOn } = ofScope(await this.teams.find(teamNo), teamNo, within);
    const day = on ?? this.today();
    const all = [...(await this.of(teamNo))].sort(([a], [b]) => (a < b ? -1 : 1));
    // A membership ends with its team.
    const isThere = foundedOn <= day && (endedOn === undefined || day < endedOn);
    const pending = (state: Membership['pending']) =>
      endedOn === undefined ? all.filter(([, m]) => m.pending === state).map(([volunteerNo]) => volunteerNo) : [];
    return {
      members: all.flatMap(([volunteerNo, { spells }]) => {
        const spell = isThere ? spellOn(spells, day) : undefined;
        return spell === undefined ? [] : [{ volunteerNo, from: spell.from, until: spell.until }];
      }),
      applied: pending('applied'),
      invited: pending('invited'),
    };
  }

  /** Everybody who is or was a member of a team, or waits for an answer, by number. */
  private async of(teamNo: string, session?: ClientSession): Promise<Map<string, Membership>> {
    const rows = await this.volunteers.inTeam(teamNo, session);
    const done = await this.memberships.ofTeam(teamNo, session);
    return new Map([
      ...rows.map((r): [string, Membership] => [r._id, membershipByRow(r, teamNo)]),
      ...done.map((d): [string, Membership] => [d.volunteerNo, d]),
    ]);
  }

  private today(): string {
    return chinaDay(this.clock.now());
  }
}

/** What becomes of somebody in the team into which his own is merged; undefined for who has left. */
function inHeir(membership: Membership): MembershipAct | undefined {
  if (isMember(membership)) return 'join';
  if (membership.pending === null) return undefined;
  return membership.pending === 'applied' ? 'apply' : 'invite';
}
