import type { SignUpView } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { type Change, decide, passTime, type Roster } from '#sign-up';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { approvedOf, proxiedOf, removedOf, takenOffOf } from '../notices/notices.js';
import { ToTell } from '../notices/to-tell.js';
import { type PlanDocument, PlanRepository, rosterOf } from '../planning/plan.repository.js';
import { type Changed, SignUpRepository, type Told, toSignUp } from './sign-up.repository.js';

/** The roster of a session as it is after so many acts, and under which number each person on it came. */
interface Known {
  readonly acts: number;
  readonly roster: Roster;
  readonly numberOf: ReadonlyMap<string, string>;
}

/** A roster that is read in order to act on it. */
export interface ReadRoster extends Known {
  readonly plan: PlanDocument;
}

/** What became of a roster. `numberOf` has the numbers of those who are new on it too. */
export interface Acted extends Pick<Known, 'roster' | 'numberOf'> {
  readonly told: readonly Told[];
  /** For whom a proxy has acted. */
  readonly proxied?: readonly string[];
  /** Whose application was approved. */
  readonly approved?: readonly string[];
  /** Whose sign-up was ended by who is in charge or by a team leader. */
  readonly removed?: readonly string[];
}

/** Sessions of which a process remembers the roster, at most. */
const REMEMBERED = 200;

/** Rosters as they are stored: in a plan and its sign-ups. Whoever acts on one locks it, so that no place is given twice (OWASP ASVS 5.0, 2.3.4). */
@Injectable()
export class Rosters {
  private readonly remembered = new Map<string, Known>();

  constructor(
    private readonly plans: PlanRepository,
    private readonly signUps: SignUpRepository,
    private readonly toTell: ToTell,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The roster as it is now: the remembered one where nothing was done since. Whoever reads it at the same time conflicts. @throws DomainError `SESSION.UNKNOWN` */
  async read(sessionNo: string, session: ClientSession): Promise<ReadRoster> {
    const plan = await this.plans.lock(sessionNo, session);
    if (plan === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    const remembered = this.remembered.get(sessionNo);
    if (remembered !== undefined && remembered.acts === plan.acts - 1) return { plan, ...remembered };
    const active = await this.signUps.active(sessionNo, session);
    const numberOf = new Map(active.map((d) => [d.person, d.volunteerNo]));
    return { plan, acts: plan.acts - 1, roster: rosterOf(plan, active.map(toSignUp)), numberOf };
  }

  /** Keeps what became of what was read. @returns what is to be remembered once the transaction has succeeded */
  async keep({ plan, roster: before }: ReadRoster, acted: Acted, session: ClientSession): Promise<Known> {
    const { roster, told, numberOf, proxied = [], approved = [], removed = [] } = acted;
    await this.signUps.keep(bySignUp(told, before, numberOf), plan, this.clock.now(), session);
    const addressed = (person: string) => ({ person, volunteerNo: numberOf.get(person) ?? '' });
    const notices = [
      ...proxied.map((person) => proxiedOf(plan, addressed(person))),
      ...approved.flatMap((person) => {
        const state = roster.signUps.get(person)?.state;
        // Who was offered a place at once is told of that.
        return state === 'confirmed' || state === 'waiting' ? [approvedOf(plan, addressed(person), state)] : [];
      }),
      ...removed.map((person) => removedOf(plan, addressed(person))),
    ];
    await this.toTell.add(notices, new Date(this.clock.now()), session);
    if (roster.lastOrder !== before.lastOrder || roster.reservations !== before.reservations)
      await this.plans.noteRoster(plan._id, roster, session);
    return {
      acts: plan.acts,
      roster,
      numberOf: new Map([...numberOf].filter(([person]) => roster.signUps.has(person))),
    };
  }

  remember(sessionNo: string, known: Known): void {
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(sessionNo, known);
  }

  /** Lets offers lapse and reservations end whose time is over, and offers what is free to the next. */
  async passTime(sessionNo: string): Promise<void> {
    await this.transactions.run((session) => this.settle(sessionNo, session));
  }

  /**
   * Takes persons off the roster of a session, as far as they are on it; what becomes free goes to the next. Who planned the session is told, and of those whom a
   * team had named its leader.
   * @param leaders by account the teams that each leads
   */
  async takeOff(
    sessionNo: string,
    persons: readonly string[],
    { by, leaders }: { readonly by: string; readonly leaders: ReadonlyMap<string, ReadonlySet<string>> },
  ): Promise<void> {
    await this.transactions.run(async (session) => {
      const read = await this.read(sessionNo, session);
      const told: Told[] = [];
      const off = persons.filter((person) => read.roster.signUps.has(person));
      if (off.length === 0) return;
      let { roster } = read;
      for (const person of off) {
        const decision = decide(roster, { kind: 'remove', person }, this.clock.now());
        roster = decision.roster;
        for (const change of decision.changes)
          told.push({ change, by: change.signUp.person === person ? by : '', overridden: [] });
      }
      await this.keep(read, { roster, told, numberOf: read.numberOf }, session);
      const notices = takenOffOf(
        read.plan,
        off.map((person) => ({
          volunteerNo: read.numberOf.get(person) ?? '',
          team: read.roster.signUps.get(person)?.team ?? null,
        })),
        leaders,
      );
      await this.toTell.add(notices, new Date(this.clock.now()), session);
    });
  }

  /** The same within a transaction, after something else about the session has changed. */
  async settle(sessionNo: string, session: ClientSession): Promise<void> {
    const read = await this.read(sessionNo, session);
    const { roster, changes } = passTime(read.roster, this.clock.now());
    const told = changes.map((change) => ({ change, by: '', overridden: [] }));
    await this.keep(read, { roster, told, numberOf: read.numberOf }, session);
  }
}

/** What is told of each sign-up together, in the order in which each was first told of. */
function bySignUp(told: readonly Told[], before: Roster, numberOf: ReadonlyMap<string, string>): Changed[] {
  return [...Map.groupBy(told, (t) => t.change.signUp.order)].map(([order, changes]) => ({
    isNew: order > before.lastOrder,
    volunteerNo: numberOf.get(changes[0]?.change.signUp.person ?? '') ?? '',
    changes,
  }));
}

export function view({ signUp, became }: Change, volunteerNo: string): SignUpView {
  const { post, order, offeredUntil, team } = signUp;
  return { volunteerNo, post, state: became, order, offeredUntil, team: team ?? '', attended: null, noShows: null };
}
