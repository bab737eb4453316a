import type {
  DecisionFact,
  DivisionFact,
  PersonAttendances,
  RecordFact,
  RegistryFact,
  SessionFact,
  TeamFact,
} from '#contracts';
import { chinaDay, chinaMonth, chinaYear } from '#kernel';
import { Attendances } from './attendances.js';
import { Register } from './register.js';

/** A session with the calendar answers that every count asks for. */
export interface CountedSession {
  readonly fact: SessionFact;
  readonly year: number;
  readonly month: string;
  /** The day `YYYY-MM-DD` on which it starts. */
  readonly day: string;
  /** The first nine digits of the session's division (definitions, "Breakdowns"). */
  readonly township: string;
}

type Fact = RegistryFact | SessionFact | RecordFact | DecisionFact;

/** The last version that any county of this process had. */
let last = 0;

/** Everything from which figures are counted, as it stands. `version` is another one after every change, and no two counties ever have the same: one that is loaded anew begins with its own. */
export class County {
  version = ++last;
  readonly register = new Register();
  readonly divisions = new Map<string, DivisionFact>();
  readonly teams = new Map<string, TeamFact>();
  readonly sessions = new Map<string, CountedSession>();
  private readonly judged = new Attendances(this.register, (no) => this.sessions.get(no)?.fact);

  apply(facts: Iterable<Fact>): void {
    for (const fact of facts) if (this.applyOne(fact)) this.version = ++last;
  }

  /** What the records of each person amount to as everything stands. */
  get attendances(): ReadonlyMap<string, PersonAttendances> {
    return this.judged.all();
  }

  /** Judges some of those whom changes concern; true when more are left. What is not judged yet is when somebody asks. */
  judgeSome(most: number): boolean {
    return this.judged.judgeSome(most);
  }

  /** Takes attendances as they were judged elsewhere, in place of records. */
  takeAttendances(persons: Iterable<PersonAttendances>): void {
    this.judged.take(persons);
    this.version = ++last;
  }

  private applyOne(fact: Fact): boolean {
    switch (fact.kind) {
      case 'volunteer': {
        const before = this.register.personOf(fact.key);
        if (!this.register.apply(fact)) return false;
        if (before !== fact.person) this.judged.numberMoved(fact.key, before);
        return true;
      }
      case 'division':
        return replace(this.divisions, fact);
      case 'team':
        return replace(this.teams, fact);
      case 'record':
      case 'decision':
        return this.judged.apply(fact);
      case 'session': {
        const before = this.sessions.get(fact.key);
        if (before !== undefined && before.fact.rev >= fact.rev) return false;
        this.sessions.set(fact.key, {
          fact,
          year: chinaYear(fact.startsAt),
          month: chinaMonth(fact.startsAt),
          day: chinaDay(fact.startsAt),
          township: townshipOf(fact.division),
        });
        if (before === undefined || isJudgedOtherwise(before.fact, fact)) this.judged.sessionChanged(fact.key);
        return true;
      }
    }
  }
}

/** Whether records at a session may amount to something else than before. */
const isJudgedOtherwise = (a: SessionFact, b: SessionFact): boolean =>
  a.startsAt !== b.startsAt ||
  a.endsAt !== b.endsAt ||
  a.creditRule !== b.creditRule ||
  (a.state === 'cancelled') !== (b.state === 'cancelled');

function replace<F extends { key: string; rev: number }>(facts: Map<string, F>, fact: F): boolean {
  const before = facts.get(fact.key);
  if (before !== undefined && before.rev >= fact.rev) return false;
  facts.set(fact.key, fact);
  return true;
}

/** The township in which a division lies: the first nine digits of its code. */
export function townshipOf(division: string): string {
  return division.slice(0, 9);
}
