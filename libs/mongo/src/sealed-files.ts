import { type KeyRing, SEAL_OVERHEAD } from '#privacy';
import { Binary, type ClientSession, type Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { IndexPlan } from './indexes.js';

interface ChunkDocument {
  files_id: string;
  n: number;
  data: Binary;
}

/** A file; `metadata.bytes` is its length before it was sealed. */
export interface FileDocument {
  _id: string;
  length: number;
  chunkSize: number;
  uploadDate: Date;
  filename: string;
  metadata: { bytes: number; [more: string]: unknown };
}

/** The collections of a bucket, for the service's index plan. */
export const bucketPlan = (bucket: string): IndexPlan => ({
  [`${bucket}.files`]: [],
  [`${bucket}.chunks`]: [{ name: 'files_id_1_n_1', key: { files_id: 1, n: 1 }, unique: true }],
});

/** Where files are kept: the bucket, what their chunks are sealed as, and the bytes of a chunk, which is the same for all but a file's last. */
export interface Bucket {
  readonly name: string;
  readonly context: string;
  readonly chunkBytes: number;
}

/** Files in the layout of a GridFS bucket. Each chunk is sealed on its own, so chunks can be stored in any order by any replica and read from anywhere. */
export class SealedFiles {
  constructor(
    private readonly connection: Connection,
    private readonly keys: KeyRing,
    private readonly bucket: Bucket,
  ) {}

  /** Stores a chunk; again with the same content after a lost answer. */
  async putChunk(id: string, index: number, data: Uint8Array, session?: ClientSession): Promise<void> {
    const sealed = new Binary(this.keys.seal(data, this.contextOf(id, index)));
    await this.chunks.updateOne(
      { files_id: id, n: index },
      { $set: { data: sealed } },
      { upsert: true, ...(session === undefined ? {} : { session }) },
    );
  }

  /** Makes the chunks a file, within a transaction that the caller breaks off unless all are `stored` that are `expected`. */
  async complete(
    id: string,
    metadata: FileDocument['metadata'],
    now: number,
    session: ClientSession,
  ): Promise<{ expected: number; stored: number }> {
    const { chunkBytes } = this.bucket;
    const expected = Math.ceil(metadata.bytes / chunkBytes);
    const stored = await this.chunks.countDocuments({ files_id: id }, { session });
    const file: FileDocument = {
      _id: id,
      length: metadata.bytes + expected * SEAL_OVERHEAD,
      chunkSize: chunkBytes + SEAL_OVERHEAD,
      uploadDate: new Date(now),
      filename: id,
      metadata,
    };
    await this.files.insertOne(file, { session });
    return { expected, stored };
  }

  async delete(id: string, session?: ClientSession): Promise<void> {
    const options = session === undefined ? {} : { session };
    await this.files.deleteOne({ _id: id }, options);
    await this.chunks.deleteMany({ files_id: id }, options);
  }

  /** Ids of uploads that were never finished and whose first chunk is older than `before`. */
  async deleteUnfinished(before: Date): Promise<void> {
    const ids: string[] = await this.chunks.distinct('files_id');
    for (const id of ids) {
      const first = await this.chunks.findOne({ files_id: id }, { projection: { _id: 1 } });
      const isFile = (await this.files.countDocuments({ _id: id }, { limit: 1 })) > 0;
      if (!isFile && first !== null && first._id.getTimestamp() < before) await this.delete(id);
    }
  }

  /** The plain bytes of a file from one to another, in pieces. @throws Error where a chunk is missing */
  async *range(id: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    if (start >= end) return;
    const { chunkBytes } = this.bucket;
    const from = Math.floor(start / chunkBytes);
    const to = Math.floor((end - 1) / chunkBytes);
    let next = from;
    const cursor = this.chunks.find({ files_id: id, n: { $gte: from, $lte: to } }, { batchSize: 4 }).sort({ n: 1 });
    for await (const { n, data } of cursor) {
      if (n !== next++) break;
      const plain = this.keys.unseal(data.buffer.subarray(0, data.length()), this.contextOf(id, n));
      const offset = n * chunkBytes;
      yield plain.subarray(Math.max(0, start - offset), Math.min(plain.length, end - offset));
    }
    if (next !== to + 1) throw new Error(`chunk ${next} of the file ${id} in ${this.bucket.name} is missing`);
  }

  protected get files(): Collection<FileDocument> {
    return this.connection.collection<FileDocument>(`${this.bucket.name}.files`);
  }

  private get chunks(): Collection<ChunkDocument> {
    return this.connection.collection<ChunkDocument>(`${this.bucket.name}.chunks`);
  }

  private contextOf(id: string, index: number): string {
    return `${this.bucket.context}:${id}:${index}`;
  }
}
