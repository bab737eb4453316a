import type { FeedPosition } from '#feed';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** How far this service is in another's feed. */
export interface FollowedDocument {
  _id: 'registry' | 'scheduling';
  epoch?: string;
  position?: number;
  /** How often the copy was changed; its version. */
  changes?: number;
}

export const FOLLOWED = 'copy';
export const followedSchema = new Schema<FollowedDocument>(
  { _id: { type: String, required: true }, epoch: String, position: Number, changes: Number },
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
    await this.followed.updateOne({ _id: feed }, { $unset: { epoch: 1, position: 1 } });
  }

  /**
   * Notes within the transaction that the copy changes, so that of two followers that change it at the same time one conflicts, whatever each
   * changes.
   */
  async change(feed: FollowedDocument['_id'], session: ClientSession): Promise<void> {
    await this.followed.updateOne({ _id: feed }, { $inc: { changes: 1 } }, { upsert: true, session });
  }

  /** The version of the copy: greater after every change. */
  async version(feed: FollowedDocument['_id'], session?: ClientSession): Promise<number> {
    const d = await this.followed
      .findOne({ _id: feed }, { changes: 1 }, session ? { session } : {})
      .lean<FollowedDocument>();
    return d?.changes ?? 0;
  }
}
