import type { Attendance, EvidenceClass, Judgement } from '#attendance';
import type { VolunteerFact } from '#contracts';
import { ONE_ANSWER, writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { AnyBulkWriteOperation, ClientSession, Collection } from 'mongodb';
import { type Model, type QueryFilter, Schema } from 'mongoose';
import { newerFacts } from '../follow/newer-facts.js';

/**
 * What is known here of one person (`_id`): the volunteer numbers that lead to them, a copy of the registry's, and their attendances, derived
 * from all records under those numbers. One document, so that a transaction that keeps a record, one that derives and one in which a number
 * moves conflict where they concern the same person.
 */
export interface PersonDocument {
  _id: string;
  numbers: { no: string; rev: number }[];
  /** Grows whenever the attendances are derived. */
  rev: number;
  attendances: {
    sessionNo: string;
    evidence: EvidenceClass;
    minutes: number;
    checkedInAt: Date;
    checkedOutAt?: Date;
  }[];
}

export const PERSON = 'person';
export const personSchema = new Schema<PersonDocument>(
  {
    _id: { type: String, required: true },
    numbers: [{ _id: false, no: { type: String, required: true }, rev: { type: Number, required: true } }],
    rev: { type: Number, required: true },
    attendances: [
      {
        _id: false,
        sessionNo: { type: String, required: true },
        evidence: { type: String, required: true },
        minutes: { type: Number, required: true },
        checkedInAt: { type: Date, required: true },
        checkedOutAt: Date,
      },
    ],
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

  /** Persons with attendances, after a cursor, in their order. */
  attending(after: string, limit: number): Promise<PersonDocument[]> {
    return this.persons
      .find({ _id: { $gt: after }, 'attendances.0': { $exists: true } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<PersonDocument[]>();
  }

  /**
   * Writes what some persons' records amount to, within the transaction that has read the persons and the records, and returns those whose
   * attendances differ from what was there. The others are written too: of two transactions that derive the attendances of one person and do
   * not see each other's records, one then conflicts and runs again.
   * @param judged by person; who has no records is not in it
   */
  async restate(
    persons: readonly PersonDocument[],
    judged: ReadonlyMap<string, Judgement>,
    session: ClientSession,
  ): Promise<PersonDocument[]> {
    if (persons.length === 0) return [];
    const changed: PersonDocument[] = [];
    // Single fields: replacing the document would also work out its index keys anew, which costs twice as much.
    const updates = persons.map((person) => {
      const rev = person.rev + 1;
      const derived = judged.get(person._id)?.attendances ?? [];
      if (same(person.attendances, derived)) return setting(person._id, { rev });
      const attendances = derived.map(toDocument);
      changed.push({ ...person, rev, attendances });
      return setting(person._id, { rev, attendances });
    });
    const collection = this.persons.collection as unknown as Collection<PersonDocument>;
    await collection.bulkWrite(updates, { session, ordered: false });
    return changed;
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
        person = { _id: id, numbers: [], rev: 0, attendances: [] };
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

function setting(_id: string, fields: Partial<PersonDocument>): AnyBulkWriteOperation<PersonDocument> {
  return { updateOne: { filter: { _id }, update: { $set: fields } } };
}

function toDocument(a: Attendance): PersonDocument['attendances'][number] {
  return {
    sessionNo: a.sessionNo,
    evidence: a.evidence,
    minutes: a.minutes,
    checkedInAt: new Date(a.checkedInAt),
    ...(a.checkedOutAt === undefined ? {} : { checkedOutAt: new Date(a.checkedOutAt) }),
  };
}

function same(before: PersonDocument['attendances'], now: readonly Attendance[]): boolean {
  return (
    before.length === now.length &&
    before.every((b, i) => {
      const n = now[i];
      return (
        n !== undefined &&
        b.sessionNo === n.sessionNo &&
        b.evidence === n.evidence &&
        b.minutes === n.minutes &&
        b.checkedInAt.getTime() === n.checkedInAt &&
        b.checkedOutAt?.getTime() === n.checkedOutAt
      );
    })
  );
}
