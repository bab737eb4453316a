import type { AttendanceRecord, Judgement } from '#attendance';
import type { IncomingRecord, RecordResult } from '#contracts';
import { Clock } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { type Holder, Histories } from '../attendances/histories.js';
import { Marks } from '../attendances/marks.js';
import { NumberRepository } from '../follow/number.repository.js';
import { type HandedIn, type Kept, KeepRecords } from './keep-records.js';

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
    const [kept, holderOf] = await Promise.all([
      this.keep(handedIn),
      this.holdersOf(incoming.map((r) => r.volunteerNo)),
    ]);
    this.marks.added.wake();
    return this.results(
      handedIn.map((h) => h.record),
      kept,
      holderOf,
    );
  }

  private keep(handedIn: readonly HandedIn[]): Promise<Kept[]> {
    let allNew = true;
    return this.transactions.run((session) => {
      const kept = this.keepRecords.execute(handedIn, { bulk: false, allNew }, session);
      allNew = false;
      return kept;
    });
  }

  /** Whose records are those under some numbers. */
  private async holdersOf(volunteerNos: readonly string[]): Promise<(volunteerNo: string) => Named> {
    const personOf = await this.numbers.personsOf([...new Set(volunteerNos)]);
    const numbersOf = await this.numbers.ofPersons([...new Set(personOf.values())]);
    return (volunteerNo) => {
      const person = personOf.get(volunteerNo);
      return person === undefined
        ? { key: nobody(volunteerNo), holder: { numbers: [volunteerNo], known: false } }
        : { key: person, holder: { numbers: numbersOf.get(person) ?? [volunteerNo], known: true } };
    };
  }

  private async results(
    records: readonly AttendanceRecord[],
    kept: readonly Kept[],
    holderOf: (volunteerNo: string) => Named,
  ): Promise<RecordResult[]> {
    const named = records.map((r) => holderOf(r.volunteerNo));
    const judged = records.flatMap((_, i) => (kept[i] === 'reused' ? [] : [i]));
    const holders = new Map(judged.flatMap((i) => named[i] ?? []).map(({ key, holder }) => [key, holder]));
    const sessionNos = [...new Set(judged.flatMap((i) => records[i]?.sessionNo ?? []))];
    const judgements =
      holders.size === 0 ? new Map<string, Judgement>() : await this.histories.judge(holders, sessionNos);
    return records.map((record, i) => result(record, kept[i] ?? 'reused', judgements.get(named[i]?.key ?? '')));
  }
}

/** A holder and the key by which it is judged. */
interface Named {
  readonly key: string;
  readonly holder: Holder;
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
