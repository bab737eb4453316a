import type { ClientSession, Collection } from 'mongodb';
import type { Model } from 'mongoose';

/** A document known by its own text key. */
export interface KeyedDocument {
  _id: string;
}

/**
 * Inserts the documents that are new and replaces those that are there, within a transaction. The documents go to the driver as they
 * are, without mongoose's casting of each: the types are those of the collection, and fields that are undefined must be left out.
 * @throws MongoServerError (code 11000, the transaction then runs again) when one was inserted meanwhile
 */
export async function writeDocuments<D extends KeyedDocument>(
  model: Model<D>,
  { inserts, replacements }: { readonly inserts: readonly D[]; readonly replacements: readonly D[] },
  session: ClientSession,
): Promise<void> {
  const collection = model.collection as unknown as Collection<KeyedDocument>;
  if (inserts.length > 0) {
    await collection.insertMany(inserts, {
      session,
      ordered: false,
    });
  }
  if (replacements.length > 0) {
    await collection.bulkWrite(
      replacements.map((d) => ({ replaceOne: { filter: { _id: d._id }, replacement: d } })),
      { session, ordered: false },
    );
  }
}
