import type { AttendanceFact } from '#contracts';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { PersonRepository } from '../persons/person.repository.js';
import { RecordRepository } from '../records/record.repository.js';
import { AttendanceFacts } from './facts.js';

/** Judges all records anew. */
@Injectable()
export class Recount {
  constructor(
    private readonly records: RecordRepository,
    private readonly persons: PersonRepository,
    private readonly facts: AttendanceFacts,
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
        const persons = await this.persons.ofNumbers(numbers, view.session);
        return { facts: await this.facts.ofPersons(persons, view), next };
      },
    );
  }
}
