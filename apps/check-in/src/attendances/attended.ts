import type { Attendance } from '#attendance';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { type SessionCopy, SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import type { Person } from '../persons/persons.js';
import { HistoryReader } from './histories.js';

/** An attendance with the session at which it is. */
export interface Attended {
  readonly attendance: Attendance;
  readonly session: SessionCopy;
}

/** How often, and how long (minutes). */
export const tallyOf = (attended: readonly Attended[]) => ({
  personTimes: attended.length,
  minutes: attended.reduce((sum, { attendance }) => sum + attendance.minutes, 0),
});

/** Service, and training apart from it (《志愿服务记录与证明出具办法（试行）》 article 7): what is added up is of one of them alone. */
export const apart = (attended: readonly Attended[]) => ({
  service: attended.filter(({ session }) => session.isTraining !== true),
  training: attended.filter(({ session }) => session.isTraining === true),
});

/** All attendances of one person, judged from the records as they stand, in the order in which the sessions start. */
@Injectable()
export class AttendedReader {
  constructor(
    private readonly persons: PersonRepository,
    private readonly histories: HistoryReader,
    private readonly sessions: SessionRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Of the person to whom a number leads. @throws DomainError `VOLUNTEER.UNKNOWN` */
  ofNumber(volunteerNo: string): Promise<{ readonly person: string; readonly attended: readonly Attended[] }> {
    return this.of((session) => this.persons.ofNumber(volunteerNo, session));
  }

  /** Of a person; one who is not known has none. */
  async ofPerson(id: string): Promise<readonly Attended[]> {
    const { attended } = await this.of(async (session) => {
      const [person] = await this.persons.some([id], session);
      return person ?? { id, numbers: [] };
    });
    return attended;
  }

  private async of(find: (session: Parameters<PersonRepository['some']>[1]) => Promise<Person>) {
    const { person, derived } = await this.transactions.reading(async (session) => {
      const found = await find(session);
      const { judgements } = await this.histories.ofPersons([found], session);
      return { person: found.id, derived: judgements.get(found.id)?.attendances ?? [] };
    });
    const sessions = new Map((await this.sessions.find(derived.map((a) => a.sessionNo))).map((s) => [s._id, s]));
    const attended = derived.flatMap((attendance) => {
      const session = sessions.get(attendance.sessionNo);
      return session === undefined ? [] : [{ attendance, session }];
    });
    return {
      person,
      attended: attended.toSorted((a, b) => a.session.startsAt.getTime() - b.session.startsAt.getTime()),
    };
  }
}
