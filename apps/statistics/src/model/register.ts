import { compareCodePoints } from '#attendance';
import type { VolunteerFact } from '#contracts';

/** A person with the volunteer numbers that lead to him. */
export interface Person {
  readonly rows: Map<string, VolunteerFact>;
  /** The row that gives the person's data. */
  data: VolunteerFact;
}

/**
 * The persons behind the volunteer numbers (definitions, "People"): one person however many numbers, the data those of the row
 * with the earliest 注册日期, then the smallest number. Registrations are counted as rows come, by division and year.
 */
export class Register {
  readonly persons = new Map<string, Person>();
  private readonly rows = new Map<string, VolunteerFact>();
  /** Persons whose earliest registration is in a year, by their own division. */
  private readonly registrations = new Map<string, Map<number, number>>();

  /** Takes a row over if it is newer; true when something changed. */
  apply(row: VolunteerFact): boolean {
    const before = this.rows.get(row.key);
    if (before !== undefined && before.rev >= row.rev) return false;
    this.rows.set(row.key, row);
    if (before !== undefined && before.person !== row.person)
      this.restate(before.person, (rows) => rows.delete(row.key));
    this.restate(row.person, (rows) => rows.set(row.key, row));
    return true;
  }

  /** The person to whom a number leads. */
  personOf(no: string): string | undefined {
    return this.rows.get(no)?.person;
  }

  /** The numbers that lead to a person. */
  numbersOf(person: string): string[] {
    return [...(this.persons.get(person)?.rows.keys() ?? [])];
  }

  /** Persons registered on or before 31 December of a year whose own division has the prefix. */
  registered(year: number, prefix: string): number {
    let count = 0;
    for (const [division, years] of this.registrations) {
      if (!division.startsWith(prefix)) continue;
      for (const [of, persons] of years) if (of <= year) count += persons;
    }
    return count;
  }

  private restate(key: string, change: (rows: Person['rows']) => void): void {
    const before = this.persons.get(key);
    if (before !== undefined) this.count(before.data, -1);
    const rows = before?.rows ?? new Map<string, VolunteerFact>();
    change(rows);
    const data = dataOf(rows.values());
    if (data === undefined) {
      this.persons.delete(key);
      return;
    }
    if (before === undefined) this.persons.set(key, { rows, data });
    else before.data = data;
    this.count(data, 1);
  }

  private count(data: VolunteerFact, by: number): void {
    let years = this.registrations.get(data.division);
    if (years === undefined) {
      years = new Map<number, number>();
      this.registrations.set(data.division, years);
    }
    const year = Number(data.registeredOn.slice(0, 4));
    years.set(year, (years.get(year) ?? 0) + by);
  }
}

/** The row that gives a person's data (definitions, "a person's data"). */
export function dataOf(rows: Iterable<VolunteerFact>): VolunteerFact | undefined {
  let data: VolunteerFact | undefined;
  for (const row of rows) {
    if (data === undefined || compareRows(row, data) < 0) data = row;
  }
  return data;
}

const compareRows = (a: VolunteerFact, b: VolunteerFact): number =>
  compareCodePoints(a.registeredOn, b.registeredOn) || compareCodePoints(a.key, b.key);
