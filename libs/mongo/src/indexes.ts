import type { Connection } from 'mongoose';
import type { IndexDescription } from 'mongodb';

/** Indexes by collection. Every collection of a service is named, also one without further indexes. */
export type IndexPlan = Readonly<Record<string, readonly (IndexDescription & { name: string })[]>>;

/** Collections that `libs/mongo` itself uses. */
export const OWN_PLAN: IndexPlan = { leases: [], keys: [] };

/**
 * Makes the collections and indexes of a service where they are missing, then compares: an index of the plan that differs from the
 * one in the database stops the start, because queries and unique keys rest on it. Safe to run in several processes at once.
 * @throws Error naming the collection and index
 */
export async function prepareIndexes(connection: Connection, plan: IndexPlan): Promise<void> {
  const db = connection.db;
  if (db === undefined) throw new Error('not connected to MongoDB');
  const existing = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map((c) => c.name));
  for (const [collection, indexes] of Object.entries(plan)) {
    if (!existing.has(collection)) {
      await db.createCollection(collection).catch((error: unknown) => {
        if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
      });
    }
    if (indexes.length === 0) continue;
    try {
      await db.collection(collection).createIndexes([...indexes]);
    } catch (cause) {
      throw new Error(`the indexes of ${collection} in the database are not those of this version: ${String(cause)}`, {
        cause,
      });
    }
  }
}
