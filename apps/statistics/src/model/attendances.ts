import { attendancesOf, holding, type SessionFacts } from '#attendance';
import type { DecisionFact, PersonAttendances, RecordFact } from '#contracts';
import { Ledger } from './ledger.js';
import type { Register } from './register.js';

/**
 * The attendances of every person, judged from the records that stand. What changed is noted, and whom that concerns is judged again, as a whole: some at a time as facts
 * come, and whoever is left when somebody asks.
 */
export class Attendances {
  private readonly ledger = new Ledger();
  private readonly judged = new Map<string, PersonAttendances>();
  /** What changed since then: persons who have lost a number, numbers, sessions. */
  private readonly persons = new Set<string>();
  private readonly numbers = new Set<string>();
  private readonly sessions = new Set<string>();
  private readonly isAnnulled = (id: string): boolean => this.ledger.isAnnulled(id);
  private readonly concerned = (no: string): void => void this.numbers.add(no);

  constructor(
    private readonly register: Register,
    private readonly sessionOf: (no: string) => SessionFacts | undefined,
  ) {}

  /** Takes over what is newer; true when something changed. */
  apply(fact: RecordFact | DecisionFact): boolean {
    return this.ledger.apply(fact, this.concerned);
  }

  /** A number has come to lead to somebody, or to somebody else than before. */
  numberMoved(no: string, before: string | undefined): void {
    if (!this.ledger.has(no)) return;
    this.numbers.add(no);
    if (before !== undefined) this.persons.add(before);
  }

  /** What records at a session amount to may be something else now. */
  sessionChanged(no: string): void {
    if (this.ledger.names(no)) this.sessions.add(no);
  }

  /** Judges some of those whom changes concern; true when more are left. */
  judgeSome(most: number): boolean {
    if (this.sessions.size > 0) for (const no of this.ledger.numbersAt(this.sessions)) this.numbers.add(no);
    this.sessions.clear();
    for (const no of this.numbers) {
      const person = this.register.personOf(no);
      if (person !== undefined) this.persons.add(person);
    }
    this.numbers.clear();
    let left = most;
    for (const person of this.persons) {
      if (left-- <= 0) return true;
      this.persons.delete(person);
      this.judge(person);
    }
    return false;
  }

  /** By person; whoever has none, and of whom nothing was decided, is left out. */
  all(): ReadonlyMap<string, PersonAttendances> {
    this.judgeSome(Infinity);
    return this.judged;
  }

  /** Takes what was judged elsewhere as it is. */
  take(persons: Iterable<PersonAttendances>): void {
    for (const person of persons) this.judged.set(person.key, person);
  }

  private judge(key: string): void {
    const numbers = this.register.numbersOf(key);
    const attendances = attendancesOf(this.ledger.recordsOf(numbers), this.sessionOf, this.isAnnulled);
    const decided = holding(this.ledger.decisionsOf(numbers));
    if (attendances.length === 0 && decided.length === 0) {
      this.judged.delete(key);
      return;
    }
    this.judged.set(key, {
      key,
      attendances: attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes })),
      ...(decided.length === 0 ? {} : { decided }),
    });
  }
}
