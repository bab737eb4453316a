import { IMPORT_CHUNK_BYTES } from '#contracts';
import { DomainError } from '#kernel';
import { SealedFiles } from '#mongo';
import { KeyRing } from '#privacy';
import type { ByteSource } from '#tables';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import type { Connection } from 'mongoose';

/** The files of imports. */
@Injectable()
export class ImportFiles extends SealedFiles {
  constructor(@InjectConnection() connection: Connection, keys: KeyRing) {
    super(connection, keys, { name: 'imports', context: 'import', chunkBytes: IMPORT_CHUNK_BYTES });
  }

  /** Makes the chunks a file. @throws DomainError `IMPORT.FILE_INCOMPLETE` when a chunk is missing */
  async finish(id: string, bytes: number, now: number, session: ClientSession): Promise<void> {
    const { expected, stored } = await this.complete(id, { bytes }, now, session);
    if (stored !== expected) throw new DomainError('IMPORT.FILE_INCOMPLETE', { expected, stored });
  }

  /** The file's plain bytes, readable from anywhere any number of times. */
  source(id: string, size: number): ByteSource {
    return { size, read: (start = 0, end = size) => this.range(id, start, Math.min(end, size)) };
  }
}
