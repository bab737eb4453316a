import type { Dispute } from '#contracts';
import { Clock } from '#kernel';
import { writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, ObjectId } from 'mongodb';
import { type AnyBulkWriteOperation, type Model, Schema } from 'mongoose';

/**
 * Of what somebody is still to be told: of some records or of a decision. Written in the transaction that makes it so, and gone once the registry has the notices.
 */
export interface ToTellDocument {
  _id: string;
  /** The documents of records' contents that one transaction has added. */
  records?: string[];
  /** The one of them, where it was written before one could name several. */
  record?: string;
  /** A dispute and the level at which it was decided. */
  dispute?: string;
  level?: Dispute['level'];
  at: Date;
  /** When it is looked at next: a number may lead to nobody yet. */
  dueAt: Date;
}

/** One thing of which somebody is to be told. */
export interface Thing {
  /** Worked out of what is told. */
  readonly id: string;
  readonly record?: string;
  readonly dispute?: string;
  readonly level?: Dispute['level'];
}

const thingOfRecord = (record: string): Thing => ({ id: `record ${record}`, record });

export function thingsOf({ _id: id, records, record, dispute, level }: ToTellDocument): Thing[] {
  if (records !== undefined) return records.map(thingOfRecord);
  if (record !== undefined) return [thingOfRecord(record)];
  return dispute === undefined || level === undefined ? [] : [{ id, dispute, level }];
}

export const TO_TELL = 'to-tell';
export const toTellSchema = new Schema<ToTellDocument>(
  {
    _id: { type: String, required: true },
    records: { type: [String], default: undefined },
    record: String,
    dispute: String,
    level: String,
    at: { type: Date, required: true },
    dueAt: { type: Date, required: true },
  },
  { collection: 'to-tell', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);
/** Whoever is not known after so long is told by the sheet or the list of his records. */
export const TO_TELL_KEPT_SECONDS = 400 * 24 * 60 * 60;

@Injectable()
export class ToTell {
  constructor(
    @InjectModel(TO_TELL) private readonly toTell: Model<ToTellDocument>,
    private readonly clock: Clock,
  ) {}

  /** Within the transaction that adds these contents of records. */
  async records(documentIds: readonly string[], session: ClientSession): Promise<void> {
    if (documentIds.length === 0) return;
    const at = new Date(this.clock.now());
    const entry = { _id: new ObjectId().toHexString(), records: [...documentIds], at, dueAt: at };
    await writeDocuments(this.toTell, { inserts: [entry], replacements: [] }, session);
  }

  /** Within the transaction that decides. */
  async decision(dispute: string, level: Dispute['level'], session: ClientSession): Promise<void> {
    const at = new Date(this.clock.now());
    await this.toTell.updateOne(
      { _id: `decision ${dispute} ${level}` },
      { $setOnInsert: { dispute, level, at, dueAt: at } },
      { upsert: true, session },
    );
  }

  /** Some of those that are due. */
  due(now: Date, limit: number): Promise<ToTellDocument[]> {
    return this.toTell
      .find({ dueAt: { $lte: now } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<ToTellDocument[]>();
  }

  /** Of these somebody is told, but of some things: of them he is at the earliest at `dueAt`. */
  async told(entries: readonly ToTellDocument[], left: ReadonlySet<string>, dueAt: Date): Promise<void> {
    const done: string[] = [];
    const changes: AnyBulkWriteOperation<ToTellDocument>[] = [];
    for (const entry of entries) {
      const things = thingsOf(entry).filter(({ id }) => left.has(id));
      const records = things.flatMap(({ record }) => record ?? []);
      const later = records.length === 0 ? { dueAt } : { dueAt, records };
      if (things.length === 0) done.push(entry._id);
      else changes.push({ updateOne: { filter: { _id: entry._id }, update: { $set: later } } });
    }
    if (done.length > 0) changes.push({ deleteMany: { filter: { _id: { $in: done } } } });
    if (changes.length > 0) await this.toTell.bulkWrite(changes, { ordered: false });
  }
}
