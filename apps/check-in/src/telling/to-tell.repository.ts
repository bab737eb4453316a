import type { Dispute } from '#contracts';
import { Clock } from '#kernel';
import { writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/**
 * That somebody is still to be told of a record or a decision. Written in the transaction that makes it so, and gone once the registry has the notice.
 */
export interface ToTellDocument {
  /** Worked out of what is told. */
  _id: string;
  /** The document of a record's content, or a dispute and the level at which it was decided. */
  record?: string;
  dispute?: string;
  level?: Dispute['level'];
  at: Date;
  /** When it is looked at next: the number may lead to nobody yet. */
  dueAt: Date;
}

export const TO_TELL = 'to-tell';
export const toTellSchema = new Schema<ToTellDocument>(
  {
    _id: { type: String, required: true },
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
    const entries = documentIds.map((record) => ({ _id: `record ${record}`, record, at, dueAt: at }));
    await writeDocuments(this.toTell, { inserts: entries, replacements: [] }, session);
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

  async told(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.toTell.deleteMany({ _id: { $in: [...ids] } });
  }

  async later(ids: readonly string[], dueAt: Date): Promise<void> {
    if (ids.length > 0) await this.toTell.updateMany({ _id: { $in: [...ids] } }, { $set: { dueAt } });
  }
}
