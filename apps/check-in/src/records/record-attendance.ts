import type { AttendanceRecord, Judgement, Outcome } from '#attendance';
import type { IncomingRecord, RecordResult } from '#contracts';
import { Clock } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { BasisRepository } from '../attendances/basis.js';
import { attendanceFact } from '../attendances/facts.js';
import { Histories } from '../attendances/histories.js';
import { Marks } from '../attendances/marks.js';
import { numbersOf, PersonRepository } from '../persons/person.repository.js';
import { type HandedIn, type Kept, KeepRecords } from './keep-records.js';

/** Records of one transaction, about: many are divided so that while one part is written the next is worked on. */
const A_TRANSACTION = 250;

/** Keeps records that come one by one or in batches, derives what they amount to, and says so of each. */
@Injectable()
export class RecordAttendance {
  constructor(
    private readonly keepRecords: KeepRecords,
    private readonly histories: Histories,
    private readonly persons: PersonRepository,
    private readonly basis: BasisRepository,
    private readonly marks: Marks,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** When this returns, the records and what follows from them are on disk on a majority. */
  async execute(incoming: readonly IncomingRecord[]): Promise<RecordResult[]> {
    const now = Math.floor(this.clock.now() / 1000) * 1000;
    const handedIn = incoming.map(({ by, receivedAt, ...rest }) => ({
      record: { ...rest, id: rest.id.toLowerCase(), receivedAt: receivedAt ?? now },
      by,
    }));
    const results = new Map<HandedIn, RecordResult>();
    await Promise.all(
      (await this.divided(handedIn)).map(async (part) => {
        const of = await this.keep(part);
        part.forEach((h, i) => results.set(h, of[i] as RecordResult));
      }),
    );
    this.marks.added.wake();
    return handedIn.map((h) => results.get(h) as RecordResult);
  }

  /** Divided so that the parts seldom conflict: records of one person stay together, and so do annulments, which all raise one version. */
  private async divided(handedIn: readonly HandedIn[]): Promise<HandedIn[][]> {
    if (countOfParts(handedIn.length) === 1) return [[...handedIn]];
    const numbers = [...new Set(handedIn.map((h) => h.record.volunteerNo))];
    const persons = await this.persons.ofNumbers(numbers);
    const personOf = new Map(persons.flatMap((p) => numbersOf(p).map((no) => [no, `person ${p._id}`])));
    return parts(handedIn, (r) => (r.kind === 'annul' ? 'annul' : (personOf.get(r.volunteerNo) ?? r.volunteerNo)));
  }

  private keep(handedIn: readonly HandedIn[]): Promise<RecordResult[]> {
    const since = this.clock.now();
    let allNew = true;
    return this.transactions.run((session) => {
      const results = this.keepWithin(handedIn, allNew, since, session);
      allNew = false;
      return results;
    });
  }

  private async keepWithin(
    handedIn: readonly HandedIn[],
    allNew: boolean,
    since: number,
    session: ClientSession,
  ): Promise<RecordResult[]> {
    const { kept, attended, irregular } = await this.keepRecords.execute(handedIn, { allNew }, session);
    const records = handedIn.map((h) => h.record);
    const judged = records.filter((_, i) => kept[i] !== 'reused');
    const basis = await this.basis.read(session);
    const persons = await this.persons.ofNumbers([...new Set(judged.map((r) => r.volunteerNo))], session);
    const personOf = new Map(persons.flatMap((p) => numbersOf(p).map((no) => [no, p._id])));

    const snapshot = { session, basis };
    const judgements = await this.histories.ofPersons(persons, snapshot);
    const nobodys = judged.filter((r) => !personOf.has(r.volunteerNo));
    const outcomesOfNobody = await this.histories.ofNobody(nobodys, snapshot);

    if (attended.length > 0 || irregular.length > 0) {
      const attending = new Set(attended.flatMap((no) => personOf.get(no) ?? []));
      const restated = persons.filter((p) => attending.has(p._id));
      const changed = await this.persons.restate(restated, judgements, session);
      const mark = {
        persons: [...attending],
        basis,
        facts: changed.map((p) => JSON.stringify(attendanceFact(p._id, p.rev, p.attendances))),
        attended: attended.filter((no) => !personOf.has(no)),
        recordIds: [...irregular],
        bulk: false,
      };
      await this.marks.add(mark, session, since);
    }
    return records.map((record, i) => {
      const judgement = judgements.get(personOf.get(record.volunteerNo) ?? '');
      const outcome = (judgement?.outcomes ?? outcomesOfNobody).get(record.id);
      return result(record, kept[i] ?? 'reused', outcome, judgement);
    });
  }
}

/** Parts of about equal length; records of one key stay together. */
function parts(handedIn: readonly HandedIn[], keyOf: (record: AttendanceRecord) => string): HandedIn[][] {
  const divided = Array.from({ length: countOfParts(handedIn.length) }, (): HandedIn[] => []);
  const partOf = new Map<string, HandedIn[]>();
  for (const h of handedIn) {
    const key = keyOf(h.record);
    const part = partOf.get(key) ?? divided.reduce((a, b) => (b.length < a.length ? b : a));
    partOf.set(key, part);
    part.push(h);
  }
  return divided.filter((part) => part.length > 0);
}

const countOfParts = (records: number): number => Math.max(1, Math.round(records / A_TRANSACTION));

function result(
  record: AttendanceRecord,
  status: Kept,
  outcome: Outcome | undefined,
  judgement: Judgement | undefined,
): RecordResult {
  if (status === 'reused') return { id: record.id, status, outcome: 'not-counted', reason: 'conflict' };
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
