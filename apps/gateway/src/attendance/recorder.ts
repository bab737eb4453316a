import { checkIn, type IncomingRecord, type RecordResult } from '#contracts';
import { Gatherer } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** Hands records to check-in; those that come at the same time as one message, whatever route they come by. */
@Injectable()
export class Recorder {
  private readonly gatherer: Gatherer<IncomingRecord, RecordResult>;

  constructor(private readonly client: ContractClient) {
    this.gatherer = new Gatherer((records) => this.all(records), { most: 500, pauseMs: 1, longestMs: 4, inFlight: 2 });
  }

  one(record: IncomingRecord): Promise<RecordResult> {
    return this.gatherer.add(record);
  }

  /** A result for each, in order. */
  async all(records: IncomingRecord[]): Promise<RecordResult[]> {
    return (await this.client.call(checkIn.attendance.record, { records })).results;
  }
}
