import { type OutputOf, registry, type scheduling, type SignUpView } from '#contracts';
import { chinaIso, Clock, DomainError, Gatherer } from '#kernel';
import { ContractClient } from '#messaging';
import { Transactions } from '#mongo';
import { type Act, type Change, decide, type Decision, passTime, type Refusal, type Roster } from '#sign-up';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { type PlanDocument, PlanRepository, rosterOf } from '../planning/plan.repository.js';
import { type Changed, SignUpRepository, type Told, toSignUp } from './sign-up.repository.js';

type Decided = OutputOf<typeof scheduling.signUps.signUp>;

/** What somebody wants at a session, in the words of the interface. */
export interface Wish {
  readonly sessionNo: string;
  readonly volunteerNo: string;
  readonly by: string;
  readonly what:
    | { readonly kind: 'sign-up'; readonly post: string; readonly overriding: readonly Refusal[] }
    | { readonly kind: 'cancel' | 'accept' };
}

/** A wish of a person who is known. */
interface KnownWish extends Wish {
  readonly person: string;
  readonly age: number;
}

/** The roster of a session as it is after so many acts, and under which number each person on it came. */
interface Known {
  readonly acts: number;
  readonly roster: Roster;
  readonly numberOf: ReadonlyMap<string, string>;
}

/** What a wish leads to; an unknown number or session is not told to those who asked for others at the same time. */
type Answer = Decided | { readonly error: unknown };

/** Wishes of one transaction, and sessions of which a process remembers the roster, at most. */
const MOST = 200;
const REMEMBERED = 200;

/** Decides sign-ups. Wishes that arrive at the same time are decided one after the other and written together. */
@Injectable()
export class SignUpDesk {
  private readonly gatherer = new Gatherer<Wish, Answer>((wishes) => this.decideAll(wishes), {
    most: MOST,
    longestMs: 1,
    inFlight: 1,
  });
  private readonly remembered = new Map<string, Known>();

