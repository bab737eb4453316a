/** A person and the volunteer numbers that lead to him. */
export interface Person {
  readonly id: string;
  readonly numbers: readonly string[];
}

/** A number, the person to whom it leads (null for nobody), and the revision of the fact that says so. */
export type Lead = readonly [no: string, person: string | null, rev: number];

/** To whom volunteer numbers lead. A person is replaced as a whole when his numbers change, so whoever holds one has it as it was. */
export class Persons {
  private readonly byId = new Map<string, Person>();
  private readonly leads = new Map<string, { person: string; rev: number }>();

  /** By number: the revision of what is known of it. */
  get known(): ReadonlyMap<string, { readonly person: string; readonly rev: number }> {
    return this.leads;
  }

  /** A person, with no numbers where none leads to him. */
  byItsId(id: string): Person {
    return this.byId.get(id) ?? { id, numbers: [] };
  }

  /** The persons to whom some numbers lead, each once; a number that leads to nobody is left out. */
  ofNumbers(numbers: Iterable<string>): Person[] {
    const found = new Map<string, Person>();
    for (const no of numbers) {
      const lead = this.leads.get(no);
      if (lead !== undefined) found.set(lead.person, this.byItsId(lead.person));
    }
    return [...found.values()];
  }

  /** Takes over whatever these say, also where something newer is known. */
  take(leads: readonly Lead[]): void {
    for (const [no, person, rev] of leads) {
      const before = this.leads.get(no);
      if (before !== undefined && before.person !== person)
        this.restate(before.person, (all) => all.filter((n) => n !== no));
      if (person === null) {
        this.leads.delete(no);
        continue;
      }
      if (before?.person !== person) this.restate(person, (all) => [...all, no]);
      this.leads.set(no, { person, rev });
    }
  }

  /** From now on any fact is newer than what is there. */
  forgetRevisions(): void {
    for (const lead of this.leads.values()) lead.rev = 0;
  }

  private restate(id: string, change: (numbers: readonly string[]) => readonly string[]): void {
    const numbers = change(this.byItsId(id).numbers);
    if (numbers.length === 0) this.byId.delete(id);
    else this.byId.set(id, { id, numbers });
  }
}
