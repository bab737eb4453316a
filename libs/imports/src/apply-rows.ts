import { type KeyedDocument, writeDocuments } from '#mongo';
import type { ClientSession } from 'mongodb';
import type { Model } from 'mongoose';
import type { RowRefusal } from './column.js';
import type { RowOutcome } from './import-kind.js';

/** A document of a row that a later file replaces: `digest` tells whether it says the same, `rev` grows with each replacement. */
export interface RowDocument extends KeyedDocument {
  digest: string;
  rev: number;
}

/** What a collection wants of its rows beyond what they say themselves. */
interface RowRules<D extends RowDocument, R> {
  /** Why a row changes nothing whose number has a document of this digest. */
  readonly refused?: (digest: string) => RowRefusal | undefined;
  /** Makes documents of the rows that are new or changed. */
  readonly complete?: (changed: readonly R[]) => Promise<readonly Omit<D, 'rev'>[]>;
}

/** Collections where the batch before held nothing but new numbers, so that the next is inserted without looking for them first. */
const expectedNew = new WeakSet<object>();

/**
 * Inserts rows that are new and replaces those that a later file changed, within a transaction; a number may be in `rows` only once.
 * Returns for each row what became of it, and the documents that are now there for the accepted ones.
 * @throws MongoServerError (code 11000) where a number that was expected to be new is there; when the transaction runs again it is looked for
 */
export async function applyRows<D extends RowDocument, R extends Omit<RowDocument, 'rev'> = Omit<D, 'rev'>>(
  model: Model<D>,
  rows: readonly R[],
  session: ClientSession,
  rules: RowRules<D, R> = {},
): Promise<{ outcomes: RowOutcome[]; accepted: D[] }> {
  const documents = model as unknown as Model<RowDocument>;
  const found = expectedNew.delete(model)
    ? []
    : await documents
        .find({ _id: { $in: rows.map((r) => r._id) } }, { digest: 1, rev: 1 }, { session })
        .lean<RowDocument[]>();
  const existing = new Map(found.map((d) => [d._id, d]));

  const changed: R[] = [];
  const outcomes = rows.map((row): RowOutcome => {
    const before = existing.get(row._id);
    if (before?.digest === row.digest) return 'unchanged';
    const refused = before && rules.refused?.(before.digest);
    if (refused !== undefined) return refused;
    changed.push(row);
    return 'accepted';
  });
  const inserts: RowDocument[] = [];
  const replacements: RowDocument[] = [];
  for (const row of (await rules.complete?.(changed)) ?? (changed as unknown as Omit<RowDocument, 'rev'>[])) {
    const before = existing.get(row._id);
    (before === undefined ? inserts : replacements).push({ ...row, rev: (before?.rev ?? 0) + 1 });
  }
  await writeDocuments(documents, { inserts, replacements }, session);
  if (existing.size === 0) expectedNew.add(model);
  return { outcomes, accepted: [...inserts, ...replacements] as unknown as D[] };
}
