import type { Lies } from '#access';
import { type RecordKind, WINDOW_MARGIN } from '#attendance';
import { DomainError } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import type { Person } from '../persons/persons.js';
import { StandingRecords } from '../records/standing-records.js';

/** What a dispute is about: a record, or a session of which one is missing. */
export interface Subject {
  /** The same for whatever is about the same. */
  readonly about: string;
  readonly recordId: string;
  readonly kind: RecordKind | null;
  readonly isAnnulled: boolean;
  readonly sessionNo: string;
  readonly lies: Lies;
  /** From when until when what happens at the session counts (definitions, `outside_window`), epoch milliseconds, both with. */
  readonly window: { readonly from: number; readonly until: number };
}

/** Whose records are disputed, and which. */
@Injectable()
export class Subjects {
  constructor(
    private readonly persons: PersonRepository,
    private readonly records: StandingRecords,
    private readonly sessions: SessionRepository,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  person(volunteerNo: string): Promise<Person> {
    return this.persons.ofNumber(volunteerNo);
  }

  /** @throws DomainError `RECORD.UNKNOWN` for one that is not under a number of the person, `SESSION.UNKNOWN` */
  async of(asked: {
    readonly person: Person;
    readonly recordId: string;
    readonly sessionNo: string;
  }): Promise<Subject> {
    const { person, recordId } = asked;
    if (recordId === '') {
      const { sessionNo } = asked;
      const about = JSON.stringify(['missing', sessionNo, person.id]);
      return { about, recordId, kind: null, isAnnulled: false, sessionNo, ...(await this.session(sessionNo)) };
    }
    const found = (await this.records.of([recordId])).get(recordId)?.record;
    if (found === undefined || !person.numbers.includes(found.volunteerNo))
      throw new DomainError('RECORD.UNKNOWN', { id: recordId });
    const { kind, sessionNo } = found;
    const isAnnulled = (await this.records.annulmentsOf(recordId)).length > 0;
    return { about: recordId, recordId, kind, isAnnulled, sessionNo, ...(await this.session(sessionNo)) };
  }

  private async session(sessionNo: string): Promise<Pick<Subject, 'lies' | 'window'>> {
    const { lies, startsAt, endsAt } = await this.sessions.known(sessionNo);
    return { lies, window: { from: startsAt - WINDOW_MARGIN, until: endsAt + WINDOW_MARGIN } };
  }
}