  constructor(
    private readonly plans: PlanRepository,
    private readonly signUps: SignUpRepository,
    private readonly client: ContractClient,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `VOLUNTEER.UNKNOWN` */
  async ask(wish: Wish): Promise<Decided> {
    const answer = await this.gatherer.add(wish);
    if ('error' in answer) throw answer.error;
    return answer;
  }

  /** Who has a place or waits for one. @throws DomainError `SESSION.UNKNOWN` */
  async list(sessionNo: string): Promise<SignUpView[]> {
    if ((await this.plans.find(sessionNo)) === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const found = await this.signUps.active(sessionNo);
    return found.map((d) => view({ signUp: toSignUp(d), became: d.state }, d.volunteerNo));
  }

  /** Lets offers lapse whose time is over, and offers what is free to the next. */
  async passTime(sessionNo: string): Promise<void> {
    await this.transactions.run(async (session) => {
      const { plan, known } = await this.read(sessionNo, session);
      const now = this.clock.now();
      const { changes } = passTime(known.roster, now);
      const told = changes.map((change) => ({ change, by: '', overridden: [] }));
      await this.signUps.keep(bySignUp(told, known), at(plan), now, session);
    });
  }

  private async decideAll(wishes: readonly Wish[]): Promise<Answer[]> {
    const answers = new Map<Wish, Answer>();
    await Promise.all(
      [...Map.groupBy(wishes, (w) => w.sessionNo)].map(async ([sessionNo, group]) => {
        const found = await this.decideGroup(sessionNo, group).catch((error: unknown) => group.map(() => ({ error })));
        group.forEach((wish, i) => answers.set(wish, found[i] as Answer));
      }),
    );
    return wishes.map((wish) => answers.get(wish) as Answer);
  }

  private async decideGroup(sessionNo: string, wishes: readonly Wish[]): Promise<Answer[]> {
    const plan = await this.plans.find(sessionNo);
    if (plan === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const on = chinaIso(plan.startsAt.getTime()).slice(0, 10);
    const volunteerNos = [...new Set(wishes.map((w) => w.volunteerNo))];
    const { volunteers } = await this.client.call(registry.volunteers.find, { volunteerNos, on });
    const found = new Map(volunteers.map((v) => [v.volunteerNo, v]));
    const known = wishes.flatMap((wish): KnownWish[] => {
      const volunteer = found.get(wish.volunteerNo);
      return volunteer === undefined ? [] : [{ ...wish, ...volunteer }];
    });
    const results = await this.transactions.run((session) => this.decideAt(sessionNo, known, session));
    this.remember(sessionNo, results.known);
    let next = 0;
    return wishes.map(({ volunteerNo }) =>
      found.has(volunteerNo)
        ? (results.decided[next++] as Decided)
        : { error: new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo }) },
    );
  }

  private async decideAt(
    sessionNo: string,
    wishes: readonly KnownWish[],
    session: ClientSession,
  ): Promise<{ decided: Decided[]; known: Known }> {
    const { plan, known } = await this.read(sessionNo, session);
    const arriving = wishes.flatMap((w) => (w.what.kind === 'sign-up' ? [w.person] : []));
    const clashing = await this.signUps.clashing(arriving, at(plan), session);
    const now = this.clock.now();
    const numberOf = new Map(known.numberOf);
    const told: Told[] = [];
    let { roster } = known;
    const cameUnder = new Map([...known.numberOf].map(([person, no]) => [no, person]));
    const decided = wishes.map((asked) => {
      const wish = { ...asked, person: personOnRoster(asked, cameUnder, roster) };
      const decision = decide(roster, actOf(wish, clashing.has(wish.person)), now);
      roster = decision.roster;
      if (decision.refused.length === 0 && wish.what.kind === 'sign-up') numberOf.set(wish.person, wish.volunteerNo);
      for (const change of decision.changes) {
        const isOwn =
          change.signUp.person === wish.person && decision.refused.length === 0 && change.became !== 'lapsed';
        told.push({ change, by: isOwn ? wish.by : '', overridden: isOwn ? decision.overridden : [] });
      }
      return resultOf(decision, wish.person, numberOf.get(wish.person) ?? wish.volunteerNo);
    });
    await this.signUps.keep(bySignUp(told, { ...known, numberOf }), at(plan), now, session);
    if (roster.lastOrder !== known.roster.lastOrder) await this.plans.noteOrder(sessionNo, roster.lastOrder, session);
    for (const person of numberOf.keys()) if (!roster.signUps.has(person)) numberOf.delete(person);
    return { decided, known: { acts: plan.acts, roster, numberOf } };
  }

  /** The plan, and the roster as it is now: the remembered one where nothing was done since. */
  private async read(sessionNo: string, session: ClientSession): Promise<{ plan: PlanDocument; known: Known }> {
    const plan = await this.plans.lock(sessionNo, session);
    if (plan === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const remembered = this.remembered.get(sessionNo);
    if (remembered !== undefined && remembered.acts === plan.acts - 1) return { plan, known: remembered };
    const active = await this.signUps.active(sessionNo, session);
    const numberOf = new Map(active.map((d) => [d.person, d.volunteerNo]));
    return { plan, known: { acts: plan.acts - 1, roster: rosterOf(plan, active.map(toSignUp)), numberOf } };
  }

  private remember(sessionNo: string, known: Known): void {
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(sessionNo, known);
  }
}

const at = ({ _id: sessionNo, startsAt, endsAt }: PlanDocument) => ({ sessionNo, startsAt, endsAt });

/** Who is meant: after a correction of the register the number may lead to another person than the one who came under it. */
function personOnRoster(
  { person, volunteerNo }: KnownWish,
  cameUnder: ReadonlyMap<string, string>,
  { signUps }: Roster,
): string {
  const there = cameUnder.get(volunteerNo);
  return there !== undefined && signUps.has(there) && !signUps.has(person) ? there : person;
}

function actOf({ person, age, what }: KnownWish, clashes: boolean): Act {
  return what.kind === 'sign-up' ? { ...what, person, age, clashes } : { kind: what.kind, person };
}

/** What is told of each sign-up together, in the order in which each was first told of. */
function bySignUp(told: readonly Told[], { roster, numberOf }: Known): Changed[] {
  return [...Map.groupBy(told, (t) => t.change.signUp.order)].map(([order, changes]) => ({
    isNew: order > roster.lastOrder,
    volunteerNo: numberOf.get(changes[0]?.change.signUp.person ?? '') ?? '',
    changes,
  }));
}

function resultOf({ refused, changes }: Decision, person: string, volunteerNo: string): Decided {
  const own = changes.findLast((c) => c.signUp.person === person);
  return { refused: [...refused], signUp: refused.length > 0 || own === undefined ? null : view(own, volunteerNo) };
}

function view({ signUp: { post, order, offeredUntil }, became }: Change, volunteerNo: string): SignUpView {
  return { volunteerNo, post, state: became, order, offeredUntil };
}
