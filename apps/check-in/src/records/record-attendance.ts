import { type AttendanceRecord, type Judgement, type Outcome, reasonOf } from '#attendance';
import type { IncomingRecord, RecordResult } from '#contracts';
import { Outbox } from '#feed';
import { Clock } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { Admission } from '../admission/admission.js';
import { HistoryReader, type Histories } from '../attendances/histories.js';
import { type HandedIn, type Kept, KeepRecords, type KeptRecords } from './keep-records.js';

/** Keeps records that come one by one or in batches, and says of each what it amounts to. */
@Injectable()
export class RecordAttendance {
  constructor(
    private readonly keepRecords: KeepRecords,
    private readonly histories: HistoryReader,
    private readonly admission: Admission,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** What may be a record is kept; of the rest it is said why not. In order. */
  async execute(incoming: readonly IncomingRecord[]): Promise<RecordResult[]> {
    const judged = await this.admission.judge(incoming);
    const admitted = judged.flatMap((j) => ('admitted' in j ? [j.admitted] : []));
    const results = admitted.length === 0 ? [] : await this.keepAll(admitted);
    let next = 0;
    return judged.map((j) => ('refused' in j ? j.refused : (results[next++] as RecordResult)));
  }

  /** When this returns, the records are on disk on a majority, and with them the facts that tell of them. */
  private async keepAll(handedIn: readonly HandedIn[]): Promise<RecordResult[]> {
    const records = handedIn.map((h) => h.record);
    // As a rule all are new, so what they amount to beside what is there can be read while they are written: it is asked for before the documents are made.
    const [besideOthers, { kept, isIrregular }] = await Promise.all([
      this.histories.atSessionsOf(records, { kept: false }),
      this.keep(handedIn),
    ]);
    this.outbox.added.wake();
    const asThought = !isIrregular && kept.every((k) => k === 'created');
    const histories = asThought ? besideOthers : await this.histories.atSessionsOf(records, { kept: true });
    return this.results(records, kept, histories);
  }

  /** Keeps records together with what makes them, all or nothing. A result for each, in order. */
  async keepMade(make: (session: ClientSession) => Promise<HandedIn[]>): Promise<RecordResult[]> {
    const since = this.clock.now();
    const { made, kept } = await this.transactions.run(async (session) => {
      const handedIn = await make(session);
      const written = await this.keepRecords.execute(handedIn, { allNew: false, since }, session);
      return { made: handedIn.map((h) => h.record), kept: written.kept };
    });
    this.outbox.added.wake();
    return this.results(made, kept, await this.histories.atSessionsOf(made, { kept: true }));
  }

  private async keep(handedIn: readonly HandedIn[]): Promise<KeptRecords> {
    const since = this.clock.now();
    let attempts = 0;
    return this.transactions.run((session) =>
      this.keepRecords.execute(handedIn, { allNew: attempts++ === 0, since }, session),
    );
  }

  private async results(
    records: readonly AttendanceRecord[],
    kept: readonly Kept[],
    { personOf, judgements }: Histories,
  ): Promise<RecordResult[]> {
    // Outcomes are known by the id, under which only one content stands.
    const standing = records.filter((_, i) => kept[i] !== 'reused');
    const nobodys = await this.histories.ofNobody(standing.filter((r) => !personOf.has(r.volunteerNo)));
    return records.map((record, i) => {
      const judgement = judgements.get(personOf.get(record.volunteerNo) ?? '');
      const outcome = (judgement?.outcomes ?? nobodys).get(record.id);
      return result(record, kept[i] ?? 'reused', outcome, judgement);
    });
  }
}

function result(
  record: AttendanceRecord,
  status: Kept,
  outcome: Outcome | undefined,
  judgement: Judgement | undefined,
): RecordResult {
  if (status === 'reused') return { id: record.id, status, outcome: 'not-counted', reason: 'conflict' };
  const attendance = judgement?.attendances.find((a) => a.sessionNo === record.sessionNo);
  const told: RecordResult = { id: record.id, status, outcome: outcome === 'counted' ? 'counted' : 'not-counted' };
  const reason = reasonOf(outcome);
  if (reason !== undefined) told.reason = reason;
  if (attendance !== undefined) {
    const { sessionNo, evidence, checkedInAt, checkedOutAt } = attendance;
    told.attendance = { sessionNo, evidence, checkedInAt };
    if (checkedOutAt !== undefined) told.attendance.checkedOutAt = checkedOutAt;
  }
  return told;
}
