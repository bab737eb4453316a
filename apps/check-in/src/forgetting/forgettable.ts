import type { Model, QueryFilter } from 'mongoose';

/** Where something is written about people that goes when they are erased. */
export interface Forgettable {
  /** Some volunteer numbers of whom something is still there, after one of them, in order and each once. */
  numbersAfter: (volunteerNo: string, limit: number) => Promise<string[]>;
  /** Removes it of whoever was erased; done again it changes nothing. */
  forget: (volunteerNos: readonly string[], at: Date) => Promise<void>;
}

/** Some volunteer numbers of documents of which it is still there, after one of them, in order and each once. */
export async function numbersAfter<D extends { volunteerNo: string }>(
  documents: Model<D>,
  isThere: QueryFilter<D>,
  volunteerNo: string,
  limit: number,
): Promise<string[]> {
  const found = await documents.aggregate<{ _id: string }>([
    { $match: { $and: [{ volunteerNo: { $gt: volunteerNo } }, isThere] } },
    { $group: { _id: '$volunteerNo' } },
    { $sort: { _id: 1 } },
    { $limit: limit },
  ]);
  return found.map((d) => d._id);
}
