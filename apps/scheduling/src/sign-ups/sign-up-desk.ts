import { type OutputOf, registry, type scheduling, type SignUpView } from '#contracts';
import { chinaIso, Clock, DomainError, Gatherer } from '#kernel';
import { ContractClient } from '#messaging';
import { Transactions } from '#mongo';
import { type Act, type Change, decide, type Decision, passTime, type Refusal } from '#sign-up';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { type PlanDocument, PlanRepository, rosterOf } from '../planning/plan.repository.js';
import { type ChangeToKeep, SignUpRepository, toSignUp } from './sign-up.repository.js';

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

/** Wishes of one transaction, at most. */
const MOST = 200;

/** Decides sign-ups. Wishes that arrive at the same time are decided one after the other and written together. */
@Injectable()
export class SignUpDesk {
  private readonly gatherer = new Gatherer<KnownWish, Decided>((wishes) => this.decideAll(wishes), {
    most: MOST,
    longestMs: 1,
    inFlight: 1,
  });

  constructor(
    private readonly plans: PlanRepository,
    private readonly signUps: SignUpRepository,
    private readonly client: ContractClient,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `VOLUNTEER.UNKNOWN` */
  async ask(wish: Wish): Promise<Decided> {
    const { sessionNo, volunteerNo } = wish;
    const plan = await this.plans.find(sessionNo);
    if (plan === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const on = chinaIso(plan.startsAt.getTime()).slice(0, 10);
    const known = await this.client.call(registry.volunteers.find, { volunteerNo, on });
    return this.gatherer.add({ ...wish, ...known });
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
      const { plan, roster, numberOf } = await this.read(sessionNo, session);
      const now = this.clock.now();
      const { changes } = passTime(roster, now);
      await this.signUps.keep(
        changes.map((change) => ({ change, volunteerNo: numberOf.get(change.signUp.person) ?? '', by: '' })),
        at(plan),
        now,
        session,
      );
    });
  }

  private async decideAll(wishes: readonly KnownWish[]): Promise<Decided[]> {
    const bySession = Map.groupBy(wishes, (w) => w.sessionNo);
    const decided = new Map<KnownWish, Decided>();
    await Promise.all(
      [...bySession].map(async ([sessionNo, group]) => {
        const results = await this.transactions.run((session) => this.decideAt(sessionNo, group, session));
        group.forEach((wish, i) => decided.set(wish, results[i] as Decided));
      }),
    );
    return wishes.map((wish) => decided.get(wish) as Decided);
  }

  private async decideAt(sessionNo: string, wishes: readonly KnownWish[], session: ClientSession): Promise<Decided[]> {
    const { plan, roster: before, numberOf } = await this.read(sessionNo, session);
    const arriving = wishes.flatMap((w) => (w.what.kind === 'sign-up' ? [w.person] : []));
    const clashing = await this.signUps.clashing(arriving, at(plan), session);
    const now = this.clock.now();
    const keep: ChangeToKeep[] = [];
    let roster = before;
    const results = wishes.map((wish) => {
      const decision = decide(roster, actOf(wish, clashing.has(wish.person)), now);
      roster = decision.roster;
      if (decision.refused.length === 0 && wish.what.kind === 'sign-up') numberOf.set(wish.person, wish.volunteerNo);
      for (const change of decision.changes) {
        const { person } = change.signUp;
        const by = person === wish.person && decision.refused.length === 0 ? wish.by : '';
        keep.push({ change, volunteerNo: numberOf.get(person) ?? '', by });
      }
      return resultOf(decision, wish.person, numberOf.get(wish.person) ?? wish.volunteerNo);
    });
    await this.signUps.keep(keep, at(plan), now, session);
    if (roster.lastOrder !== before.lastOrder) await this.plans.noteOrder(sessionNo, roster.lastOrder, session);
    return results;
  }

  private async read(sessionNo: string, session: ClientSession) {
    const plan = await this.plans.lock(sessionNo, session);
    if (plan === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const active = await this.signUps.active(sessionNo, session);
    const numberOf = new Map(active.map((d) => [d.person, d.volunteerNo]));
    return { plan, roster: rosterOf(plan, active.map(toSignUp)), numberOf };
  }
}

const at = ({ _id: sessionNo, startsAt, endsAt }: PlanDocument) => ({ sessionNo, startsAt, endsAt });

function actOf({ person, age, what }: KnownWish, clashes: boolean): Act {
  return what.kind === 'sign-up' ? { ...what, person, age, clashes } : { kind: what.kind, person };
}

function resultOf({ refused, changes }: Decision, person: string, volunteerNo: string): Decided {
  const own = changes.findLast((c) => c.signUp.person === person);
  return { refused: [...refused], signUp: refused.length > 0 || own === undefined ? null : view(own, volunteerNo) };
}

function view({ signUp: { post, order, offeredUntil }, became }: Change, volunteerNo: string): SignUpView {
  return { volunteerNo, post, state: became, order, offeredUntil };
}
