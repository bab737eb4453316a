import { type ClientSession, type Collection, MongoBulkWriteError, type WriteError } from 'mongodb';
import { DUPLICATE_KEY } from './duplicate-key.js';
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

/** Inserts, outside of a transaction, the documents of whose `_id` there is none; what is there stays as it is. An upsert of each would cost three times as much. */
export async function insertMissing<D extends KeyedDocument>(model: Model<D>, documents: readonly D[]): Promise<void> {
  if (documents.length === 0) return;
  try {
    await (model.collection as unknown as Collection<KeyedDocument>).insertMany(documents, { ordered: false });
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
    const failed = [error.writeErrors].flat();
    const isThere = ({ code, errmsg = '' }: WriteError) => code === DUPLICATE_KEY && errmsg.includes(' index: _id_ ');
    // Of a command that failed as a whole, or a lost connection, there are none.
    if (failed.length === 0 || !failed.every(isThere)) throw error;
  }
}
