import type { Attendance } from '#attendance';
import type { ServiceRecord } from '#contracts';
import { chinaYear, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import { HistoryReader } from './histories.js';

/** The attendances of the person to whom a number leads, as they were recorded (《志愿服务条例》 article 19; 《志愿服务记录与证明出具办法（试行）》 articles 5–8). */
@Injectable()
export class ServiceRecords {
  constructor(
    private readonly persons: PersonRepository,
    private readonly histories: HistoryReader,
    private readonly sessions: SessionRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Of one year (in which the session starts, UTC+08:00) or of all. @throws DomainError `VOLUNTEER.UNKNOWN` */
  async of(volunteerNo: string, year: number | null): Promise<ServiceRecord> {
    const derived = await this.attendances(volunteerNo);
    const sessions = new Map((await this.sessions.find(derived.map((a) => a.sessionNo))).map((s) => [s._id, s]));
    const attendances = derived.flatMap((a) => {
      const session = sessions.get(a.sessionNo);
      if (session === undefined) return [];
      if (year !== null && chinaYear(session.startsAt.getTime()) !== year) return [];
      return [
        {
          sessionNo: a.sessionNo,
          sessionName: session.name,
          category: session.category ?? '',
          startsAt: session.startsAt.getTime(),
          endsAt: session.endsAt.getTime(),
          evidence: a.evidence,
          checkedInAt: a.checkedInAt,
          ...(a.checkedOutAt === undefined ? {} : { checkedOutAt: a.checkedOutAt }),
          minutes: a.minutes,
        },
      ];
    });
    attendances.sort((a, b) => a.startsAt - b.startsAt);
    return {
      volunteerNo,
      personTimes: attendances.length,
      minutes: attendances.reduce((sum, a) => sum + a.minutes, 0),
      attendances,
    };
  }
  private attendances(volunteerNo: string): Promise<readonly Attendance[]> {
    return this.transactions.view(
      (session) => this.persons.ofNumbers([volunteerNo], session),
      async (view, [person]) => {
        if (person === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
        const { judgements } = await this.histories.ofPersons([person], view);
        return judgements.get(person.id)?.attendances ?? [];
      },
    );
  }
}
