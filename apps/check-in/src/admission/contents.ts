import type { AttendanceRecord } from '#attendance';
import type { IncomingRecord } from '#contracts';
import { Injectable } from '@nestjs/common';
import { digestOf } from '../records/keep-records.js';
import { recordIdOf, RecordRepository } from '../records/record.repository.js';

/** What is there under some record ids. */
export class Contents {
  private readonly byId = new Map<string, { readonly digests: Set<string>; readonly occurredAt: number }>();

  add(id: string, digest: string, occurredAt: number): void {
    const there = this.byId.get(id);
    if (there) there.digests.add(digest);
    else this.byId.set(id, { digests: new Set([digest]), occurredAt });
  }

  /** Whether this content is there. */
  has(record: AttendanceRecord): boolean {
    return this.byId.get(record.id)?.digests.has(digestOf(record)) === true;
  }

  isUsed(id: string): boolean {
    return this.byId.has(id);
  }

  /** When the content that came first happened. */
  occurredAt(id: string): number | undefined {
    return this.byId.get(id)?.occurredAt;
  }
}

@Injectable()
export class StoredContents {
  constructor(private readonly records: RecordRepository) {}

  async of(incoming: readonly IncomingRecord[]): Promise<Contents> {
    const contents = new Contents();
    const found = await this.records.contentsOf([...new Set(incoming.map((r) => r.id.toLowerCase()))]);
    for (const d of found) contents.add(recordIdOf(d), d.digest, d.occurredAt.getTime());
    return contents;
  }
}
