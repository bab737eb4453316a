import type { BackFill } from '#contracts';
import { bytesOf, isDuplicateKey } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { z } from 'zod';
import { ACTOR, type Actor } from '../actors/actors.js';
import { type Forgettable, numbersAfter } from '../forgetting/forgettable.js';

/** A request for a back-fill under its id. What was written about it may be personal, so it is sealed under the id, and goes when the person is erased. The request is decided once and never goes. */
export interface BackFillDocument {
  _id: string;
  /** Decided when it is asked for, so that approving it any number of times makes one record. */
  recordId: string;
  sessionNo: string;
  volunteerNo: string;
  kind: BackFill['kind'];
  occurredAt: Date;
  sealed?: Buffer;
  state: BackFill['state'];
  requested: Actor;
  requestedAt: Date;
  decided?: Actor;
  decidedAt?: Date;
}

const said = z.object({ reason: z.string(), evidence: z.string() });
type Said = z.infer<typeof said>;

export const BACK_FILL = 'back-fill';
export const backFillSchema = new Schema<BackFillDocument>(
  {
    _id: { type: String, required: true },
    recordId: { type: String, required: true },
    sessionNo: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    kind: { type: String, required: true },
    occurredAt: { type: Date, required: true },
    sealed: Buffer,
    state: { type: String, required: true },
    requested: { ...ACTOR, required: true },
    requestedAt: { type: Date, required: true },
    decided: { ...ACTOR, default: undefined },
    decidedAt: Date,
  },
  { collection: 'back-fills', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class BackFillRepository implements Forgettable {
  constructor(
    @InjectModel(BACK_FILL) private readonly backFills: Model<BackFillDocument>,
    private readonly keys: KeyRing,
  ) {}

  /** Adds a request, unless one of its id is there. Returns the one that is. */
  async addOnce(document: Omit<BackFillDocument, 'sealed'>, text: Said): Promise<BackFillDocument> {
    const sealed = this.keys.seal(Buffer.from(JSON.stringify(text)), contextOf(document._id));
    try {
      await this.backFills.create({ ...document, sealed });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const there = await this.find(document._id);
    if (there === null) throw new Error('a request that was added is not there');
    return there;
  }

  find(id: string, session?: ClientSession): Promise<BackFillDocument | null> {
    return this.backFills.findOne({ _id: id }, {}, session ? { session } : {}).lean<BackFillDocument>();
  }

  ofSession(sessionNo: string): Promise<BackFillDocument[]> {
    return this.backFills.find({ sessionNo }).sort({ requestedAt: 1, _id: 1 }).limit(1_000).lean<BackFillDocument[]>();
  }

  /** Decides one that is open; false where it is not any more. */
  async decide(
    id: string,
    to: Required<Pick<BackFillDocument, 'state' | 'decided' | 'decidedAt'>>,
    session?: ClientSession,
  ): Promise<boolean> {
    const { modifiedCount } = await this.backFills.updateOne(
      { _id: id, state: 'open' },
      { $set: to },
      session ? { session } : {},
    );
    return modifiedCount === 1;
  }

  numbersAfter(volunteerNo: string, limit: number): Promise<string[]> {
    return numbersAfter(this.backFills, { sealed: { $exists: true } }, volunteerNo, limit);
  }

  async forget(volunteerNos: readonly string[]): Promise<void> {
    await this.backFills.updateMany({ volunteerNo: { $in: [...volunteerNos] } }, { $unset: { sealed: 1 } });
  }

  /** What was written about a request; empty where the person was erased. */
  said({ _id, sealed }: BackFillDocument): Said {
    if (sealed === undefined) return { reason: '', evidence: '' };
    return said.parse(JSON.parse(this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString()));
  }
}

const contextOf = (id: string): string => `back-fill:${id}`;
