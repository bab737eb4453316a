import type { PersonAttendances } from '#contracts';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { PersonRepository } from '../persons/person.repository.js';
import type { Person } from '../persons/persons.js';
import { holding } from '../recognition/decided.js';
import { DecisionRepository } from '../recognition/decision.repository.js';
import { RecordRepository } from '../records/record.repository.js';
import { HistoryReader } from './histories.js';

/** Judges all records anew. */
@Injectable()
export class Recount {
  constructor(
    private readonly records: RecordRepository,
    private readonly persons: PersonRepository,
    private readonly histories: HistoryReader,
    private readonly decisions: DecisionRepository,
    private readonly transactions: Transactions,
  ) {}

  /**
   * What the records of the next volunteer numbers amount to. A person with several numbers comes with the page of each of them,
   * whole every time.
   */
  page(after: string | null): Promise<{ persons: PersonAttendances[]; next: string | null }> {
    return this.transactions.reading(async (session) => {
      const { numbers, next } = await this.records.numbersWithRecords(after ?? '', session);
      const persons = await this.persons.ofNumbers(numbers, session);
      return { persons: await this.ofPersons(persons, session), next };
    });
  }

  /** What figures need of persons: their attendances, and what holds of what was decided about their days. */
  private async ofPersons(persons: readonly Person[], session: ClientSession): Promise<PersonAttendances[]> {
    const numbers = persons.flatMap((p) => p.numbers);
    const [{ judgements }, decisions] = await Promise.all([
      this.histories.ofPersons(persons, session),
      this.decisions.ofNumbers(numbers, session),
    ]);
    const decidedOf = Map.groupBy(decisions, (d) => d.volunteerNo);
    return persons.map(({ id: key, numbers: own }) => {
      const attendances = judgements.get(key)?.attendances ?? [];
      const decided = holding(own.flatMap((no) => decidedOf.get(no) ?? []));
      return {
        key,
        attendances: attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes })),
        ...(decided.length === 0 ? {} : { decided }),
      };
    });
  }
}
