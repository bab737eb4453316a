import { covers } from '#access';
import type { AttendanceRecord } from '#attendance';
import type { checkIn, ParsedInputOf, RecordResult, Scope } from '#contracts';
import { Clock, DomainError, wholeSecond } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { type Actor, Actors } from '../actors/actors.js';
import type { HandedIn } from '../records/keep-records.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { StandingRecords } from '../records/standing-records.js';
import { ToTell } from '../telling/to-tell.repository.js';
import { correctionsOf } from './corrections.js';
import { type AskedDisputes, type DisputeDocument, DisputeRepository } from './dispute.repository.js';

type Contracts = typeof checkIn.disputes;
type Asked = ParsedInputOf<Contracts['decide']>;

/** What those who are in charge do with disputes. */
@Injectable()
export class DecidingDisputes {
  constructor(
    private readonly disputes: DisputeRepository,
    private readonly records: StandingRecords,
    private readonly actors: Actors,
    private readonly recordAttendance: RecordAttendance,
    private readonly toTell: ToTell,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  list(asked: AskedDisputes): Promise<DisputeDocument[]> {
    return this.disputes.list(asked);
  }

  /**
   * The records that follow, and what is to be told, come into being in the transaction that decides: there are none without the others.
   * @throws DomainError `DISPUTE.UNKNOWN`, `DISPUTE.SAME_PERSON`, `DISPUTE.DECIDED`, `AUTH.OUT_OF_SCOPE`
   */
  async decide(asked: Asked): Promise<{ dispute: DisputeDocument; results: RecordResult[] }> {
    const dispute = await this.get(asked.id, asked.within);
    const by = await this.actors.of(asked.by);
    if (dispute.level === 'office' && !isWithin(asked.appeals, dispute)) throw new DomainError('AUTH.OUT_OF_SCOPE');
    for (const other of await this.concerned(dispute))
      if (await this.actors.isSamePerson(by, other)) throw new DomainError('DISPUTE.SAME_PERSON');
    const results =
      asked.decision === 'upheld'
        ? await this.recordAttendance.keepMade(async (session) => {
            const decided = await this.decided(dispute, asked, by, session);
            return recordsOf(decided, { annuls: await this.annuls(decided, session) });
          })
        : await this.transactions.run(async (session) => {
            await this.decided(dispute, asked, by, session);
            return [];
          });
    return { dispute: await this.get(asked.id, asked.within), results };
  }

  /** As it then is: decided so once more, by whomever, it is as it was. @throws DomainError `DISPUTE.DECIDED` */
  private async decided(
    { _id, level }: DisputeDocument,
    { decision, because }: Asked,
    by: Actor,
    session: ClientSession,
  ): Promise<DisputeDocument> {
    const at = new Date(this.clock.now());
    const isNew = await this.disputes.decide({ _id, level }, { decision, because, by, at }, session);
    const there = await this.disputes.find(_id, session);
    if (there?.state !== decision) throw new DomainError('DISPUTE.DECIDED', { id: _id });
    if (isNew) await this.toTell.decision(_id, level, session);
    return there;
  }

  /** Whether upholding it annuls a record: one that somebody else has annulled meanwhile is not annulled again. */
  private async annuls({ recordId, records }: DisputeDocument, session: ClientSession): Promise<boolean> {
    if (recordId === '') return false;
    const there = await this.records.annulmentsOf(recordId, session);
    return there.length === 0 || there.includes(records.annulment);
  }

  /** Who may not decide: whoever has asked for it, whom it is about, whoever made the record or let it be made, and whoever has decided before. */
  private async concerned(dispute: DisputeDocument): Promise<Actor[]> {
    const { opened, appealed, decisions, volunteerNo, recordId, state } = dispute;
    const disputed = (await this.records.of(recordId === '' ? [] : [recordId])).get(recordId);
    const named = (name: string): Actor => ({ account: '', name, volunteerNo: '' });
    return [
      // Who disputes his own is kept by his number: here he is known by the name of his account and by his own too.
      ...[opened, await this.actors.of(opened.account), await this.actors.ofVolunteer(volunteerNo)],
      ...(appealed === undefined ? [] : [appealed.by, await this.actors.of(appealed.by.account)]),
      ...(state === 'open' ? decisions.map((d) => d.by) : []),
      ...(disputed === undefined
        ? []
        : [await this.actors.of(disputed.by), named(disputed.record.enteredBy), named(disputed.record.approvedBy)]),
    ];
  }

  private async get(id: string, within: Scope): Promise<DisputeDocument> {
    const found = await this.disputes.find(id.toLowerCase());
    if (found === null || !isWithin(within, found)) throw new DomainError('DISPUTE.UNKNOWN', { id });
    return found;
  }
}

const isWithin = (within: Scope | null, { division, teamNo }: DisputeDocument): boolean =>
  within !== null && covers(within, { division, teams: [teamNo] });

/** The annulment, unless the record is annulled, and the corrections that an upheld dispute is. Both names are in them, so the corrections count (definitions, `not_approved`). */
function recordsOf(dispute: DisputeDocument, { annuls }: { readonly annuls: boolean }): HandedIn[] {
  const { sessionNo, volunteerNo, recordId, records, opened, openedAt, decisions } = dispute;
  const { by, at } = decisions.at(-1) ?? { by: { name: '' }, at: openedAt };
  const decidedAt = wholeSecond(at.getTime());
  const said = {
    ...({ sessionNo, volunteerNo, method: 'back-fill', deviceId: '', note: '', annuls: '' } as const),
    ...{ enteredBy: opened.name, approvedBy: by.name, receivedAt: decidedAt },
  };
  const annulment: AttendanceRecord = {
    ...{ ...said, id: records.annulment, kind: 'annul', occurredAt: decidedAt, annuls: recordId },
  };
  const idOf = { 'check-in': records.checkIn, 'check-out': records.checkOut };
  const corrections = correctionsOf({
    cameAt: dispute.cameAt?.getTime() ?? null,
    leftAt: dispute.leftAt?.getTime() ?? null,
  }).map(({ kind, occurredAt }): AttendanceRecord => ({ ...said, id: idOf[kind], kind, occurredAt }));
  const made = [...(annuls ? [annulment] : []), ...corrections];
  return made.map((record) => ({ record, by: opened.account, isTold: true }));
}
