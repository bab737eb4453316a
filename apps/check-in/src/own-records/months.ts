import type { AttendanceRecord, Judgement } from '#attendance';
import { type MonthPerson, type MonthSession, registry, type Scope } from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { HistoryReader } from '../attendances/histories.js';
import { type SessionCopy, SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';

const NOBODY: Judgement = { outcomes: new Map(), attendances: [] };

/** What was recorded in a month of those whom no notice reaches, for the sheet that their village hands out. */
@Injectable()
export class Months {
  constructor(
    private readonly persons: PersonRepository,
    private readonly histories: HistoryReader,
    private readonly sessions: SessionRepository,
    private readonly transactions: Transactions,
    private readonly client: ContractClient,
  ) {}

  /** Who has no record in the month is left out. @throws DomainError `DIVISION.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  async of({ division, month, within }: { division: string; month: string; within: Scope }): Promise<MonthPerson[]> {
    const { people } = await this.client.call(registry.accounts.without, { division, within });
    const numbersOfAll = people.map((p) => p.volunteerNo);
    const { personOf, records, judgements } = await this.transactions.reading(async (session) =>
      this.histories.ofPersons(await this.persons.ofNumbers(numbersOfAll, session), session),
    );
    const numbers = new Set([...records.values()].flatMap((list) => list.map((r) => r.sessionNo)));
    const sessions = new Map((await this.sessions.find(numbers)).map((s) => [s._id, s]));
    return people.flatMap((who) => {
      const person = personOf.get(who.volunteerNo) ?? '';
      const inMonth = (records.get(person) ?? []).filter((r) => monthOf(r, sessions.get(r.sessionNo)) === month);
      const bySession = Map.groupBy(inMonth, (r) => r.sessionNo);
      const rows = [...bySession].flatMap(([no, list]) =>
        rowsOf(list, sessions.get(no), judgements.get(person) ?? NOBODY),
      );
      return rows.length === 0 ? [] : [{ ...who, sessions: rows.sort((a, b) => a.startsAt - b.startsAt) }];
    });
  }
}

/** A record belongs to the month in which its session starts, as figures do; where that is not known, to when it happened. */
const monthOf = (r: AttendanceRecord, session: SessionCopy | undefined): string =>
  chinaIso(session?.startsAt.getTime() ?? r.occurredAt).slice(0, 7);

/** One row, or none where there is nothing but annulments of others' records. */
function rowsOf(
  records: readonly AttendanceRecord[],
  session: SessionCopy | undefined,
  { outcomes, attendances }: Judgement,
): MonthSession[] {
  const passages = records.filter((r) => r.kind !== 'annul');
  const [first] = passages;
  if (first === undefined) return [];
  const attendance = attendances.find((a) => a.sessionNo === first.sessionNo);
  const reasons = passages.flatMap((r) => {
    const outcome = outcomes.get(r.id);
    return outcome === undefined || outcome === 'counted' ? [] : [outcome];
  });
  return [
    {
      sessionNo: first.sessionNo,
      sessionName: session?.name ?? '',
      division: session?.division ?? '',
      startsAt: session?.startsAt.getTime() ?? first.occurredAt,
      cameAt: attendance?.checkedInAt ?? null,
      leftAt: attendance?.checkedOutAt ?? null,
      minutes: attendance?.minutes ?? 0,
      reasons: [...new Set(reasons)],
    },
  ];
}
