import type { VolunteerFact } from '#contracts';
import { DomainError } from '#kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { MOMENT_MS } from '../follow/moment.js';
import { newerFacts } from '../follow/newer-facts.js';
import { type Lead, type Person, Persons } from './persons.js';

/**
 * What the registry told of volunteer numbers, in the order in which it was taken over: a log of which every process holds in memory what it
 * amounts to. Entry n + 1 is written by who has read entry n; of two that do so at once one conflicts.
 */
export interface NumbersEntry {
  _id: number;
  /** First, from here on, any fact is newer than what is there. */
  forget: boolean;
  /** JSON of `Lead[]`; text because most of them are only ever read all together. */
  leads: string;
}

export const NUMBERS_ENTRY = 'numbers-entry';
export const numbersEntrySchema = new Schema<NumbersEntry>(
  {
    _id: { type: Number, required: true },
    forget: { type: Boolean, required: true },
    leads: { type: String, required: true },
  },
  { collection: 'numbers', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** The persons to whom volunteer numbers lead, a copy of the registry's. */
@Injectable()
export class PersonRepository implements OnModuleInit {
  private readonly persons = new Persons();
  private taken = 0;
  /** The entry that the transaction under way adds. */
  private adding: { readonly _id: number; readonly leads: readonly Lead[] } | undefined;
  private checkedAt = 0;

  constructor(@InjectModel(NUMBERS_ENTRY) private readonly log: Model<NumbersEntry>) {}

  onModuleInit(): Promise<void> {
    return this.catchUp();
  }

  /** Nothing was ever taken over. */
  async isEmpty(): Promise<boolean> {
    await this.catchUp();
    return this.taken === 0;
  }

  /** Some persons; who is not known has no numbers. */
  async some(ids: readonly string[], session: ClientSession): Promise<Person[]> {
    await this.catchUp(session);
    return ids.map((id) => this.persons.byItsId(id));
  }

  /** A person as he is known at this moment; who is not known has no numbers. */
  byItsId(id: string): Person {
    return this.persons.byItsId(id);
  }

  /**
   * The persons to whom some numbers lead; a number that leads to nobody is left out.
   * @param session of a reading; without it what is told may be a moment old, as the copy itself is
   */
  async ofNumbers(numbers: Iterable<string>, session?: ClientSession): Promise<Person[]> {
    if (session !== undefined || Date.now() > this.checkedAt + MOMENT_MS) await this.catchUp(session);
    return this.persons.ofNumbers(numbers);
  }

  /** The person to whom a number leads. @param session as above @throws DomainError `VOLUNTEER.UNKNOWN` */
  async ofNumber(volunteerNo: string, session?: ClientSession): Promise<Person> {
    const [person] = await this.ofNumbers([volunteerNo], session);
    if (person === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return person;
  }

  /**
   * Takes over to whom numbers lead, where that is newer than what is there; call `committed` after the commit.
   */
  async lead(facts: readonly VolunteerFact[], session: ClientSession): Promise<void> {
    await this.catchUp(session);
    const newer = newerFacts(facts, this.persons);
    await this.add(
      newer.map((f) => [f.key, f.person, f.rev]),
      session,
    );
  }

  /** What `lead` has added in a transaction that is committed is in memory from now on, and need not be read back. */
  committed(): void {
    if (this.adding?._id === this.taken + 1) {
      this.persons.take(this.adding.leads);
      this.taken++;
    }
    this.adding = undefined;
  }

  /** From now on any fact is newer than what is there. */
  async forgetRevisions(): Promise<void> {
    await this.catchUp();
    await this.log.create({ _id: this.taken + 1, forget: true, leads: '[]' });
  }

  /** Takes away some of the numbers of which no fact came since `forgetRevisions`; false where there were none. */
  async dropUntold(limit: number, session: ClientSession): Promise<boolean> {
    await this.catchUp(session);
    const untold = this.persons.untold(limit);
    await this.add(
      untold.map((no) => [no, null, 0]),
      session,
    );
    return untold.length > 0;
  }

  /** @throws MongoServerError (a conflict or a duplicate key, the transaction then runs again) when somebody else has added meanwhile */
  private async add(leads: readonly Lead[], session: ClientSession): Promise<void> {
    this.adding = undefined;
    if (leads.length === 0) return;
    const entry: NumbersEntry = { _id: this.taken + 1, forget: false, leads: JSON.stringify(leads) };
    await this.log.create([entry], { session });
    this.adding = { _id: entry._id, leads };
  }

  /**
   * Takes what was committed to the log since the last time, and will stay so: a transaction sees what may still be lost, so it is read
   * outside of it. Whether somebody else adds meanwhile is for the entry's number to find out.
   */
  private async catchUp(session?: ClientSession): Promise<void> {
    const at = Date.now();
    const outside = session?.inTransaction() === true ? undefined : session;
    const entries = this.log
      .find({ _id: { $gt: this.taken } }, {}, outside ? { session: outside } : {})
      .sort({ _id: 1 })
      .lean<NumbersEntry>()
      .cursor();
    for await (const entry of entries) {
      if (entry._id <= this.taken) continue; // taken meanwhile by another call
      if (entry._id !== this.taken + 1) throw new Error(`entry ${this.taken + 1} of the numbers is missing`);
      if (entry.forget) this.persons.forgetRevisions();
      this.persons.take(JSON.parse(entry.leads) as Lead[]);
      this.taken = entry._id;
    }
    this.checkedAt = at;
  }
}
