import { covers } from '#access';
import type { AttendanceRecord, Reason } from '#attendance';
import type { checkIn, NotCountedRecord, ParsedInputOf, ReplyOf } from '#contracts';
import { chinaYear } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { type KnownSession, SessionRepository } from '../follow/session.repository.js';
import { RecordRepository } from '../records/record.repository.js';
import { HistoryReader } from './histories.js';

type Contract = typeof checkIn.attendance.notCounted;

/** Tells which records do not count, so that a number that was mistyped is not missed in silence. */
@Injectable()
export class NotCounted {
  constructor(
    private readonly records: RecordRepository,
    private readonly histories: HistoryReader,
    private readonly sessions: SessionRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Those under the next volunteer numbers. */
  page({ year, within, after }: ParsedInputOf<Contract>): Promise<ReplyOf<Contract>> {
    return this.transactions.reading(async (session) => {
      const { numbers, next } = await this.records.numbersWithRecords(after ?? '', session);
      const records = await this.histories.notCounted(numbers, session);
      const sessions = await this.sessions.facts(new Set(records.map(({ record }) => record.sessionNo)), session);
      const isAsked = (record: AttendanceRecord, at: KnownSession | undefined): boolean =>
        chinaYear(at?.startsAt ?? record.occurredAt) === year &&
        (at === undefined ? within === 'everywhere' : covers(within, at.lies));
      return {
        records: records.flatMap(({ record, reason }) =>
          isAsked(record, sessions.get(record.sessionNo)) ? [told(record, reason)] : [],
        ),
        next,
      };
    });
  }
}

function told(
  { id, sessionNo, volunteerNo, kind, occurredAt, method }: AttendanceRecord,
  reason: Reason,
): NotCountedRecord {
  return { id, sessionNo, volunteerNo, kind, occurredAt, method, reason };
}
