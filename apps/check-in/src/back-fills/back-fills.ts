import { covers } from '#access';
import type { AttendanceRecord } from '#attendance';
import type { BackFill, checkIn, ParsedInputOf, ReplyOf, Scope } from '#contracts';
import { Clock, DomainError, wholeSecond } from '#kernel';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Actors } from '../actors/actors.js';
import { SessionRepository } from '../follow/session.repository.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { type BackFillDocument, BackFillRepository } from './back-fill.repository.js';

type Contracts = typeof checkIn.backFills;
type Act = ParsedInputOf<Contracts['decline']>;

/** Back-fills (补录): asked for by one person, made by another (definitions, `not_approved`). */
@Injectable()
export class BackFills {
  constructor(
    private readonly requests: BackFillRepository,
    private readonly sessions: SessionRepository,
    private readonly actors: Actors,
    private readonly recordAttendance: RecordAttendance,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `CHECK_IN.WAY_NOT_ENOUGH`, `BACK_FILL.TO_COME`, `ATTENDANCE.ID_REUSED` */
  async request(asked: ParsedInputOf<Contracts['request']>): Promise<BackFill> {
    const { sessionNo, volunteerNo, kind, reason, evidence, by, within } = asked;
    const id = asked.id.toLowerCase();
    const session = await this.sessions.within(within, sessionNo);
    const before = await this.requests.find(id);
    if (before === null && !session.checkIn.ways.includes('back-fill'))
      throw new DomainError('CHECK_IN.WAY_NOT_ENOUGH', { sessionNo });
    if (before === null && asked.occurredAt > this.clock.now()) throw new DomainError('BACK_FILL.TO_COME');
    const occurredAt = new Date(asked.occurredAt);
    const there = await this.requests.addOnce(
      {
        ...{ _id: id, recordId: randomUUID(), sessionNo, volunteerNo, kind, occurredAt, state: 'open' },
        requested: await this.actors.of(by),
        requestedAt: new Date(this.clock.now()),
      },
      { reason, evidence },
    );
    const said = this.requests.said(there);
    const isSame =
      there.sessionNo === sessionNo &&
      there.volunteerNo === volunteerNo &&
      there.kind === kind &&
      there.occurredAt.getTime() === asked.occurredAt &&
      there.requested.account === by &&
      said.reason === reason &&
      said.evidence === evidence;
    if (!isSame) throw new DomainError('ATTENDANCE.ID_REUSED', { id });
    return this.view(there);
  }

  /** @throws DomainError `SESSION.UNKNOWN` */
  async list(sessionNo: string, within: Scope): Promise<BackFill[]> {
    await this.sessions.within(within, sessionNo);
    return (await this.requests.ofSession(sessionNo)).map((d) => this.view(d));
  }

  /**
   * Makes the record in the transaction that decides, so that there is neither without the other. Not by who has asked for it, nor by whom it is about.
   * @throws DomainError `BACK_FILL.UNKNOWN`, `BACK_FILL.SAME_PERSON`, `BACK_FILL.DECIDED`
   */
  async approve(act: Act): Promise<ReplyOf<Contracts['approve']>> {
    const request = await this.get(act);
    const decided = await this.actors.of(act.by);
    for (const other of [request.requested, await this.actors.ofVolunteer(request.volunteerNo)])
      if (await this.actors.isSamePerson(decided, other)) throw new DomainError('BACK_FILL.SAME_PERSON');
    const to = { state: 'approved', decided, decidedAt: new Date(this.clock.now()) } as const;
    const [result] = await this.recordAttendance.keepMade(async (session) => {
      await this.requests.decide(request._id, to, session);
      // As it now is: approved once more, by whomever, it is the same record.
      const there = await this.requests.find(request._id, session);
      if (there?.state !== 'approved') throw new DomainError('BACK_FILL.DECIDED', { id: request._id });
      return [{ record: recordOf(there), by: there.requested.account, isTold: true }];
    });
    if (result === undefined) throw new Error('an approved back-fill has no record');
    return { backFill: this.view(await this.get(act)), result };
  }

  /** @throws DomainError `BACK_FILL.UNKNOWN`, `BACK_FILL.DECIDED` */
  async decline(act: Act): Promise<BackFill> {
    const { _id: id } = await this.get(act);
    const decided = await this.actors.of(act.by);
    await this.requests.decide(id, { state: 'declined', decided, decidedAt: new Date(this.clock.now()) });
    const there = await this.get(act);
    if (there.state !== 'declined') throw new DomainError('BACK_FILL.DECIDED', { id });
    return this.view(there);
  }

  private async get({ id, within }: Act): Promise<BackFillDocument> {
    const found = await this.requests.find(id.toLowerCase());
    const lies = found && (await this.sessions.facts(new Set([found.sessionNo]))).get(found.sessionNo)?.lies;
    if (!found || !lies || !covers(within, lies)) throw new DomainError('BACK_FILL.UNKNOWN', { id });
    return found;
  }

  private view(d: BackFillDocument): BackFill {
    const { _id: id, recordId, sessionNo, volunteerNo, kind, state } = d;
    return {
      ...{ id, recordId, sessionNo, volunteerNo, kind, state, ...this.requests.said(d) },
      occurredAt: d.occurredAt.getTime(),
      requestedBy: d.requested.name,
      requestedAt: d.requestedAt.getTime(),
      decidedBy: d.decided?.name ?? '',
      decidedAt: d.decidedAt?.getTime() ?? null,
    };
  }
}

/** The record that an approved request is. */
function recordOf({ recordId: id, requested, decided, ...of }: BackFillDocument): AttendanceRecord {
  return {
    ...{ id, sessionNo: of.sessionNo, volunteerNo: of.volunteerNo, kind: of.kind, occurredAt: of.occurredAt.getTime() },
    ...{ method: 'back-fill', deviceId: '', annuls: '', note: '' },
    enteredBy: requested.name,
    approvedBy: decided?.name ?? '',
    receivedAt: wholeSecond((of.decidedAt ?? of.requestedAt).getTime()),
  };
}
