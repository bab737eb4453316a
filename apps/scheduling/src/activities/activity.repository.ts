import type { Activity, Scope } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { liesWithin } from '../sessions/lies-within.js';
import { DESCRIBED, type Described, WHO_AND_HOW_LONG } from '../planning/described.js';

/** An activity (项目) under its number. */
export interface ActivityDocument extends Described {
  _id: string;
  minutes: number;
  rules: Activity['rules'];
  shared: boolean;
  plannedBy: string;
}

export const ACTIVITY = 'activity';
export const activitySchema = new Schema<ActivityDocument>(
  {
    _id: { type: String, required: true },
    ...DESCRIBED,
    minutes: { type: Number, required: true },
    rules: {
      type: { opensBefore: Number, closesBefore: Number, cancelBefore: Number, ...WHO_AND_HOW_LONG },
      _id: false,
      required: true,
    },
    shared: { type: Boolean, required: true },
    plannedBy: { type: String, required: true },
  },
  { collection: 'activities', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class ActivityRepository {
  constructor(@InjectModel(ACTIVITY) private readonly activities: Model<ActivityDocument>) {}

  async put(activity: ActivityDocument): Promise<void> {
    await this.activities.replaceOne({ _id: activity._id }, activity, { upsert: true });
  }

  find(activityNo: string): Promise<ActivityDocument | null> {
    return this.activities.findOne({ _id: activityNo }).lean<ActivityDocument>();
  }

  /** Those within the scope or shared, in the order of their numbers. */
  page(within: Scope, after: string, limit: number): Promise<ActivityDocument[]> {
    const inScope = liesWithin(within);
    return this.activities
      .find({ $and: [{ _id: { $gt: after } }, { $or: [inScope, { shared: true }] }] })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<ActivityDocument[]>();
  }
}
