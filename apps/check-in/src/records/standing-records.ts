import { type AttendanceRecord, compareStanding } from '#attendance';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { recordIdOf, RecordRepository, toRecord } from './record.repository.js';

/** A record as it stands, and the account that has handed it in, or `import`. */
export interface StandingRecord {
  readonly record: AttendanceRecord;
  readonly by: string;
}

/** Records by their ids, as they stand. */
@Injectable()
export class StandingRecords {
  constructor(private readonly records: RecordRepository) {}

  /** Those of some ids; one that is not there is left out. */
  async of(ids: readonly string[], session?: ClientSession): Promise<ReadonlyMap<string, StandingRecord>> {
    const stand = new Map<string, StandingRecord>();
    for (const d of await this.records.contentsOf(ids, session)) {
      const content = { record: toRecord(d), by: d.by };
      const other = stand.get(recordIdOf(d));
      if (other === undefined || compareStanding(content.record, other.record) < 0) stand.set(recordIdOf(d), content);
    }
    return stand;
  }

  /** The ids of the annulments that act on a record, whether or not it counts otherwise. */
  async annulmentsOf(id: string, session?: ClientSession): Promise<string[]> {
    const found = await this.records.annulmentsOf([id], session);
    const stand = await this.of([...new Set(found.map(recordIdOf))], session);
    return [...stand.values()].flatMap(({ record: r }) => (r.kind === 'annul' && r.annuls === id ? [r.id] : []));
  }
}
