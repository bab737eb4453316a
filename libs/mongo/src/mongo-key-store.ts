import type { WrappedKeyStore } from '#privacy';
import { type Binary } from 'mongodb';
import type { Connection } from 'mongoose';
import { bytesOf } from './bytes-of.js';

interface KeyDocument {
  _id: string;
  wrapped: Binary | Buffer;
}

/** Keeps a service's wrapped data key in its database. */
export class MongoKeyStore implements WrappedKeyStore {
  constructor(private readonly connection: Connection) {}

  async load(): Promise<Buffer | undefined> {
    const document = await this.keys.findOne({ _id: 'data-key' });
    if (document === null) return undefined;
    return bytesOf(document.wrapped);
  }

  async storeOnce(wrapped: Buffer): Promise<Buffer> {
    await this.keys.updateOne({ _id: 'data-key' }, { $setOnInsert: { wrapped } }, { upsert: true });
    const stored = await this.load();
    if (stored === undefined) throw new Error('the data key could not be stored');
    return stored;
  }

  private get keys() {
    return this.connection.collection<KeyDocument>('keys');
  }
}
