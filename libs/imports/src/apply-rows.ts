import { type KeyedDocument, writeDocuments } from '#mongo';
import type { ClientSession } from 'mongodb';
import type { Model } from 'mongoose';
import type { RowOutcome } from './import-kind.js';

/** A document of a row that a later file replaces: `digest` tells whether it says the same, `rev` grows with each replacement. */
export interface RowDocument extends KeyedDocument {
  digest: string;
  rev: number;
}

/** Collections where the batch before held nothing but new numbers, so that the next is inserted without looking for them first. */
const expectedNew = new WeakSet<object>();

/**
 * Inserts rows that are new and replaces those that a later file changed, within a transaction; a number may be in `rows` only once.
 * Returns for each row what became of it, and the documents that are now there for the accepted ones.
 * @throws MongoServerError (code 11000) where a number that was expected to be new is there; when the transaction runs again it is looked for
 */
export async function applyRows<D extends RowDocument>(
  model: Model<D>,
  rows: readonly Omit<D, 'rev'>[],
  session: ClientSession,
): Promise<{ outcomes: RowOutcome[]; accepted: D[] }> {
  const documents = model as unknown as Model<RowDocument>;
  const incoming = rows as unknown as readonly Omit<RowDocument, 'rev'>[];
  const found = expectedNew.delete(model)
    ? []
    : await documents
        .find({ _id: { $in: incoming.map((r) => r._id) } }, { digest: 1, rev: 1 }, { session })
        .lean<RowDocument[]>();
  const existing = new Map(found.map((d) => [d._id, d]));

  const outcomes: RowOutcome[] = [];
  const inserts: RowDocument[] = [];
  const replacements: RowDocument[] = [];
  for (const row of incoming) {
    const before = existing.get(row._id);
    if (before?.digest === row.digest) {
      outcomes.push('unchanged');
      continue;
    }
    const document = { ...row, rev: (before?.rev ?? 0) + 1 };
    (before === undefined ? inserts : replacements).push(document);
    outcomes.push('accepted');
  }
  await writeDocuments(documents, { inserts, replacements }, session);
  if (existing.size === 0) expectedNew.add(model);
  return { outcomes, accepted: [...inserts, ...replacements] as unknown as D[] };
}
