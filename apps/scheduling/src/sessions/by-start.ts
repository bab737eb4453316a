import { withinFilter } from '#access';
import type { Model } from 'mongoose';

/** Which sessions are asked for: that start from an instant until before another, in a division where one is named, after one of them. */
export interface ByStart {
  readonly from: number;
  readonly until: number;
  readonly division: string;
  /** The sessions of one team alone, where one is named. */
  readonly teamNo: string;
  /** The number of the last one of the page before; empty for the first page. */
  readonly after: string;
  readonly limit: number;
}

const PLACE = { division: 'division', team: 'teamNo' };

/** A page of sessions or plans that a filter takes, by their start and then by number. */
export async function pageByStart<D extends { _id: string; startsAt: Date }>(
  model: Model<D>,
  filter: object,
  { from, until, division, teamNo, after, limit }: ByStart,
): Promise<D[]> {
  const last = after === '' ? null : await model.findOne({ _id: after }, { startsAt: 1 }).lean<D>();
  const begins = { startsAt: { $gte: new Date(from), $lt: new Date(until) } };
  const next =
    last === null
      ? {}
      : { $or: [{ startsAt: { $gt: last.startsAt } }, { startsAt: last.startsAt, _id: { $gt: after } }] };
  const inDivision = division === '' ? {} : withinFilter({ divisions: [division], teams: [] }, PLACE);
  return model
    .find({ $and: [filter, inDivision, teamNo === '' ? {} : { teamNo }, begins, next] })
    .sort({ startsAt: 1, _id: 1 })
    .limit(limit)
    .lean<D[]>();
}
