import { item, type Random } from './prng.js';
import { overlap, type Session } from './session.js';

/** Those who come to sessions. Nobody is drawn for two sessions at once, except by `takeForBoth`. */
export class Crowd {
  private readonly byTownship = new Map<string, number[]>();
  private readonly engaged = new Map<number, Session[]>();

  constructor(
    private readonly people: readonly number[],
    private readonly withSeveralNumbers: readonly number[],
    townshipOf: (person: number) => string,
    private readonly random: Random,
  ) {
    for (const person of people) {
      const township = townshipOf(person);
      const there = this.byTownship.get(township);
      if (there) there.push(person);
      else this.byTownship.set(township, [person]);
    }
  }

  /** Somebody who is free, more often than not from the township in which the session takes place. */
  take(session: Session): number {
    const nearby = this.random.chance(0.6) ? this.byTownship.get(session.division.slice(0, 9)) : undefined;
    return this.draw([session], nearby ?? this.people) ?? this.anyoneFree([session]);
  }

  /** Undefined when none of them is free. */
  takeWithSeveralNumbers(session: Session): number | undefined {
    return this.draw([session], this.withSeveralNumbers);
  }

  takeForBoth(first: Session, second: Session): number {
    return this.draw([first, second], this.people) ?? this.anyoneFree([first, second]);
  }

  /** Somebody, for what binds nobody to a place. */
  anybody(): number {
    return this.random.pick(this.people);
  }

  private draw(sessions: readonly Session[], from: readonly number[]): number | undefined {
    for (let tries = 0; tries < 30; tries++) {
      // Those at the head of the list come often, those at its end once or never.
      const person = item(from, Math.floor(from.length * this.random.float() ** 1.6));
      if (this.engage(person, sessions)) return person;
    }
    return undefined;
  }

  private anyoneFree(sessions: readonly Session[]): number {
    const free = this.people.find((person) => this.engage(person, sessions));
    if (free === undefined) throw new RangeError(`nobody is free for session ${sessions.map((s) => s.no).join(', ')}`);
    return free;
  }

  private engage(person: number, sessions: readonly Session[]): boolean {
    const engaged = this.engaged.get(person) ?? [];
    if (engaged.some((other) => sessions.some((session) => overlap(session, other)))) return false;
    this.engaged.set(person, [...engaged, ...sessions]);
    return true;
  }
}
