import { withinFilter } from '#access';
import type { Scope } from '#contracts';
import { bytesOf, type IndexPlan, isDuplicateKey } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { z } from 'zod';

/** A provisional number. Who it is said to be is sealed under it, and goes when it leads to somebody. */
export interface ProvisionalDocument {
  _id: string;
  /** Of the request that made it, so that the same one again makes no other. */
  request: string;
  sealed?: Buffer;
  sessionNo: string;
  division: string;
  teamNo: string;
  by: string;
  at: Date;
  /** To whose number it leads, who said so and when; missing while it leads to nobody. */
  volunteerNo?: string;
  settledBy?: string;
  settledAt?: Date;
}

const said = z.object({ name: z.string(), phone: z.string() });
type Said = z.infer<typeof said>;

export const PROVISIONAL = 'provisional-number';
export const provisionalSchema = new Schema<ProvisionalDocument>(
  {
    _id: { type: String, required: true },
    request: { type: String, required: true },
    sealed: Buffer,
    sessionNo: { type: String, required: true },
    division: String,
    teamNo: String,
    by: { type: String, required: true },
    at: { type: Date, required: true },
    volunteerNo: String,
    settledBy: String,
    settledAt: Date,
  },
  { collection: 'provisional-numbers', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);
export const PROVISIONAL_INDEXES: IndexPlan[string] = [
  { name: 'request', key: { request: 1 }, unique: true },
  { name: 'open', key: { at: 1 }, partialFilterExpression: { sealed: { $exists: true } } },
];

@Injectable()
export class ProvisionalRepository {
  constructor(
    @InjectModel(PROVISIONAL) private readonly numbers: Model<ProvisionalDocument>,
    private readonly keys: KeyRing,
  ) {}

  /** Adds one, unless there is one of its request. Returns the one that is there. */
  async addOnce(document: Omit<ProvisionalDocument, 'sealed'>, who: Said): Promise<ProvisionalDocument> {
    const { _id, request } = document;
    const there = await this.numbers.findOne({ request }).lean<ProvisionalDocument>();
    if (there !== null) return there;
    const sealed = this.keys.seal(Buffer.from(JSON.stringify(who)), contextOf(_id));
    try {
      await this.numbers.create({ ...document, sealed });
      return { ...document, sealed };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const found = await this.numbers.findOne({ request }).lean<ProvisionalDocument>();
      if (found === null) throw error;
      return found;
    }
  }

  find(provisionalNo: string, session?: ClientSession): Promise<ProvisionalDocument | null> {
    return this.numbers.findOne({ _id: provisionalNo }, {}, session ? { session } : {}).lean<ProvisionalDocument>();
  }

  /** Those that lead to nobody yet, in their order. */
  open(within: Scope, after: string, limit: number): Promise<ProvisionalDocument[]> {
    const inScope = withinFilter(within, { division: 'division', team: 'teamNo' });
    return this.numbers
      .find({ $and: [{ _id: { $gt: after }, sealed: { $exists: true } }, inScope] })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<ProvisionalDocument[]>();
  }

  /** Notes to whom one leads and forgets who it was said to be. Of two who do so at the same time one conflicts. */
  async settle(
    provisionalNo: string,
    to: Required<Pick<ProvisionalDocument, 'volunteerNo' | 'settledBy' | 'settledAt'>>,
    session: ClientSession,
  ): Promise<void> {
    await this.numbers.updateOne({ _id: provisionalNo }, { $set: to, $unset: { sealed: 1 } }, { session });
  }

  /** Who it is said to be; undefined where that is forgotten. */
  said({ _id, sealed }: ProvisionalDocument): Said | undefined {
    return sealed && said.parse(JSON.parse(this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString()));
  }
}

const contextOf = (provisionalNo: string): string => `provisional:${provisionalNo}`;
