import type { Model } from 'mongoose';
import { liesWithin } from './lies-within.js';

/** Which sessions are asked for: that start from an instant until before another, in a division where one is named, after one of them. */
export interface ByStart {
  readonly from: number;
  readonly until: number;
  readonly division: string;
  /** The sessions of one team alone, where one is named. */
  readonly teamNo: string;
  /** The number of the last one of the page before; empty for the first page. */
  readonly after: string;
  /** When that one began as the page before told it, so that its being moved meanwhile leaves out none of the others; null where it is looked up. */
  readonly afterStart: number | null;
  readonly limit: number;
}

/** A page of sessions or plans that a filter takes, by their start and then by number. */
export async function pageByStart<D extends { _id: string; startsAt: Date }>(
  model: Model<D>,
  filter: object,
  { from, until, division, teamNo, after, afterStart, limit }: ByStart,
): Promise<D[]> {
  const isFirst = after === '';
  const found = isFirst || afterStart !== null ? null : await model.findOne({ _id: after }, { startsAt: 1 }).lean<D>();
  const last = !isFirst && afterStart !== null ? new Date(afterStart) : found?.startsAt;
  const begins = { startsAt: { $gte: new Date(from), $lt: new Date(until) } };
  const next =
    last === undefined ? {} : { $or: [{ startsAt: { $gt: last } }, { startsAt: last, _id: { $gt: after } }] };
  const inDivision = division === '' ? {} : liesWithin({ divisions: [division], teams: [] });
  return model
    .find({ $and: [filter, inDivision, teamNo === '' ? {} : { teamNo }, begins, next] })
    .sort({ startsAt: 1, _id: 1 })
    .limit(limit)
    .lean<D[]>();
}
