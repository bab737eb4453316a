import type { AttendanceRecord, Judgement } from '#attendance';
import type { IncomingRecord, RecordResult } from '#contracts';
import { Clock } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { type Holder, Histories } from '../attendances/histories.js';
import { Marks } from '../attendances/marks.js';
import { NumberRepository } from '../follow/number.repository.js';
import { type Kept, KeepRecords } from './keep-records.js';

/** Keeps records that come one by one or in batches, and says of each what it amounts to as it stands. */
@Injectable()
export class RecordAttendance {
  constructor(
    private readonly keepRecords: KeepRecords,
    private readonly histories: Histories,
    private readonly numbers: NumberRepository,
    private readonly marks: Marks,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** When this returns, the records are on disk on a majority. */
  async execute(incoming: readonly IncomingRecord[]): Promise<RecordResult[]> {
    const now = Math.floor(this.clock.now() / 1000) * 1000;
    const handedIn = incoming.map(({ by, receivedAt, ...rest }) => ({
      record: { ...rest, id: rest.id.toLowerCase(), receivedAt: receivedAt ?? now },
      by,
    }));
    const kept = await this.transactions.run((session) => this.keepRecords.execute(handedIn, false, session));
    this.marks.added.wake();
    return this.results(
      handedIn.map((h) => h.record),
      kept,
    );
  }

  private async results(records: readonly AttendanceRecord[], kept: readonly Kept[]): Promise<RecordResult[]> {
    const judged = records.filter((_, i) => kept[i] !== 'reused');
    const personOf = await this.numbers.personsOf([...new Set(judged.map((r) => r.volunteerNo))]);
    const numbersOf = await this.numbers.ofPersons([...new Set(personOf.values())]);
    const holders = new Map<string, Holder>();
    for (const { volunteerNo } of judged) {
      const person = personOf.get(volunteerNo);
      if (person === undefined) holders.set(nobody(volunteerNo), { numbers: [volunteerNo], known: false });
      else holders.set(person, { numbers: numbersOf.get(person) ?? [volunteerNo], known: true });
    }
    const sessionNos = [...new Set(judged.map((r) => r.sessionNo))];
    const judgements =
      holders.size === 0 ? new Map<string, Judgement>() : await this.histories.judge(holders, sessionNos);
    return records.map((record, i) => {
      const status = kept[i] ?? 'reused';
      const judgement = judgements.get(personOf.get(record.volunteerNo) ?? nobody(record.volunteerNo));
      return result(record, status, judgement);
    });
  }
}

/** Key of a number that leads to nobody; persons' keys hold no space. */
const nobody = (volunteerNo: string): string => `number ${volunteerNo}`;

function result(record: AttendanceRecord, status: Kept, judgement: Judgement | undefined): RecordResult {
  if (status === 'reused') return { id: record.id, status, outcome: 'not-counted', reason: 'conflict' };
  const outcome = judgement?.outcomes.get(record.id);
  const attendance = judgement?.attendances.find((a) => a.sessionNo === record.sessionNo);
  return {
    id: record.id,
    status,
    outcome: outcome === 'counted' ? 'counted' : 'not-counted',
    ...(outcome === undefined || outcome === 'counted' || outcome === 'annulment' ? {} : { reason: outcome }),
    ...(attendance === undefined
      ? {}
      : {
          attendance: {
            sessionNo: attendance.sessionNo,
            evidence: attendance.evidence,
            checkedInAt: attendance.checkedInAt,
            ...(attendance.checkedOutAt === undefined ? {} : { checkedOutAt: attendance.checkedOutAt }),
          },
        }),
  };
}
