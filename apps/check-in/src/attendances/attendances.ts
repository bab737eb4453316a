import type { Judgement } from '#attendance';
import { Outbox } from '#feed';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { type PersonDocument, PersonRepository } from '../persons/person.repository.js';
import { attendanceFact } from './facts.js';

/** Writes attendances and tells of them. */
@Injectable()
export class Attendances {
  constructor(
    private readonly persons: PersonRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Writes what the records of whole persons amount to, within the transaction that has read and judged them; call `outbox.added.wake()`
   * after the commit.
   * @param judged by person; who has no records is not in it
   * @param since epoch milliseconds before which nothing acknowledged is told by this
   */
  async restate(
    persons: readonly PersonDocument[],
    judged: ReadonlyMap<string, Judgement>,
    since: number,
    session: ClientSession,
  ): Promise<void> {
    if (persons.length === 0) return;
    const changed = await this.persons.restate(persons, (person) => judged.get(person)?.attendances ?? [], session);
    const facts = changed.map((p) => attendanceFact(p._id, p.rev, p.attendances));
    await this.outbox.add(session, facts, since);
  }
}
