import { covers } from '#access';
import type { OutputOf, ParsedInputOf, Scope, scheduling } from '#contracts';
import { Clock, DomainError, Gatherer } from '#kernel';
import { Transactions } from '#mongo';
import {
  type Act,
  type Comer,
  decide,
  type Decision,
  holdsPlace,
  type Refusal,
  type Reservation,
  type Roster,
} from '#sign-up';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { listed } from '../planning/described.js';
import { isSeen, placeOf, type PlanDocument, PlanRepository } from '../planning/plan.repository.js';
import { AttendedRepository } from '../no-shows/attended.repository.js';
import { Rosters, view } from './rosters.js';
import { ofPlan, SignUpRepository, type Told, toSignUp } from './sign-up.repository.js';
import { type Volunteer, Volunteers } from './volunteers.js';

type Decided = OutputOf<typeof scheduling.signUps.signUp>;

/** What somebody wants at a session, in the words of the interface. */
export interface Wish {
  readonly sessionNo: string;
  readonly volunteerNo: string;
  readonly by: string;
  /** Where who acts may sign up: he does so for sessions that lie there, and for volunteers of there at any session. */
  readonly within: Scope;
  /** Who acts does so for himself, at any session that everybody sees. */
  readonly own: boolean;
  /** He does so for another who has consented to that, and who is told. */
  readonly proxied: boolean;
  readonly what:
    | { readonly kind: 'sign-up'; readonly post: string; readonly overriding: readonly Refusal[] }
    | { readonly kind: 'cancel' | 'accept' | 'approve' | 'decline' };
}

/** A wish of a person who is known. */
interface KnownWish extends Wish, Pick<Comer, 'person' | 'age' | 'lacksGuardian' | 'qualifications'> {}

/** What a wish leads to; an unknown number or session is not told to those who asked for others at the same time. */
type Answer = Decided | { readonly error: unknown };

/** Sign-ups of one person that are told at once. */
const MOST_EVER = 1_000;
/** Wishes of one transaction, at most. */
const MOST = 200;

/** Decides sign-ups. Wishes that arrive at the same time are decided one after the other and written together. */
@Injectable()
export class SignUpDesk {
  private readonly gatherer = new Gatherer<Wish, Answer>((wishes) => this.decideAll(wishes), {
    most: MOST,
    longestMs: 1,
    inFlight: 1,
  });

