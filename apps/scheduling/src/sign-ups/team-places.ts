import { covers } from '#access';
import type { OutputOf, ParsedInputOf, Scope, scheduling } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { type Change, decide, decideNaming, type Roster } from '#sign-up';
import { Injectable } from '@nestjs/common';
import { Places } from '../planning/places.js';
import { isSeen, placeOf, type PlanDocument, PlanRepository } from '../planning/plan.repository.js';
import { Rosters, view } from './rosters.js';
import { ofPlan, SignUpRepository, type Told, toSignUp } from './sign-up.repository.js';
import { type Volunteer, Volunteers } from './volunteers.js';

type Contracts = typeof scheduling.signUps;

/** Places of a session that a team leader keeps for his team, and whom he names to them. */
@Injectable()
export class TeamPlaces {
  constructor(
    private readonly plans: PlanRepository,
    private readonly signUps: SignUpRepository,
    private readonly rosters: Rosters,
    private readonly volunteers: Volunteers,
    private readonly places: Places,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `AUTH.OUT_OF_SCOPE`; `TEAM.UNKNOWN`, `TEAM.ENDED` where places are to be kept */
  async reserve({
    sessionNo,
    team,
    within,
    by,
    ...wanted
  }: ParsedInputOf<Contracts['reserve']>): Promise<OutputOf<Contracts['reserve']>> {
    const byTeam = !covers(within, placeOf(await this.plan(sessionNo, team, within)));
    // What a team has can be given back, also once it has ended.
    if (wanted.places > 0) await this.places.assertTeam(team);
    return this.transactions.run(async (session) => {
      const read = await this.rosters.read(sessionNo, session);
      const decision = decide(read.roster, { kind: 'reserve', team, byTeam, ...wanted }, this.clock.now());
      const told = toldOf(decision.changes, [], by);
      await this.rosters.keep(read, { roster: decision.roster, told, numberOf: read.numberOf }, session);
      return { refused: [...decision.refused], reservations: reservationsOf(decision.roster, team) };
    });
  }

  /** @throws DomainError `SESSION.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `VOLUNTEER.UNKNOWN` */
  async name(input: ParsedInputOf<Contracts['name']>): Promise<OutputOf<Contracts['name']>> {
    const { sessionNo, team, within, post, by } = input;
    const plan = await this.plan(sessionNo, team, within);
    const people = await this.people(input, plan, within);
    const { refused, roster, numberOf } = await this.transactions.run(async (session) => {
      const read = await this.rosters.read(sessionNo, session);
      const added = input.add.map((no) => people.get(no)).filter((v) => v !== undefined);
      const removed = input.remove.map((no) => people.get(no)).filter((v) => v !== undefined);
      const persons = added.map((v) => v.person);
      const { clashing, excluded } = await this.signUps.elsewhere(persons, ofPlan(read.plan), session);
      const add = added.map(({ person, age = 0, lacksGuardian, qualifications }) => ({
        ...{ person, age, lacksGuardian, qualifications },
        clashes: clashing.has(person),
        excluded: excluded.has(person),
      }));
      const decision = decideNaming(
        read.roster,
        { team, post, add, remove: removed.map((v) => v.person) },
        this.clock.now(),
      );
      const numbers = new Map(read.numberOf);
      if (decision.refused.size === 0) for (const v of added) numbers.set(v.person, v.volunteerNo);
      const off = decision.refused.size === 0 ? removed.map((v) => v.person) : [];
      const named = decision.refused.size === 0 ? persons : [];
      const told = toldOf(decision.changes, [...named, ...off], by);
      await this.rosters.keep(read, { roster: decision.roster, told, numberOf: numbers, removed: off }, session);
      return { ...decision, numberOf: numbers };
    });
    const numberFor = new Map([...people.values()].map((v) => [v.person, v.volunteerNo]));
    return {
      refused: [...refused].map(([person, reasons]) => ({
        volunteerNo: numberFor.get(person) ?? '',
        reasons: [...reasons],
      })),
      signUps: [...roster.signUps.values()]
        .filter((s) => s.team === team)
        .map((signUp) => view({ signUp, became: signUp.state }, numberOf.get(signUp.person) ?? '')),
    };
  }

  /** @throws DomainError `SESSION.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  async ofTeam({
    sessionNo,
    team,
    within,
  }: ParsedInputOf<Contracts['ofTeam']>): Promise<OutputOf<Contracts['ofTeam']>> {
    const plan = await this.plan(sessionNo, team, within);
    const named = (await this.signUps.active(sessionNo)).filter((d) => d.team === team);
    return {
      reservations: reservationsOf({ reservations: plan.reservations ?? [] }, team),
      signUps: named.map((d) => view({ signUp: toSignUp(d), became: d.state }, d.volunteerNo)),
    };
  }

  /** The session, where who acts may act for the team there: as one who is in charge of the session, or of the team. */
  private async plan(sessionNo: string, team: string, within: Scope): Promise<PlanDocument> {
    const plan = await this.plans.find(sessionNo);
    if (plan === null || !isSeen(plan, within)) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    if (!covers(within, placeOf(plan)) && !covers(within, { division: '', teams: [team] }))
      throw new DomainError('AUTH.OUT_OF_SCOPE');
    return plan;
  }

  /** Those who are named or whose places are taken back; whom one names one must be able to act for. */
  private async people(
    { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
    plan: PlanDocument,
    within: Scope,
  ): Promise<ReadonlyMap<string, Volunteer>> {
    const numbers = [...add, ...remove];
    const found = await this.volunteers.find(numbers, plan, 'everywhere');
    const unknown = numbers.find((no) => !found.has(no));
    if (unknown !== undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo: unknown });
    const inCharge = covers(within, placeOf(plan));
    const named = add.flatMap((no) => found.get(no) ?? []);
    if (!inCharge && !named.every((v) => covers(within, v))) throw new DomainError('AUTH.OUT_OF_SCOPE');
    if (named.some((v) => v.age === undefined)) throw new DomainError('INTERNAL');
    return found;
  }
}

/** Changes with who made them: of those on whom he acted, who acts; of those to whom what is free then goes, nobody. */
const toldOf = (changes: readonly Change[], actedOn: readonly string[], by: string): Told[] =>
  changes.map((change) => {
    const isOwn = actedOn.includes(change.signUp.person) && change.became !== 'lapsed';
    return { change, by: isOwn ? by : '', overridden: [] };
  });

const reservationsOf = ({ reservations }: Pick<Roster, 'reservations'>, team: string) =>
  reservations.filter((r) => r.team === team).map(({ post, places, until }) => ({ post, places, until }));
