import { covers } from '#access';
import { type OutputOf, registry, type Scope, type scheduling, type SignUpView } from '#contracts';
import { chinaIso, Clock, DomainError, Gatherer } from '#kernel';
import { ContractClient } from '#messaging';
import { Transactions } from '#mongo';
import { type Act, type Change, decide, type Decision, passTime, type Refusal, type Roster } from '#sign-up';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { isSeen, placeOf, type PlanDocument, PlanRepository, rosterOf } from '../planning/plan.repository.js';
import { type Changed, type SignUpDocument, SignUpRepository, type Told, toSignUp } from './sign-up.repository.js';

type Decided = OutputOf<typeof scheduling.signUps.signUp>;
type Volunteer = OutputOf<typeof registry.volunteers.find>['volunteers'][number];

/** What somebody wants at a session, in the words of the interface. */
export interface Wish {
  readonly sessionNo: string;
  readonly volunteerNo: string;
  readonly by: string;
  /** Where who acts may sign up: he does so for sessions that lie there, and for volunteers of there at any session. */
  readonly within: Scope;
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

/** Numbers of one question to the registry. */
const A_PAGE = 1_000;
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

  /** Who has a place or waits for one; of a session that lies elsewhere only the volunteers of the caller's scope. @throws DomainError `SESSION.UNKNOWN` */
  async list(sessionNo: string, within: Scope): Promise<SignUpView[]> {
    const plan = await this.plans.find(sessionNo);
    if (plan === null || !isSeen(plan, within)) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const found = await this.signUps.active(sessionNo);
    const seen = covers(within, placeOf(plan)) ? undefined : await this.seen(plan, found, within);
    return found
      .filter((d) => seen?.has(d.volunteerNo) !== false)
      .map((d) => view({ signUp: toSignUp(d), became: d.state }, d.volunteerNo));
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
    // Asked for all at once; whether who acts may do so for each is looked at below.
    const { volunteers } = await this.client.call(registry.volunteers.find, { volunteerNos, on, within: 'everywhere' });
    const found = new Map(volunteers.map((v) => [v.volunteerNo, v]));
    const allowed = wishes.map((wish) => allow(wish, plan, found.get(wish.volunteerNo)));
    const known = allowed.filter((a): a is KnownWish => !('error' in a));
    if (known.length === 0) return allowed as Answer[];
    const results = await this.transactions.run((session) => this.decideAt(sessionNo, known, session));
    this.remember(sessionNo, results.known);
    let next = 0;
    return allowed.map((a) => ('error' in a ? a : (results.decided[next++] as Decided)));
  }

  /** The numbers of those on a roster whom the caller may see. */
  private async seen(plan: PlanDocument, on: readonly SignUpDocument[], within: Scope): Promise<ReadonlySet<string>> {
    const volunteerNos = on.map((d) => d.volunteerNo);
    const day = chinaIso(plan.startsAt.getTime()).slice(0, 10);
    const pages = Array.from({ length: Math.ceil(volunteerNos.length / A_PAGE) }, (_, i) =>
      this.client.call(registry.volunteers.find, {
        volunteerNos: volunteerNos.slice(i * A_PAGE, (i + 1) * A_PAGE),
        on: day,
        within,
      }),
    );
    return new Set((await Promise.all(pages)).flatMap((p) => p.volunteers.map((v) => v.volunteerNo)));
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

/** The wish with what is known of the volunteer, or why who acts may not act for him there. */
function allow(
  wish: Wish,
  plan: PlanDocument,
  volunteer: Volunteer | undefined,
): KnownWish | { readonly error: unknown } {
  const { sessionNo, volunteerNo, within, what } = wish;
  const inCharge = covers(within, placeOf(plan));
  if (!isSeen(plan, within)) return { error: new DomainError('SESSION.UNKNOWN', { sessionNo }) };
  if (volunteer === undefined) return { error: new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo }) };
  const overrides = what.kind === 'sign-up' && what.overriding.length > 0;
  if (!inCharge && (overrides || !covers(within, volunteer))) return { error: new DomainError('AUTH.OUT_OF_SCOPE') };
  return { ...wish, person: volunteer.person, age: volunteer.age };
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
