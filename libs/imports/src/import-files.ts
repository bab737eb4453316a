import { IMPORT_CHUNK_BYTES } from '#contracts';
import { DomainError } from '#kernel';
import { KeyRing, SEAL_OVERHEAD } from '#privacy';
import type { ByteSource } from '#tables';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Binary, type ClientSession, type Collection } from 'mongodb';
import type { Connection } from 'mongoose';

interface ChunkDocument {
  files_id: string;
  n: number;
  data: Binary;
}

interface FileDocument {
  _id: string;
  length: number;
  chunkSize: number;
  uploadDate: Date;
  filename: string;
  metadata: { bytes: number };
}

/**
 * The files of imports, in the layout of a GridFS bucket named `imports`. Each chunk is sealed on its own, so chunks can be stored in any
 * order by any replica and read from anywhere.
 */
@Injectable()
export class ImportFiles {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly keys: KeyRing,
  ) {}

  private get chunks(): Collection<ChunkDocument> {
    return this.connection.collection<ChunkDocument>('imports.chunks');
  }

  private get files(): Collection<FileDocument> {
    return this.connection.collection<FileDocument>('imports.files');
  }

  /** Stores a chunk; again with the same content after a lost answer. */
  async putChunk(id: string, index: number, data: Buffer): Promise<void> {
    const sealed = new Binary(this.keys.seal(data, chunkContext(id, index)));
    await this.chunks.updateOne({ files_id: id, n: index }, { $set: { data: sealed } }, { upsert: true });
  }

  /** Makes the chunks a file. @throws DomainError `IMPORT.FILE_INCOMPLETE` when a chunk is missing */
  async complete(id: string, bytes: number, now: number, session: ClientSession): Promise<void> {
    const expected = Math.ceil(bytes / IMPORT_CHUNK_BYTES);
    const stored = await this.chunks.countDocuments({ files_id: id }, { session });
    if (stored !== expected) throw new DomainError('IMPORT.FILE_INCOMPLETE', { expected, stored });
    const file: FileDocument = {
      _id: id,
      length: bytes + expected * SEAL_OVERHEAD,
      chunkSize: IMPORT_CHUNK_BYTES + SEAL_OVERHEAD,
      uploadDate: new Date(now),
      filename: id,
      metadata: { bytes },
    };
    await this.files.insertOne(file, { session });
  }

  /** The file's plain bytes, readable from anywhere any number of times. */
  source(id: string, size: number): ByteSource {
    return { size, read: (start = 0, end = size) => this.range(id, start, Math.min(end, size)) };
  }

  async delete(id: string): Promise<void> {
    await this.files.deleteOne({ _id: id });
    await this.chunks.deleteMany({ files_id: id });
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

  private async *range(id: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    if (start >= end) return;
    const from = Math.floor(start / IMPORT_CHUNK_BYTES);
    const to = Math.floor((end - 1) / IMPORT_CHUNK_BYTES);
    let next = from;
    const cursor = this.chunks.find({ files_id: id, n: { $gte: from, $lte: to } }, { batchSize: 4 }).sort({ n: 1 });
    for await (const { n, data } of cursor) {
      if (n !== next++) break;
      const plain = this.keys.unseal(data.buffer.subarray(0, data.length()), chunkContext(id, n));
      const offset = n * IMPORT_CHUNK_BYTES;
      yield plain.subarray(Math.max(0, start - offset), Math.min(plain.length, end - offset));
    }
    if (next !== to + 1) throw new Error(`chunk ${next} of the file of import ${id} is missing`);
  }
}

const chunkContext = (id: string, index: number): string => `import:${id}:${index}`;
