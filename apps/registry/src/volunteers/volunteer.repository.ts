import { DomainError } from '#kernel';
import { applyRows, type RowDocument, type RowOutcome, RowRefusal } from '#imports';
import { type IndexPlan, ONE_ANSWER, writeDocuments } from '#mongo';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Collection } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { RowOfTeams } from '../teams/membership.js';
import { randomBytes } from 'node:crypto';

/**
 * One volunteer number (志愿者编号) and the person it leads to. What is personal is in `sealed` (name, document, birth date, phone);
 * `identity` and `phoneIndex` are blind indexes of the identity and the phone number. `person` is drawn when an identity is first seen and says
 * nothing about it: that they belong together is known here alone, and forgotten when the person is erased (docs/adr/0015).
 */
export interface VolunteerDocument extends RowDocument {
  person: string;
  identity: string;
  phoneIndex: string;
  /** From whom the phone number is; missing in rows of files and in those made before it was kept. */
  phoneBy?: 'self' | 'office';
  sealed: Buffer;
  gender: string;
  politicalStatus: string;
  education: string;
  /** His own division now. */
  division: string;
  /** The code that was given for him, where another division is its heir now (docs/adr/0019). */
  given?: string;
  teams: string[];
  birthYear: number;
  registeredOn: string;
  consent: string;
  /** Grows with whatever is written about him elsewhere, so that of two who do so while he is erased one conflicts; a file begins it again. */
  acts?: number;
}

/** A row, before it is known who the person is. */
export type VolunteerRow = Omit<VolunteerDocument, 'rev' | 'person'>;

/** What stays of a number when its person is erased, and is told of it before. */
export type Pseudonym = Pick<
  VolunteerDocument,
  '_id' | 'rev' | 'person' | 'gender' | 'politicalStatus' | 'birthYear' | 'division' | 'registeredOn'
>;

/** The digest of a row that no file has brought. */
export const MADE_HERE = 'made here';

/** Whether an office has the phone number of a row, from paper or a file. Of a row made here before it was kept it is not known. */
export const isFromOffice = ({ phoneBy, digest }: Pick<VolunteerDocument, 'phoneBy' | 'digest'>): boolean =>
  (phoneBy ?? (digest === MADE_HERE ? 'self' : 'office')) === 'office';
const PSEUDONYM = {
  ...{ rev: 1, person: 1, gender: 1, politicalStatus: 1, birthYear: 1, division: 1, registeredOn: 1 },
} as const;

/** The digest of a number whose person is erased: no row that a file brings is like it, and none takes its place. */
const ERASED = 'erased';

/** The numbers of those who were not erased. */
const REGISTERED = { identity: { $exists: true } };

const PERSON_BYTES = 18;
/** So many new persons, drawn together because each drawing is a call to the system. */
function newPersons(count: number): string[] {
  const drawn = randomBytes(count * PERSON_BYTES);
  return Array.from({ length: count }, (_, i) => drawn.toString('base64url', i * PERSON_BYTES, (i + 1) * PERSON_BYTES));
}

/** Who says who is which person does so in turn (`Transactions.inTurn`): see `oneByOne`. */
export const TURN_OF_PERSONS = 'persons';

export const VOLUNTEERS_PLAN: IndexPlan = {
  // Not unique: a unique index would double what a file costs mongod. That one identity is one person is kept by `oneByOne`, below.
  volunteers: [{ name: 'identity', key: { identity: 1 } }],
  persons: [],
};

