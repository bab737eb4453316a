import type { VolunteerFact } from '#contracts';
import { ONE_ANSWER, writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, type QueryFilter, Schema } from 'mongoose';
import { newerFacts } from '../follow/newer-facts.js';

/** The volunteer numbers that lead to one person (`_id`), a copy of the registry's. */
export interface PersonDocument {
  _id: string;
  numbers: { no: string; rev: number }[];
}

export const PERSON = 'person';
export const personSchema = new Schema<PersonDocument>(
  {
    _id: { type: String, required: true },
    numbers: [{ _id: false, no: { type: String, required: true }, rev: { type: Number, required: true } }],
  },
  { collection: 'persons', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** The numbers that lead to a person. */
export const numbersOf = (person: Pick<PersonDocument, 'numbers'>): string[] => person.numbers.map((n) => n.no);

@Injectable()
export class PersonRepository {
  constructor(@InjectModel(PERSON) private readonly persons: Model<PersonDocument>) {}

  /** Some persons; who is not known is left out. */
  async some(ids: readonly string[], session?: ClientSession): Promise<PersonDocument[]> {
    return ids.length === 0 ? [] : this.find({ _id: { $in: [...ids] } }, session);
  }

  /** The persons to whom some numbers lead; a number that leads to nobody is left out. */
  async ofNumbers(numbers: readonly string[], session?: ClientSession): Promise<PersonDocument[]> {
    return numbers.length === 0 ? [] : this.find({ 'numbers.no': { $in: [...numbers] } }, session);
  }

  /**
   * Takes over to whom numbers lead, where that is newer than what is there. Returns the numbers that now lead elsewhere, and the persons to
   * whom they led before.
   */
  async lead(
    facts: readonly VolunteerFact[],
    session: ClientSession,
  ): Promise<{ numbers: string[]; persons: string[] }> {
    const keys = facts.map((f) => f.key);
    const ids = [...new Set(facts.map((f) => f.person))];
    const found = await this.find({ $or: [{ _id: { $in: ids } }, { 'numbers.no': { $in: keys } }] }, session);
    const persons = new Map(found.map((p) => [p._id, p]));
    const leads = new Map(found.flatMap((person) => person.numbers.map(({ no, rev }) => [no, { rev, person }])));
    const inserts = new Map<string, PersonDocument>();
    const replacements = new Set<PersonDocument>();
    const moved: { numbers: string[]; persons: string[] } = { numbers: [], persons: [] };
    for (const { key: no, person: id, rev } of newerFacts(facts, leads)) {
      const before = leads.get(no)?.person;
      let person = persons.get(id);
      if (person === undefined) {
        person = { _id: id, numbers: [] };
        persons.set(id, person);
        inserts.set(id, person);
      } else if (!inserts.has(id)) replacements.add(person);
      if (before === person) {
        for (const n of person.numbers) if (n.no === no) n.rev = rev;
        continue;
      }
      person.numbers.push({ no, rev });
      moved.numbers.push(no);
      if (before === undefined) continue;
      before.numbers = before.numbers.filter((n) => n.no !== no);
      replacements.add(before);
      moved.persons.push(before._id);
    }
    await writeDocuments(this.persons, { inserts: [...inserts.values()], replacements: [...replacements] }, session);
    return moved;
  }

  /** From now on any fact is newer than what is there. */
  async forgetRevisions(): Promise<void> {
    await this.persons.updateMany({ 'numbers.rev': { $gt: 0 } }, { $set: { 'numbers.$[].rev': 0 } });
  }

  /** Of some persons, takes away the numbers of which no fact came since `forgetRevisions`; returns the persons. */
  async dropUntold(limit: number, session: ClientSession): Promise<string[]> {
    const found = await this.persons.find({ 'numbers.rev': 0 }, {}, { session }).limit(limit).lean<PersonDocument[]>();
    const replacements = found.map((p) => ({ ...p, numbers: p.numbers.filter((n) => n.rev > 0) }));
    await writeDocuments(this.persons, { inserts: [], replacements }, session);
    return found.map((p) => p._id);
  }

  private find(filter: QueryFilter<PersonDocument>, session?: ClientSession): Promise<PersonDocument[]> {
    return this.persons
      .find(filter, {}, session ? { session } : {})
      .batchSize(ONE_ANSWER)
      .lean<PersonDocument[]>();
  }
}
