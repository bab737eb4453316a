import { type AttendanceRecord, type Outcome, reasonOf } from '#attendance';
import type { OwnRecord } from '#contracts';
import { chinaYear } from '#kernel';
import { Transactions } from '#mongo';
import { mask } from '#privacy';
import { Injectable } from '@nestjs/common';
import { Actors } from '../actors/actors.js';
import { HistoryReader } from '../attendances/histories.js';
import { DisputeRepository } from '../disputes/dispute.repository.js';
import { SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import { type StandingRecord, StandingRecords } from '../records/standing-records.js';
import { IMPORT } from '../anomalies/observed.js';

/** What is known of a record besides what it says. */
type EnteredBy = Pick<OwnRecord, 'enteredAs' | 'enteredBy'>;

/** A person's records as they stand, each with who made it and whether it counts. */
@Injectable()
export class OwnRecords {
  constructor(
    private readonly persons: PersonRepository,
    private readonly histories: HistoryReader,
    private readonly standing: StandingRecords,
    private readonly disputes: DisputeRepository,
    private readonly sessions: SessionRepository,
    private readonly transactions: Transactions,
    private readonly actors: Actors,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  async list(volunteerNo: string, year: number): Promise<OwnRecord[]> {
    const { numbers, records, outcomes } = await this.history(volunteerNo);
    const [found, disputes] = await Promise.all([
      this.sessions.find(new Set(records.map((r) => r.sessionNo))),
      this.disputes.ofNumbers(numbers),
    ]);
    const sessions = new Map(found.map((s) => [s._id, s]));
    const wanted = records.filter(
      (r) => chinaYear(sessions.get(r.sessionNo)?.startsAt.getTime() ?? r.occurredAt) === year,
    );
    const standing = await this.standing.of(wanted.map((r) => r.id));
    const entered = await this.entered([...standing.values()], numbers);
    return wanted
      .map((r): OwnRecord => {
        const session = sessions.get(r.sessionNo);
        const outcome = outcomes.get(r.id);
        const reason = reasonOf(outcome);
        const last = disputes.find((d) => d.recordId === r.id);
        const { id, sessionNo, kind, occurredAt, receivedAt, method, annuls } = r;
        return {
          ...{ id, sessionNo, volunteerNo: r.volunteerNo, kind, occurredAt, receivedAt, method, annuls },
          ...{ sessionName: session?.name ?? '', startsAt: session?.startsAt.getTime() ?? null },
          ...(entered.get(standing.get(id)?.by ?? '') ?? { enteredAs: 'file', enteredBy: mask(r.enteredBy) }),
          approvedBy: mask(r.approvedBy),
          outcome: outcome === 'counted' ? 'counted' : 'not-counted',
          ...(reason && { reason }),
          dispute: last === undefined ? null : { id: last._id, state: last.state },
        };
      })
      .sort((a, b) => b.occurredAt - a.occurredAt || (a.id < b.id ? -1 : 1));
  }

  private history(volunteerNo: string): Promise<{
    numbers: readonly string[];
    records: readonly AttendanceRecord[];
    outcomes: ReadonlyMap<string, Outcome>;
  }> {
    return this.transactions.reading(async (session) => {
      const person = await this.persons.ofNumber(volunteerNo, session);
      const { records, judgements } = await this.histories.ofPersons([person], session);
      return {
        numbers: person.numbers,
        records: records.get(person.id) ?? [],
        outcomes: judgements.get(person.id)?.outcomes ?? new Map<string, Outcome>(),
      };
    });
  }

  /** By account; what a file has brought is in none. */
  private async entered(records: readonly StandingRecord[], own: readonly string[]): Promise<Map<string, EnteredBy>> {
    const accounts = [...new Set(records.map((r) => r.by))].filter((by) => by !== IMPORT);
    const found = await Promise.all(
      accounts.map(async (username): Promise<[string, EnteredBy]> => {
        const { name, volunteerNo } = await this.actors.of(username);
        const enteredAs = own.includes(volunteerNo) ? 'self' : 'staff';
        return [username, { enteredAs, enteredBy: enteredAs === 'self' ? '' : name }];
      }),
    );
    return new Map(found);
  }
}
