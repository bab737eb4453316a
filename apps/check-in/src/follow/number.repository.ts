import type { VolunteerFact } from '#contracts';
import { writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { newerFacts } from './newer-facts.js';

/** Copy of the registry's: the person to whom a volunteer number leads. */
export interface NumberDocument {
  _id: string;
  person: string;
  rev: number;
}

export const NUMBER = 'number';
export const numberSchema = new Schema<NumberDocument>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    rev: { type: Number, required: true },
  },
  { collection: 'numbers', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class NumberRepository {
  constructor(@InjectModel(NUMBER) private readonly numbers: Model<NumberDocument>) {}

  /** The persons to whom numbers lead; numbers that lead to nobody are left out. */
  async personsOf(numbers: readonly string[], session?: ClientSession): Promise<Map<string, string>> {
    const found = await this.numbers
      .find({ _id: { $in: [...numbers] } }, { person: 1 }, session ? { session } : {})
      .lean<NumberDocument[]>();
    return new Map(found.map((d) => [d._id, d.person]));
  }

  /** All numbers of some persons. */
  async ofPersons(persons: readonly string[], session?: ClientSession): Promise<Map<string, string[]>> {
    const found = await this.numbers
      .find({ person: { $in: [...persons] } }, { person: 1 }, session ? { session } : {})
      .lean<NumberDocument[]>();
    const numbers = new Map<string, string[]>();
    for (const { _id, person } of found) {
      const list = numbers.get(person);
      if (list) list.push(_id);
      else numbers.set(person, [_id]);
    }
    return numbers;
  }

  /** Takes facts over where they are newer. Returns the numbers that now lead elsewhere, and the persons to whom they led before. */
  async apply(
    facts: readonly VolunteerFact[],
    session: ClientSession,
  ): Promise<{ numbers: string[]; persons: string[] }> {
    const before = new Map(
      (
        await this.numbers.find({ _id: { $in: facts.map((f) => f.key) } }, {}, { session }).lean<NumberDocument[]>()
      ).map((d) => [d._id, d]),
    );
    const inserts: NumberDocument[] = [];
    const replacements: NumberDocument[] = [];
    const numbers: string[] = [];
    const persons: string[] = [];
    for (const { key, person, rev } of newerFacts(facts, before)) {
      const old = before.get(key);
      (old === undefined ? inserts : replacements).push({ _id: key, person, rev });
      if (old?.person === person) continue;
      numbers.push(key);
      if (old !== undefined) persons.push(old.person);
    }
    await writeDocuments(this.numbers, { inserts, replacements }, session);
    return { numbers, persons };
  }

  async clear(): Promise<void> {
    await this.numbers.deleteMany({});
  }
}