export const VOLUNTEER = 'volunteer';
export const volunteerSchema = new Schema<VolunteerDocument>(
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    rev: { type: Number, required: true },
    person: { type: String, required: true },
    identity: String,
    phoneIndex: { type: String },
    phoneBy: String,
    sealed: { type: Buffer, required: true },
    gender: String,
    politicalStatus: String,
    education: String,
    division: { type: String, required: true },
    given: String,
    teams: [String],
    birthYear: { type: Number, required: true },
    registeredOn: { type: String, required: true },
    consent: { type: String, required: true },
    acts: Number,
  },
  { collection: 'volunteers', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class VolunteerRepository implements OnModuleInit {
  constructor(@InjectModel(VOLUNTEER) private readonly volunteers: Model<VolunteerDocument>) {}

  /** In documents made before persons were drawn, `person` is the index of the identity; they keep it. */
  async onModuleInit(): Promise<void> {
    await this.volunteers.collection.updateMany({ identity: { $exists: false }, sealed: { $exists: true } }, [
      { $set: { identity: '$person' } },
    ]);
  }

  /** Inserts new numbers and replaces changed ones. */
  apply(
    rows: readonly VolunteerRow[],
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[]; accepted: VolunteerDocument[] }> {
    return applyRows(this.volunteers, rows, session, {
      refused: (digest) => (digest === ERASED ? new RowRefusal('志愿者编号', 'erased') : undefined),
      complete: (changed) => (changed.length === 0 ? Promise.resolve([]) : this.withPersons(changed, session)),
    });
  }

  /** Rows with the persons whose identities they hold. For identities that are new, persons are drawn. */
  private async withPersons(
    rows: readonly VolunteerRow[],
    session: ClientSession,
  ): Promise<Omit<VolunteerDocument, 'rev'>[]> {
    const known = await this.volunteers
      .find({ identity: { $in: rows.map((r) => r.identity) } }, { identity: 1, person: 1 }, { session })
      .batchSize(ONE_ANSWER)
      .lean<Pick<VolunteerDocument, 'identity' | 'person'>[]>();
    const persons = new Map(known.map((d) => [d.identity, d.person]));
    await this.oneByOne(session);
    const drawn = newPersons(rows.length);
    return rows.map((row, i) => {
      const person = persons.get(row.identity) ?? drawn[i] ?? '';
      persons.set(row.identity, person);
      return { ...row, person };
    });
  }

  /**
   * Of two transactions that say at the same time who is which person, perhaps of one identity, or one that places people while another ends their
   * division, one conflicts and looks again.
   */
  async oneByOne(session: ClientSession): Promise<void> {
    const persons: Collection<{ _id: string; acts: number }> = this.volunteers.db.collection('persons');
    await persons.updateOne({ _id: 'all' }, { $inc: { acts: 1 } }, { session, upsert: true });
  }

  /** A person's numbers; the first gives the person's data (definitions, "a person's data"). */
  ofIdentity(identity: string, session: ClientSession): Promise<VolunteerDocument[]> {
    return this.volunteers
      .find({ identity }, {}, { session })
      .sort({ registeredOn: 1, _id: 1 })
      .lean<VolunteerDocument[]>();
  }

  /** Replaces documents by later versions of themselves; of two who do so at the same time one conflicts. */
  async replace(documents: readonly VolunteerDocument[], session: ClientSession): Promise<void> {
    await writeDocuments(this.volunteers, { inserts: [], replacements: documents }, session);
  }

  /**
   * Lets those who belong to one division belong to another: all, or some numbers with all that lead to the same persons; also those of the erased, as
   * figures go by them too. Looks through all, as an index would slow down every file. Whoever moves people holds `oneByOne`.
   */
  async move(
    { from, to, only }: { readonly from: string; readonly to: string; readonly only?: ReadonlySet<string> },
    session: ClientSession,
  ): Promise<Pseudonym[]> {
    const named = only && (await this.volunteers.distinct('person', { _id: { $in: [...only] } }, { session }));
    const found = await this.volunteers
      .find({ division: from, ...(named && { person: { $in: named } }) }, PSEUDONYM, { session })
      .batchSize(ONE_ANSWER)
      .lean<Pseudonym[]>();
    const given = { $ifNull: ['$given', '$division'] };
    const rows = this.volunteers.collection as unknown as Collection<VolunteerDocument>;
    await rows.updateMany(
      { _id: { $in: found.map((d) => d._id) } },
      [
        {
          $set: {
            given: { $cond: [{ $eq: [given, to] }, '$$REMOVE', given] },
            division: to,
            rev: { $add: ['$rev', 1] },
          },
        },
      ],
      { session },
    );
    return found.map((d) => ({ ...d, division: to, rev: d.rev + 1 }));
  }

  /** Leaves of a person's numbers only the pseudonym. */
  async erase(identity: string, session: ClientSession): Promise<void> {
    await this.oneByOne(session);
    await this.volunteers.updateMany(
      { identity },
      {
        $set: { digest: ERASED },
        $unset: { identity: 1, phoneIndex: 1, phoneBy: 1, sealed: 1, education: 1, teams: 1, consent: 1, acts: 1 },
      },
      { session },
    );
  }

  /** Those of some numbers whose person was erased. */
  async erased(numbers: readonly string[]): Promise<string[]> {
    const found = await this.volunteers
      .find({ _id: { $in: [...numbers] }, digest: ERASED }, { _id: 1 })
      .batchSize(ONE_ANSWER)
      .lean<{ _id: string }[]>();
    return found.map((d) => d._id);
  }

  /** What a number leads to. @throws DomainError `VOLUNTEER.UNKNOWN`, also for somebody who was erased */
  async get(volunteerNo: string, session?: ClientSession): Promise<VolunteerDocument> {
    const found = await this.volunteers
      .findOne({ _id: volunteerNo, ...REGISTERED }, {}, session ? { session } : {})
      .lean<VolunteerDocument>();
    if (found === null) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return found;
  }

  /**
   * What a number leads to, for who writes something about him in this transaction: of it and of his being erased at the same time one conflicts, so that
   * nothing is left of him. @throws DomainError `VOLUNTEER.UNKNOWN`
   */
  async hold(volunteerNo: string, session: ClientSession): Promise<VolunteerDocument> {
    const found = await this.volunteers
      .findOneAndUpdate(
        { _id: volunteerNo, ...REGISTERED },
        { $inc: { acts: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<VolunteerDocument>();
    if (found === null) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return found;
  }

  /** The same of several numbers; those that lead to nobody are left out. */
  async holdSome(numbers: readonly string[], session: ClientSession): Promise<ReadonlySet<string>> {
    const of = { _id: { $in: [...numbers] }, ...REGISTERED };
    await this.volunteers.updateMany(of, { $inc: { acts: 1 } }, { session });
    return new Set(await this.volunteers.distinct('_id', of, { session }));
  }

  /** Some numbers; those that are not there are left out. */
  some(numbers: readonly string[]): Promise<VolunteerDocument[]> {
    return this.volunteers
      .find({ _id: { $in: [...numbers] }, ...REGISTERED })
      .batchSize(ONE_ANSWER)
      .lean<VolunteerDocument[]>();
  }

  /**
   * Every number of those who have one in a village, a person's numbers in the order in which the first gives his data. Looks through all, as an index would slow down
   * every file.
   */
  async livingIn(division: string, session: ClientSession): Promise<VolunteerDocument[]> {
    const identities = await this.volunteers.distinct('identity', { division, ...REGISTERED }, { session });
    return this.volunteers
      .find({ identity: { $in: identities } }, {}, { session })
      .sort({ registeredOn: 1, _id: 1 })
      .batchSize(ONE_ANSWER)
      .lean<VolunteerDocument[]>();
  }

  /** The numbers under which a phone number was given, by its blind index. Looks through all: the question is rare, and an index would slow down every file. */
  async withPhone(phoneIndex: string): Promise<string[]> {
    const found = await this.volunteers.find({ phoneIndex }, { _id: 1 }).limit(1_000).lean<{ _id: string }[]>();
    return found.map((d) => d._id);
  }

  /** The rows that name a team; looks through all, for the same reason. */
  inTeam(teamNo: string, session?: ClientSession): Promise<(RowOfTeams & { _id: string })[]> {
    return this.volunteers
      .find({ teams: teamNo }, { teams: 1, registeredOn: 1 }, session ? { session } : {})
      .batchSize(ONE_ANSWER)
      .lean<(RowOfTeams & { _id: string })[]>();
  }

  /** Numbers in their order, also those of the erased. */
  page(after: string, limit: number): Promise<Pseudonym[]> {
    return this.volunteers
      .find({ _id: { $gt: after } }, { sealed: 0 })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Pseudonym[]>();
  }
}
