import type { AttendanceFact } from '#contracts';
import type { View } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { Person } from '../persons/persons.js';
import { holding } from '../recognition/decided.js';
import { DecisionRepository } from '../recognition/decision.repository.js';
import { HistoryReader } from './histories.js';

/** What figures need of persons: their attendances, and what holds of what was decided about their days. Whatever it rests on leaves a mark when it changes. */
@Injectable()
export class AttendanceFacts {
  constructor(
    private readonly histories: HistoryReader,
    private readonly decisions: DecisionRepository,
  ) {}

  /** Of some persons, also of those who have no attendances. The revision is the time of the view. */
  async ofPersons(persons: readonly Person[], view: View): Promise<AttendanceFact[]> {
    const numbers = persons.flatMap((p) => p.numbers);
    const [{ judgements }, decisions] = await Promise.all([
      this.histories.ofPersons(persons, view),
      this.decisions.ofNumbers(numbers, view.session),
    ]);
    const decidedOf = Map.groupBy(decisions, (d) => d.volunteerNo);
    return persons.map(({ id: key, numbers: own }) => {
      const attendances = judgements.get(key)?.attendances ?? [];
      const decided = holding(own.flatMap((no) => decidedOf.get(no) ?? []));
      return {
        ...{ kind: 'attendances', key, rev: view.at },
        attendances: attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes })),
        ...(decided.length === 0 ? {} : { decided }),
      };
    });
  }
}