  constructor(
    private readonly plans: PlanRepository,
    private readonly signUps: SignUpRepository,
    private readonly attended: AttendedRepository,
    private readonly rosters: Rosters,
    private readonly volunteers: Volunteers,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `VOLUNTEER.UNKNOWN` */
  async ask(wish: Wish): Promise<Decided> {
    const answer = await this.gatherer.add(wish);
    if ('error' in answer) throw answer.error;
    return answer;
  }

  /** Who has a place or waits for one, and what is kept for teams; of a session that lies elsewhere only the volunteers and teams of the caller's scope. @throws DomainError `SESSION.UNKNOWN` */
  async list(sessionNo: string, within: Scope): Promise<OutputOf<typeof scheduling.signUps.list>> {
    const plan = await this.plans.find(sessionNo);
    if (plan === null || !isSeen(plan, within)) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const found = await this.signUps.active(sessionNo);
    const numbers = found.map((d) => d.volunteerNo);
    const inCharge = covers(within, placeOf(plan));
    const seen = inCharge ? undefined : await this.volunteers.find(numbers, plan, within);
    const reservations = (plan.reservations ?? []).filter(
      (r) => r.until > this.clock.now() && (inCharge || covers(within, { division: '', teams: [r.team] })),
    );
    const named = (r: Reservation) =>
      found.filter((d) => d.team === r.team && d.post === r.post && holdsPlace(toSignUp(d)));
    const shown = found.filter((d) => seen?.has(d.volunteerNo) !== false);
    const applied = shown.filter((d) => d.state === 'applied').map((d) => d.person);
    const noShows = await this.attended.noShows(applied, new Date(this.clock.now()));
    return {
      signUps: shown.map((d) => ({
        ...view({ signUp: toSignUp(d), became: d.state }, d.volunteerNo),
        attended: d.attended ?? null,
        noShows: d.state === 'applied' ? (noShows.get(d.person) ?? 0) : null,
      })),
      reservations: reservations.map((r) => ({ ...r, named: named(r).length })),
    };
  }

  /** Of one volunteer, to sessions that are not over, or all that he ever had. @throws DomainError `VOLUNTEER.UNKNOWN` */
  async ofVolunteer({
    volunteerNo,
    ever,
  }: ParsedInputOf<typeof scheduling.signUps.ofVolunteer>): Promise<
    OutputOf<typeof scheduling.signUps.ofVolunteer>['signUps']
  > {
    const now = new Date(this.clock.now());
    const found = (await this.volunteers.find([volunteerNo], { startsAt: now }, 'everywhere')).get(volunteerNo);
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    const signUps = ever
      ? await this.signUps.everOf(found.person, MOST_EVER)
      : await this.signUps.ofPerson(found.person, now);
    const plans = new Map((await this.plans.some(signUps.map((d) => d.sessionNo))).map((p) => [p._id, p]));
    return signUps.flatMap((d) => {
      const plan = plans.get(d.sessionNo);
      const shown = view({ signUp: toSignUp(d), became: d.state }, d.volunteerNo);
      return plan === undefined ? [] : [{ ...shown, attended: d.attended ?? null, session: listed(plan) }];
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
    const numbers = wishes.map((w) => w.volunteerNo);
    // Asked for all at once; whether who acts may do so for each is looked at below.
    const found = await this.volunteers.find(numbers, plan, 'everywhere');
    const allowed = wishes.map((wish) => allow(wish, plan, found.get(wish.volunteerNo)));
    const known = allowed.filter((a): a is KnownWish => !('error' in a));
    if (known.length === 0) return allowed as Answer[];
    const results = await this.transactions.run((session) => this.decideAt(sessionNo, known, session));
    this.rosters.remember(sessionNo, results.known);
    let next = 0;
    return allowed.map((a) => ('error' in a ? a : (results.decided[next++] as Decided)));
  }

  private async decideAt(sessionNo: string, wishes: readonly KnownWish[], session: ClientSession) {
    const read = await this.rosters.read(sessionNo, session);
    const arriving = wishes.flatMap((w) => (w.what.kind === 'sign-up' ? [w.person] : []));
    const { clashing, excluded } = await this.signUps.elsewhere(arriving, ofPlan(read.plan), session);
    const now = this.clock.now();
    const numberOf = new Map(read.numberOf);
    const told: Told[] = [];
    const proxied = new Set<string>();
    const approved = new Set<string>();
    const removed = new Set<string>();
    let { roster } = read;
    const cameUnder = new Map([...read.numberOf].map(([person, no]) => [no, person]));
    const decided = wishes.map((asked) => {
      const wish = { ...asked, person: personOnRoster(asked, cameUnder, roster) };
      const { person } = wish;
      const act = actOf(wish, { clashes: clashing.has(person), excluded: excluded.has(person) });
      const decision = decide(roster, act, now);
      roster = decision.roster;
      if (decision.refused.length === 0 && wish.what.kind === 'sign-up') numberOf.set(person, wish.volunteerNo);
      if (decision.refused.length === 0 && wish.proxied) proxied.add(person);
      if (decision.refused.length === 0 && wish.what.kind === 'approve') approved.add(person);
      if (decision.refused.length === 0 && endsAnothers(wish)) removed.add(person);
      for (const change of decision.changes) {
        const isOwn = change.signUp.person === person && decision.refused.length === 0 && change.became !== 'lapsed';
        told.push({ change, by: isOwn ? wish.by : '', overridden: isOwn ? decision.overridden : [] });
      }
      return resultOf(decision, person, numberOf.get(person) ?? wish.volunteerNo);
    });
    return {
      decided,
      known: await this.rosters.keep(
        read,
        { roster, told, numberOf, proxied: [...proxied], approved: [...approved], removed: [...removed] },
        session,
      ),
    };
  }
}

/** The wish with what is known of the volunteer, or why who acts may not act for him there. */
function allow(
  wish: Wish,
  plan: PlanDocument,
  volunteer: Volunteer | undefined,
): KnownWish | { readonly error: unknown } {
  const { sessionNo, volunteerNo, within, own, what } = wish;
  const inCharge = covers(within, placeOf(plan));
  if (!isSeen(plan, within)) return { error: new DomainError('SESSION.UNKNOWN', { sessionNo }) };
  if (volunteer === undefined) {
    // Who is gone from the register is taken off by his number.
    if (inCharge && what.kind === 'cancel')
      return { ...wish, person: '', age: 0, lacksGuardian: false, qualifications: [] };
    return { error: new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo }) };
  }
  const decides = what.kind === 'approve' || what.kind === 'decline';
  const overrides = what.kind === 'sign-up' && what.overriding.length > 0;
  if (!inCharge && (decides || overrides || !(own || covers(within, volunteer))))
    return { error: new DomainError('AUTH.OUT_OF_SCOPE') };
  // The age is asked of who signs up alone; where it is not known, that is his error and not of those who asked at the same time.
  const { person, age = 0, lacksGuardian, qualifications } = volunteer;
  if (what.kind === 'sign-up' && volunteer.age === undefined) return { error: new DomainError('INTERNAL') };
  return { ...wish, person, age, lacksGuardian, qualifications };
}

/** True where who is in charge ends somebody's sign-up. */
const endsAnothers = ({ own, proxied, what }: Wish): boolean =>
  !own && !proxied && (what.kind === 'cancel' || what.kind === 'decline');

/** Who is meant: after a correction of the register the number may lead to another person than the one who came under it. */
function personOnRoster(
  { person, volunteerNo }: KnownWish,
  cameUnder: ReadonlyMap<string, string>,
  { signUps }: Roster,
): string {
  const there = cameUnder.get(volunteerNo);
  return there !== undefined && signUps.has(there) && !signUps.has(person) ? there : person;
}

function actOf({ what, person, ...known }: KnownWish, elsewhere: Pick<Comer, 'clashes' | 'excluded'>): Act {
  const { age, lacksGuardian, qualifications } = known;
  if (what.kind !== 'sign-up') return { kind: what.kind, person };
  return { ...what, person, age, lacksGuardian, qualifications, ...elsewhere };
}

function resultOf({ refused, changes }: Decision, person: string, volunteerNo: string): Decided {
  const own = changes.findLast((c) => c.signUp.person === person);
  return { refused: [...refused], signUp: refused.length > 0 || own === undefined ? null : view(own, volunteerNo) };
}
