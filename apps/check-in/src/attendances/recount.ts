import type { AttendanceFact } from '#contracts';
import { Injectable } from '@nestjs/common';
import { PersonRepository } from '../persons/person.repository.js';
import { RecordRepository } from '../records/record.repository.js';
import { attendanceFact } from './facts.js';
import { Histories } from './histories.js';

/** Judges the records anew, without anything that was derived before. */
@Injectable()
export class Recount {
  constructor(
    private readonly records: RecordRepository,
    private readonly persons: PersonRepository,
    private readonly histories: Histories,
  ) {}

  /**
   * What the records of the next volunteer numbers amount to. A person with several numbers comes with the page of each of them,
   * whole every time.
   */
  async page(after: string | null): Promise<{ facts: AttendanceFact[]; next: string | null }> {
    const { numbers, next } = await this.records.numbersWithRecords(after ?? '');
    const judged = await this.histories.ofPersons(await this.persons.ofNumbers(numbers));
    return { facts: [...judged].map(([person, { attendances }]) => attendanceFact(person, 1, attendances)), next };
  }
}
