/** A person and the volunteer numbers that lead to him. */
export interface Person {
  readonly id: string;
  readonly numbers: readonly string[];
}

/** To whom each of some persons' numbers leads. */
export function personByNumber(persons: readonly Person[]): ReadonlyMap<string, string> {
  const personOf = new Map<string, string>();
  for (const { id, numbers } of persons) for (const no of numbers) personOf.set(no, id);
  return personOf;
}

/** A number, the person to whom it leads (null for nobody), and the revision of the fact that says so. */
export type Lead = readonly [no: string, person: string | null, rev: number];

/** What nearly all facts are: the first of their number. */
const FIRST = 1;

/**
 * To whom volunteer numbers lead: the whole register, so of each number there are two texts and no object, which the collector would have to look at again and
 * again. Numbers of a person are replaced as a whole when they change, so whoever holds them has them as they were.
 */
export class Persons {
  private readonly personOf = new Map<string, string>();
  /** The one number of a person; of several, all. */
  private readonly numbersOf = new Map<string, string | readonly string[]>();
  /** Of numbers for which it is not the first. */
  private readonly revOf = new Map<string, number>();

  /** To whom a number leads, and the revision of what says so. */
  get(no: string): { readonly person: string; readonly rev: number } | undefined {
    const person = this.personOf.get(no);
    return person === undefined ? undefined : { person, rev: this.revOf.get(no) ?? FIRST };
  }

  /** A person, with no numbers where none leads to him. */
  byItsId(id: string): Person {
    const numbers = this.numbersOf.get(id) ?? [];
    return { id, numbers: typeof numbers === 'string' ? [numbers] : numbers };
  }

  /** The persons to whom some numbers lead, each once; a number that leads to nobody is left out. */
  ofNumbers(numbers: Iterable<string>): Person[] {
    const found = new Set<string>();
    for (const no of numbers) {
      const person = this.personOf.get(no);
      if (person !== undefined) found.add(person);
    }
    return Array.from(found, (id) => this.byItsId(id));
  }

  /** Takes over whatever these say, also where something newer is known. */
  take(leads: readonly Lead[]): void {
    for (const [no, person, rev] of leads) {
      const before = this.personOf.get(no);
      if (before !== undefined && before !== person) this.drop(before, no);
      if (person === null) {
        this.personOf.delete(no);
        this.revOf.delete(no);
        continue;
      }
      if (before !== person) this.add(person, no);
      this.personOf.set(no, person);
      if (rev !== FIRST) this.revOf.set(no, rev);
      else if (before !== undefined) this.revOf.delete(no);
    }
  }

  /** From now on any fact is newer than what is there. */
  forgetRevisions(): void {
    for (const no of this.personOf.keys()) this.revOf.set(no, 0);
  }

  /** Some of the numbers of which no fact came since revisions were forgotten. */
  untold(limit: number): string[] {
    const found: string[] = [];
    for (const [no, rev] of this.revOf) {
      if (found.length >= limit) break;
      if (rev === 0) found.push(no);
    }
    return found;
  }

  private add(id: string, no: string): void {
    const numbers = this.numbersOf.get(id);
    if (numbers === undefined) this.numbersOf.set(id, no);
    else this.numbersOf.set(id, typeof numbers === 'string' ? [numbers, no] : [...numbers, no]);
  }

  private drop(id: string, no: string): void {
    const left = this.byItsId(id).numbers.filter((n) => n !== no);
    if (left.length === 0) this.numbersOf.delete(id);
    else this.numbersOf.set(id, left);
  }
}
