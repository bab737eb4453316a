import { covers } from '#access';
import { type AttendanceRecord, compareCodePoints, type Judgement, openSince, WINDOW_MARGIN } from '#attendance';
import type { Present, Scope } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import { HistoryReader } from '../attendances/histories.js';
import { type KnownSession, SessionRepository } from '../follow/session.repository.js';

/** Who is at a session, and how many numbers with a record lead to nobody. */
export interface Presence {
  readonly present: readonly Present[];
  readonly unknown: number;
}

/** Somebody whose last interval is open. */
export interface NotCheckedOut {
  readonly person: string;
  readonly volunteerNo: string;
  /** Of the check-in that opened it. */
  readonly since: number;
}

/** Who is at a session by its records as they stand now. Nothing of it is stored. */
@Injectable()
export class Presences {
  constructor(
    private readonly histories: HistoryReader,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  async of(sessionNo: string, within: Scope, known: string): Promise<{ version: string; changed: Presence | null }> {
    const session = await this.session(sessionNo, within);
    const changed = await this.read(sessionNo, session);
    const version = hash('sha256', JSON.stringify(changed), 'base64url').slice(0, 22);
    return { version, changed: version === known ? null : changed };
  }

  /** Who has not checked out when nobody can any more; nobody under 按计划. @throws DomainError `SESSION.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  async notCheckedOut(sessionNo: string, within: Scope = 'everywhere'): Promise<NotCheckedOut[]> {
    const session = await this.session(sessionNo, within);
    const isOver = session.endsAt + WINDOW_MARGIN < this.clock.now();
    if (!isOver || session.creditRule === 'planned-end' || session.state === 'cancelled') return [];
    const { judgements, records } = await this.histories.atSession(sessionNo);
    return [...judgements]
      .flatMap(([person, judgement]) => {
        const counted = countedAt(sessionNo, records.get(person) ?? [], judgement);
        const since = openSince(counted.map(passage));
        const opening = counted.find((r) => r.kind === 'check-in' && r.occurredAt === since);
        if (since === undefined || opening === undefined) return [];
        return [{ person, volunteerNo: opening.volunteerNo, since }];
      })
      .sort((a, b) => a.since - b.since || compareCodePoints(a.volunteerNo, b.volunteerNo));
  }

  /** Those of some numbers whose person has an attendance at a session. @throws DomainError `SESSION.UNKNOWN` */
  async attended(sessionNo: string, volunteerNos: readonly string[]): Promise<string[]> {
    await this.sessions.known(sessionNo);
    const { personOf, judgements } = await this.histories.atSessions(volunteerNos, [sessionNo]);
    return volunteerNos.filter((no) => {
      const attendances = judgements.get(personOf.get(no) ?? '')?.attendances ?? [];
      return attendances.some((a) => a.sessionNo === sessionNo);
    });
  }

  private async session(sessionNo: string, within: Scope): Promise<KnownSession> {
    const session = await this.sessions.known(sessionNo);
    if (!covers(within, session.lies)) throw new DomainError('AUTH.OUT_OF_SCOPE');
    return session;
  }

  private async read(sessionNo: string, session: KnownSession): Promise<Presence> {
    const { personOf, judgements, records, nobodys } = await this.histories.atSession(sessionNo);
    const numbersOf = Map.groupBy(personOf, ([, person]) => person);
    const isOver = session.creditRule === 'planned-end' && session.endsAt <= this.clock.now();
    const present = [...judgements].flatMap(([person, judgement]): Present[] => {
      const counted = countedAt(sessionNo, records.get(person) ?? [], judgement);
      const [first] = counted.filter((r) => r.kind === 'check-in');
      const attendance = judgement.attendances.find((a) => a.sessionNo === sessionNo);
      if (first === undefined || attendance === undefined) return [];
      const { evidence, checkedInAt, checkedOutAt } = attendance;
      return [
        {
          volunteerNo: first.volunteerNo,
          volunteerNos: (numbersOf.get(person) ?? []).map(([no]) => no).sort(compareCodePoints),
          evidence,
          checkedInAt,
          ...(checkedOutAt === undefined ? {} : { checkedOutAt }),
          isHere: !isOver && openSince(counted.map(passage)) !== undefined,
        },
      ];
    });
    const order = (a: Present, b: Present) =>
      a.checkedInAt - b.checkedInAt || compareCodePoints(a.volunteerNo, b.volunteerNo);
    return { present: present.sort(order), unknown: nobodys.length };
  }
}

/** Of somebody's records those that count at a session, by the time they happened. */
export function countedAt(
  sessionNo: string,
  records: readonly AttendanceRecord[],
  { outcomes }: Judgement,
): AttendanceRecord[] {
  return records
    .filter((r) => r.sessionNo === sessionNo && outcomes.get(r.id) === 'counted')
    .sort((a, b) => a.occurredAt - b.occurredAt || compareCodePoints(a.id, b.id));
}

const passage = ({ occurredAt, kind }: AttendanceRecord) => ({ at: occurredAt, arriving: kind === 'check-in' });
