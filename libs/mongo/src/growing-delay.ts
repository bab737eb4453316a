import type { Model } from 'mongoose';
import { isDuplicateKey } from './duplicate-key.js';

/** Attempts at something that is guessed, since the last one that succeeded. */
export interface AttemptsDocument {
  /** By what they are counted. */
  _id: string;
  count: number;
  /** Epoch milliseconds before which nothing is tried; 0 while attempts are free. */
  until: number;
  /** They are forgotten by it. */
  at: Date;
}

/** The fields of such documents, for their schema. */
export const ATTEMPTS_FIELDS = {
  _id: { type: String, required: true },
  count: { type: Number, required: true },
  until: { type: Number, required: true },
  at: { type: Date, required: true },
} as const;

const FIRST_MS = 1_000;

/**
 * Counts an attempt, before it is looked at whether it succeeds, so many at the same moment are no way around it. So many are free; then each makes the next wait
 * twice as long, from one second up to the longest. An attempt that comes too early is not counted.
 * @returns for how many milliseconds nothing may be tried yet, 0 where this one may be; and how many there were since the last that succeeded, this one included
 */
export async function countAttempt(
  attempts: Model<AttemptsDocument>,
  key: string,
  { free, longestMs, now }: { readonly free: number; readonly longestMs: number; readonly now: () => number },
): Promise<{ readonly wait: number; readonly count: number }> {
  const count = { $add: [{ $ifNull: ['$count', 0] }, 1] };
  const double = { $multiply: [FIRST_MS, { $pow: [2, { $subtract: ['$count', free + 1] }] }] };
  for (;;) {
    const at = now();
    const until = { $cond: [{ $lte: ['$count', free] }, 0, { $add: [at, { $min: [longestMs, double] }] }] };
    try {
      const counted = await attempts.collection.findOneAndUpdate(
        { _id: key, until: { $lte: at } } as object,
        [{ $set: { count, at: new Date(at) } }, { $set: { until } }],
        { upsert: true, returnDocument: 'after' },
      );
      return { wait: 0, count: counted?.['count'] as number };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // There is a document, and it is not yet time; or it has come into being just now, and another try finds it.
    const found = await attempts.findOne({ _id: key }).lean<AttemptsDocument>();
    const wait = (found?.until ?? 0) - at;
    if (wait > 0) return { wait, count: found?.count ?? 0 };
  }
}
