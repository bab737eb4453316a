import type { AttendanceFact } from '#contracts';
import { Injectable } from '@nestjs/common';
import { NumberRepository } from '../follow/number.repository.js';
import { RecordRepository } from '../records/record.repository.js';
import { Histories } from './histories.js';

/** Judges the records anew, without anything that was derived before. */
@Injectable()
export class Recount {
  constructor(
    private readonly records: RecordRepository,
    private readonly numbers: NumberRepository,
    private readonly histories: Histories,
  ) {}

  /**
   * What the records of the next volunteer numbers amount to. A person with several numbers comes with the page of each of them,
   * whole every time.
   */
  async page(after: string | null): Promise<{ facts: AttendanceFact[]; next: string | null }> {
    const { numbers, next } = await this.records.numbersWithRecords(after ?? '');
    const persons = new Set((await this.numbers.personsOf(numbers)).values());
    const judged = await this.histories.ofPersons([...persons]);
    const facts = [...judged].map(([person, { attendances }]): AttendanceFact => ({
      kind: 'attendances',
      key: person,
      rev: 1,
      attendances: attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes })),
    }));
    return { facts, next };
  }
}
