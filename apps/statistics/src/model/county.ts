import type { AttendanceFact, DivisionFact, RegistryFact, SessionFact, TeamFact } from '#contracts';
import { chinaDay, chinaMonth, chinaYear } from '#kernel';
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

/** The last version that any county of this process had. */
let last = 0;

/** Everything from which figures are counted, as it stands. `version` is another one after every change, and no two counties ever have the same: one that is loaded anew begins with its own. */
export class County {
  version = ++last;
  readonly register = new Register();
  readonly divisions = new Map<string, DivisionFact>();
  readonly teams = new Map<string, TeamFact>();
  readonly sessions = new Map<string, CountedSession>();
  readonly attendances = new Map<string, AttendanceFact>();

  apply(facts: Iterable<RegistryFact | SessionFact | AttendanceFact>): void {
    for (const fact of facts) if (this.applyOne(fact)) this.version = ++last;
  }

  private applyOne(fact: RegistryFact | SessionFact | AttendanceFact): boolean {
    switch (fact.kind) {
      case 'volunteer':
        return this.register.apply(fact);
      case 'division':
        return replace(this.divisions, fact);
      case 'team':
        return replace(this.teams, fact);
      case 'attendances':
        return replace(this.attendances, fact);
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
        return true;
      }
    }
  }
}

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
