import type { AttendanceRecord, Method, RecordKind } from '#attendance';
import { ONE_ANSWER, writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Collection, Filter } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/**
 * One content under one record id, insert-only. The content that came first has the id itself as `_id`; further contents of the id have
 * `id#digest` and name the id in `rivalOf`. Which of them stands is derived. Blank fields are left out.
 */
export interface RecordDocument {
  _id: string;
  rivalOf?: string;
  /** Other contents under this id are there (`rivalOf`); set on the first of them when the second is added. */
  contested?: boolean;
  /** How often it was decided anew which content under this id stands; on the first of them. */
  restated?: number;
  digest: string;
  sessionNo: string;
  volunteerNo: string;
  kind: RecordKind;
  occurredAt: Date;
  method: Method;
  deviceId?: string;
  enteredBy?: string;
  approvedBy?: string;
  annuls?: string;
  note?: string;
  /** The earliest time at which this content was received; besides `contested` and `restated` the only field that may change, and only to an earlier time. */
  receivedAt: Date;
  /** The account that handed it in, or the import. */
  by: string;
  storedAt: Date;
}

export const RECORD = 'record';
export const recordSchema = new Schema<RecordDocument>(
  {
    _id: { type: String, required: true },
    rivalOf: String,
    contested: Boolean,
    restated: Number,
    digest: { type: String, required: true },
    sessionNo: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    kind: { type: String, required: true },
    occurredAt: { type: Date, required: true },
    method: { type: String, required: true },
    deviceId: String,
    enteredBy: String,
    approvedBy: String,
    annuls: String,
    note: String,
    receivedAt: { type: Date, required: true },
    by: { type: String, required: true },
    storedAt: { type: Date, required: true },
  },
  { collection: 'records', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** A record without what only tells contents of one id apart. */
export type JudgedDocument = Omit<RecordDocument, 'digest' | 'deviceId' | 'note' | 'by' | 'storedAt'>;
const JUDGED = { digest: 0, deviceId: 0, note: 0, by: 0, storedAt: 0 } as const;

/** The record id of a document. */
export const recordIdOf = (d: Pick<RecordDocument, '_id' | 'rivalOf'>): string => d.rivalOf ?? d._id;

/** There are other contents under its record's id. */
export const isContested = (d: Pick<RecordDocument, 'rivalOf' | 'contested'>): boolean =>
  d.rivalOf !== undefined || d.contested === true;

export function toRecord(d: JudgedDocument & Pick<RecordDocument, 'deviceId' | 'note'>): AttendanceRecord {
  return {
    id: recordIdOf(d),
    sessionNo: d.sessionNo,
    volunteerNo: d.volunteerNo,
    kind: d.kind,
    occurredAt: d.occurredAt.getTime(),
    method: d.method,
    deviceId: d.deviceId ?? '',
    enteredBy: d.enteredBy ?? '',
    approvedBy: d.approvedBy ?? '',
    annuls: d.annuls ?? '',
    note: d.note ?? '',
    receivedAt: d.receivedAt.getTime(),
  };
}

type NumberAtSession = Pick<RecordDocument, 'volunteerNo' | 'sessionNo'>;

/** Numbers and sessions, and which of the one at which of the other. */
export interface NumbersAtSessions {
  readonly numbers: readonly string[];
  readonly sessionNos: readonly string[];
  readonly isAsked: (key: NumberAtSession) => boolean;
}

const atSessions = (numbers: readonly string[], sessionNos: readonly string[]): Filter<RecordDocument> => ({
  volunteerNo: { $in: [...numbers] },
  sessionNo: { $in: [...sessionNos] },
});

/** The index by number and session: otherwise MongoDB tries it against the one by session and number, over and over. */
const BY_NUMBER = { hint: 'volunteer', batchSize: ONE_ANSWER } as const;

/** Numbers of which it costs less to read all than to ask first which. */
const FEW = 100;

/** Index keys of one page of volunteer numbers. */
const INDEX_KEYS = 12_000;

@Injectable()
export class RecordRepository {
  constructor(@InjectModel(RECORD) private readonly records: Model<RecordDocument>) {}

  /** Adds contents. @throws MongoServerError (a conflict, the transaction then runs again) when one was added meanwhile */
  async add(documents: readonly RecordDocument[], session: ClientSession): Promise<void> {
    await writeDocuments(this.records, { inserts: documents, replacements: [] }, session);
  }

  /** Lowers times of receipt, by `_id`. */
  async lowerReceipts(receipts: ReadonlyMap<string, Date>, session: ClientSession): Promise<void> {
    if (receipts.size === 0) return;
    await this.records.bulkWrite(
      [...receipts].map(([_id, receivedAt]) => ({ updateOne: { filter: { _id }, update: { $min: { receivedAt } } } })),
      { session, ordered: false },
    );
  }

  /**
   * Notes that under some ids there are other contents than the first, and that one of them was added or has got an earlier time of receipt. Two transactions that do so
   * under one id conflict here, so each knows what the other has done.
   */
  async contest(ids: readonly string[], session: ClientSession): Promise<void> {
    if (ids.length === 0) return;
    const change = { $set: { contested: true }, $inc: { restated: 1 } };
    await this.records.updateMany({ _id: { $in: [...ids] } }, change, { session });
  }

  /** First contents under ids after one, in the order of ids, without what the rules do not ask for. */
  after(id: string, limit: number): Promise<JudgedDocument[]> {
    const first = this.collection.find({ _id: { $gt: id }, rivalOf: { $exists: false } }, { projection: JUDGED });
    return first.sort({ _id: 1 }).limit(limit).batchSize(ONE_ANSWER).toArray();
  }

  /** Some contents, by `_id`. */
  documents(ids: readonly string[]): Promise<RecordDocument[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.find({ _id: { $in: [...ids] } }, {});
  }

  /** Every content under some record ids. */
  async contentsOf(ids: readonly string[], session?: ClientSession): Promise<RecordDocument[]> {
    if (ids.length === 0) return [];
    const first = await this.find({ _id: { $in: [...ids] } }, {}, session);
    const contested = first.flatMap((d) => (d.contested === true ? [d._id] : []));
    if (contested.length === 0) return first;
    return [...first, ...(await this.find({ rivalOf: { $in: contested } }, {}, session))];
  }

  /** Contents under some volunteer numbers, without what the rules do not ask for. */
  async ofNumbers(numbers: readonly string[], session: ClientSession): Promise<JudgedDocument[]> {
    return numbers.length === 0 ? [] : this.find({ volunteerNo: { $in: [...numbers] } }, JUDGED, session);
  }

  /** The same at some sessions alone. */
  async atSessions(numbers: readonly string[], sessionNos: readonly string[]): Promise<JudgedDocument[]> {
    if (numbers.length === 0) return [];
    const found = this.collection.find<RecordDocument>(atSessions(numbers, sessionNos), {
      projection: JUDGED,
      ...BY_NUMBER,
    });
    return found.toArray();
  }

  /**
   * What `atSessions` finds and what `annulmentsOf` does. Of few by one question, because asking costs more than what is found; what is both stands in both then. Of many,
   * who are as a rule asked about at one session each, only what is under numbers and at sessions of which something is asked for and there, read off the index.
   */
  async atSessionsAndAnnulling(
    { numbers, sessionNos, isAsked }: NumbersAtSessions,
    ids: readonly string[],
  ): Promise<{ readonly found: JudgedDocument[]; readonly annulments: JudgedDocument[] }> {
    if (numbers.length > FEW) {
      const [found, annulments] = await Promise.all([
        this.askedAtSessions({ numbers, sessionNos, isAsked }),
        this.annulmentsOf(ids),
      ]);
      return { found, annulments };
    }
    const all = await this.find({ $or: [atSessions(numbers, sessionNos), { annuls: { $in: [...ids] } }] }, JUDGED);
    const [ofNumbers, ofSessions, named] = [new Set(numbers), new Set(sessionNos), new Set(ids)];
    return {
      found: all.filter((d) => ofNumbers.has(d.volunteerNo) && ofSessions.has(d.sessionNo)),
      annulments: all.filter((d) => d.annuls !== undefined && named.has(d.annuls)),
    };
  }

  private async askedAtSessions({ numbers, sessionNos, isAsked }: NumbersAtSessions): Promise<JudgedDocument[]> {
    const projection = { _id: 0, volunteerNo: 1, sessionNo: 1 } as const;
    const keys = this.collection.find<NumberAtSession>(atSessions(numbers, sessionNos), { projection, ...BY_NUMBER });
    const asked = (await keys.toArray()).filter(isAsked);
    return this.atSessions([...new Set(asked.map((k) => k.volunteerNo))], [...new Set(asked.map((k) => k.sessionNo))]);
  }

  /** Annulments that name one of these ids, without what the rules do not ask for. */
  annulmentsOf(ids: readonly string[], session?: ClientSession): Promise<JudgedDocument[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.find({ annuls: { $in: [...ids] } }, JUDGED, session);
  }

  async numbersAtSessions(sessionNos: readonly string[]): Promise<string[]> {
    if (sessionNos.length === 0) return [];
    return this.records.distinct('volunteerNo', { sessionNo: { $in: [...sessionNos] } });
  }

  /** Check-ins at some sessions that some accounts have handed in by some methods, and that happened, or the server got, from one instant until before another. */
  byHand(
    sessionNos: readonly string[],
    asked: { readonly accounts: readonly string[]; readonly methods: readonly Method[]; from: Date; until: Date },
  ): Promise<RecordDocument[]> {
    const { accounts, methods, from, until } = asked;
    const then = { $gte: from, $lt: until };
    return this.find(
      {
        ...{ sessionNo: { $in: [...sessionNos] }, kind: 'check-in', by: { $in: [...accounts] } },
        ...{ method: { $in: [...methods] }, $or: [{ occurredAt: then }, { storedAt: then }] },
      },
      {},
    );
  }

  /** The numbers under which there are records at some sessions, one for each record; read off the index. */
  numbersBySession(sessionNos: readonly string[]): Promise<NumberAtSession[]> {
    return this.records
      .find({ sessionNo: { $in: [...sessionNos] } }, { _id: 0, sessionNo: 1, volunteerNo: 1 })
      .batchSize(ONE_ANSWER)
      .lean<NumberAtSession[]>();
  }

  /** How many records some sessions have, by number; read off the index. */
  async countAtSessions(sessionNos: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (sessionNos.length === 0) return new Map();
    const found = await this.records.aggregate<{ _id: string; count: number }>([
      { $match: { sessionNo: { $in: [...sessionNos] } } },
      { $group: { _id: '$sessionNo', count: { $sum: 1 } } },
    ]);
    return new Map(found.map((d) => [d._id, d.count]));
  }

  /** Volunteer numbers that have records, in their order, after one; read off the index. `next` is null at the end. */
  async numbersWithRecords(after: string, session: ClientSession): Promise<{ numbers: string[]; next: string | null }> {
    const keys = await this.records
      .find({ volunteerNo: { $gt: after } }, { _id: 0, volunteerNo: 1 }, { session })
      .sort({ volunteerNo: 1 })
      .limit(INDEX_KEYS)
      .lean<{ volunteerNo: string }[]>();
    const numbers = [...new Set(keys.map((k) => k.volunteerNo))];
    return { numbers, next: keys.length < INDEX_KEYS ? null : (numbers.at(-1) ?? null) };
  }

  private find(
    filter: Filter<RecordDocument>,
    projection: Readonly<Record<string, 0>>,
    session?: ClientSession,
  ): Promise<RecordDocument[]> {
    return this.collection.find(filter, { projection, batchSize: ONE_ANSWER, ...(session && { session }) }).toArray();
  }

  /** By the driver itself: mongoose casts each of the thousands of numbers and ids of a filter, which are texts already. */
  private get collection(): Collection<RecordDocument> {
    return this.records.collection as unknown as Collection<RecordDocument>;
  }
}
