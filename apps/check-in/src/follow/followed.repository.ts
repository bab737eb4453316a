import type { FeedPosition } from '#feed';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** How far this service is in another's feed, and the instant up to which it knows everything. */
export interface FollowedDocument {
  _id: 'registry' | 'scheduling';
  epoch?: string;
  position?: number;
  asOf?: number;
  /** How often the copy was changed; its version. */
  changes?: number;
}

export const FOLLOWED = 'copy';
export const followedSchema = new Schema<FollowedDocument>(
  { _id: { type: String, required: true }, epoch: String, position: Number, asOf: Number, changes: Number },
  { collection: 'copies', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class FollowedRepository {
  constructor(@InjectModel(FOLLOWED) private readonly followed: Model<FollowedDocument>) {}

  async position(feed: FollowedDocument['_id']): Promise<FeedPosition | null> {
    const d = await this.followed.findOne({ _id: feed }).lean<FollowedDocument>();
    return d?.epoch === undefined || d.position === undefined ? null : { epoch: d.epoch, position: d.position };
  }

  async reach(feed: FollowedDocument['_id'], { epoch, position }: FeedPosition, session: ClientSession): Promise<void> {
    await this.followed.updateOne({ _id: feed }, { $set: { epoch, position } }, { upsert: true, session });
  }

  async forget(feed: FollowedDocument['_id']): Promise<void> {
    await this.followed.updateOne({ _id: feed }, { $unset: { epoch: 1, position: 1, asOf: 1 } });
  }

  async caughtUp(feed: FollowedDocument['_id'], asOf: number): Promise<void> {
    await this.followed.updateOne({ _id: feed }, { $max: { asOf } }, { upsert: true });
  }

  /**
   * Notes within the transaction that the copy changes, so that of two followers that change it at the same time one conflicts, whatever each
   * changes. Returns the instant before which everything that the owner acknowledged is applied; 0 before the first time.
   */
  async change(feed: FollowedDocument['_id'], session: ClientSession): Promise<number> {
    const options = { upsert: true, session, returnDocument: 'before' } as const;
    const before = await this.followed
      .findOneAndUpdate({ _id: feed }, { $inc: { changes: 1 } }, options)
      .lean<FollowedDocument>();
    return before?.asOf ?? 0;
  }

  /** The version of the copy: greater after every change. */
  async version(feed: FollowedDocument['_id'], session?: ClientSession): Promise<number> {
    const d = await this.followed
      .findOne({ _id: feed }, { changes: 1 }, session ? { session } : {})
      .lean<FollowedDocument>();
    return d?.changes ?? 0;
  }

  /** Everything that both owners acknowledged before this instant is applied; 0 before the first time. */
  async asOf(): Promise<number> {
    const all = await this.followed.find().lean<FollowedDocument[]>();
    return Math.min(...(['registry', 'scheduling'] as const).map((f) => all.find((d) => d._id === f)?.asOf ?? 0));
  }
}
