import type { IncomingRecord, RecordResult } from '#contracts';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ObjectId } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/**
 * An attempt that became no record: who made it at which session by which way, and why it is none. Insert-only, and nothing personal: of whom it was is not kept,
 * nor where, nor what was shown.
 */
export interface AttemptDocument {
  _id: ObjectId;
  at: Date;
  /** The id of the record that it would have become. */
  recordId: string;
  sessionNo: string;
  account: string;
  /** The way of the proof, or else the method. */
  way: string;
  reason: string;
}

/** Kept for as long as positions are by default: until then whoever was refused can ask why. */
export const ATTEMPTS_KEPT_SECONDS = 90 * 24 * 60 * 60;

export const ATTEMPT = 'attempt';
export const attemptSchema = new Schema<AttemptDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    recordId: { type: String, required: true },
    sessionNo: { type: String, required: true },
    account: { type: String, required: true },
    way: { type: String, required: true },
    reason: { type: String, required: true },
  },
  { collection: 'attempts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** What was refused as no record. */
@Injectable()
export class AttemptLog {
  constructor(
    @InjectModel(ATTEMPT) private readonly attempts: Model<AttemptDocument>,
    private readonly clock: Clock,
  ) {}

  /** Of refusals those that are final; what may be sent again is no attempt. */
  async add(refused: ReadonlyMap<IncomingRecord, RecordResult>): Promise<void> {
    const at = new Date(this.clock.now());
    const documents = [...refused].flatMap(([record, { status, refusal }]): AttemptDocument[] => {
      const reason = status === 'out-of-scope' ? 'AUTH.OUT_OF_SCOPE' : refusal?.code;
      if (reason === undefined) return [];
      const { id: recordId, sessionNo, by: account, method, proof } = record;
      return [{ _id: new ObjectId(), at, recordId, sessionNo, account, way: proof?.way ?? method, reason }];
    });
    if (documents.length > 0) await this.attempts.insertMany(documents, { lean: true });
  }
}
