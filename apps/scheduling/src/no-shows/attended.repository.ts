import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { SIGN_UP, type SignUpDocument, WITH_PLACE } from '../sign-ups/sign-up.repository.js';

/** Of sign-ups, who of those with a place came. Nothing that is decided over a roster rests on it. */
@Injectable()
export class AttendedRepository {
  constructor(@InjectModel(SIGN_UP) private readonly signUps: Model<SignUpDocument>) {}

  /** The numbers of those with a place at a session. */
  async confirmedNumbers(sessionNo: string): Promise<string[]> {
    const found = await this.signUps
      .find({ sessionNo, ...WITH_PLACE }, { volunteerNo: 1 })
      .lean<Pick<SignUpDocument, 'volunteerNo'>[]>();
    return found.map((d) => d.volunteerNo);
  }

  /** Notes of those with a place at a session who of them came. */
  async noteAttended(sessionNo: string, came: readonly string[]): Promise<void> {
    const of = { sessionNo, ...WITH_PLACE };
    const [there, others] = [{ $in: [...came] }, { $nin: [...came] }];
    await this.signUps.bulkWrite([
      { updateMany: { filter: { ...of, volunteerNo: there, attended: { $ne: true } }, update: { attended: true } } },
      { updateMany: { filter: { ...of, volunteerNo: others, attended: { $ne: false } }, update: { attended: false } } },
    ]);
  }

  /** To how many sessions that ended within twelve months some persons had a place and did not come; who has none is left out. */
  async noShows(persons: readonly string[], now: Date): Promise<ReadonlyMap<string, number>> {
    if (persons.length === 0) return new Map();
    const since = new Date(now);
    since.setUTCFullYear(since.getUTCFullYear() - 1);
    const found = await this.signUps.aggregate<{ _id: string; count: number }>([
      { $match: { person: { $in: [...persons] }, attended: false, endsAt: { $gt: since }, ...WITH_PLACE } },
      { $group: { _id: '$person', count: { $sum: 1 } } },
    ]);
    return new Map(found.map((d) => [d._id, d.count]));
  }
}
