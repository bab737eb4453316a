import { Clock, DAY_MS } from '#kernel';
import { bucketPlan, type IndexPlan, SealedFiles, Transactions } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import type { Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';

const CHUNK_BYTES = 512 * 1024;

export const CONSENT_PHOTOS_PLAN: IndexPlan = {
  ...bucketPlan('consent-photos'),
  'consent-photos.files': [{ name: 'unused', key: { 'metadata.used': 1, uploadDate: 1 } }],
};

/** The photos of signed consents. One that nobody was registered with is deleted after a day, when the next comes. */
@Injectable()
export class ConsentPhotos extends SealedFiles {
  constructor(
    @InjectConnection() connection: Connection,
    keys: KeyRing,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {
    super(connection, keys, { name: 'consent-photos', context: 'consent-photo', chunkBytes: CHUNK_BYTES });
  }

  async keep(data: Buffer, by: string): Promise<string> {
    const id = randomUUID();
    const now = this.clock.now();
    await this.transactions.run(async (session) => {
      for (let i = 0; i * CHUNK_BYTES < data.length; i++)
        await this.putChunk(id, i, data.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES), session);
      await this.complete(id, { bytes: data.length, by, used: false }, now, session);
    });
    const unused = this.files.find({ 'metadata.used': false, uploadDate: { $lt: new Date(now - DAY_MS) } }).limit(100);
    for await (const { _id } of unused) await this.delete(_id);
    return id;
  }

  /** A photo that is kept; undefined where it is not there. */
  async read(id: string): Promise<Buffer | undefined> {
    const file = await this.files.findOne({ _id: id });
    if (file === null) return undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.range(id, 0, file.metadata.bytes)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Uses a photo up; false where there is none that the same account has handed in and not used yet. */
  async use(id: string, by: string, session: ClientSession): Promise<boolean> {
    const { matchedCount } = await this.files.updateOne(
      { _id: id, 'metadata.by': by, 'metadata.used': false },
      { $set: { 'metadata.used': true } },
      { session },
    );
    return matchedCount === 1;
  }
}
