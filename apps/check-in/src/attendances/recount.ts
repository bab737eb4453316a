import type { AttendanceFact } from '#contracts';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { RecordRepository } from '../records/record.repository.js';
import { attendanceFact } from './facts.js';
import { HistoryReader } from './histories.js';

/** Judges all records anew. */
@Injectable()
export class Recount {
  constructor(
    private readonly records: RecordRepository,
    private readonly histories: HistoryReader,
    private readonly transactions: Transactions,
  ) {}

  /**
   * What the records of the next volunteer numbers amount to. A person with several numbers comes with the page of each of them,
   * whole every time.
   */
  page(after: string | null): Promise<{ facts: AttendanceFact[]; next: string | null }> {
    return this.transactions.view(
      (session) => this.records.numbersWithRecords(after ?? '', session),
      async (view, { numbers, next }) => {
        const { judgements } = await this.histories.ofNumbers(numbers, view);
        const facts = [...judgements].map(([person, { attendances }]) => attendanceFact(person, view.at, attendances));
        return { facts, next };
      },
    );
  }
}
