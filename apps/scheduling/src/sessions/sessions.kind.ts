import type { CreditRule, SessionState } from '#attendance';
import { Outbox } from '#feed';
import { type Column, type ImportKindSpec, type ReadRow, type RowOutcome, RowRefusal, type SheetRow } from '#imports';
import { KeyRing } from '#privacy';
import { readWholeNumber } from '#tables';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { sealedInCharge } from './person-in-charge.js';
import { SESSION_NUMBERS } from './session-numbers.js';
import { sessionFact, type SessionDocument, SessionRepository } from './session.repository.js';

type SessionRow = Omit<SessionDocument, 'digest' | 'rev' | 'personInCharge'> & { readonly personInCharge: string };

const STATES: Readonly<Record<string, SessionState>> = {
  已发布: 'published',
  进行中: 'running',
  已结束: 'ended',
  已取消: 'cancelled',
};
const CREDIT_RULES: Readonly<Record<string, CreditRule>> = { 按签退: 'check-out', 按计划: 'planned-end' };

const COLUMNS: readonly Column[] = [
  { name: '场次编号', required: true },
  { name: '活动名称' },
  { name: '专项活动' },
  { name: '服务类别' },
  { name: '队伍编号' },
  { name: '区划代码' },
  { name: '地点' },
  { name: '经度' },
  { name: '纬度' },
  { name: '开始时间', required: true, type: 'instant' },
  { name: '结束时间', required: true, type: 'instant' },
  { name: '计划人数' },
  { name: '签到方式' },
  { name: '时长规则', required: true },
  { name: '状态', required: true },
  { name: '覆盖群众' },
  { name: '覆盖统计方法' },
  { name: '负责人', personal: true },
];

/** 场次: the sessions of activities. */
@Injectable()
export class SessionsKind implements ImportKindSpec<SessionRow> {
  readonly kind = 'sessions';
  readonly columns = COLUMNS;
  readonly numberedBy = COLUMNS.slice(0, 1);

  constructor(
    private readonly sessions: SessionRepository,
    private readonly outbox: Outbox,
    private readonly keys: KeyRing,
  ) {}

  read(row: SheetRow): SessionRow | RowRefusal {
    if (SESSION_NUMBERS.has(row.text('场次编号'))) return new RowRefusal('场次编号', 'number_planned_here');
    const startsAt = row.instant('开始时间');
    if (startsAt === undefined) return new RowRefusal('开始时间', 'time_malformed');
    const endsAt = row.instant('结束时间');
    if (endsAt === undefined) return new RowRefusal('结束时间', 'time_malformed');
    if (startsAt >= endsAt) return new RowRefusal('结束时间', 'end_not_after_start');
    const state = STATES[row.text('状态')];
    if (state === undefined) return new RowRefusal('状态', 'word_unknown');
    const creditRule = CREDIT_RULES[row.text('时长规则')];
    if (creditRule === undefined) return new RowRefusal('时长规则', 'word_unknown');
    const covered = row.text('覆盖群众') === '' ? 0 : readWholeNumber(row.text('覆盖群众'));
    if (covered === undefined) return new RowRefusal('覆盖群众', 'whole_number_malformed');
    return {
      _id: row.text('场次编号'),
      name: row.text('活动名称'),
      campaign: row.text('专项活动'),
      category: row.text('服务类别'),
      teamNo: row.text('队伍编号'),
      division: row.text('区划代码'),
      place: row.text('地点'),
      longitude: row.text('经度'),
      latitude: row.text('纬度'),
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
      planned: row.text('计划人数'),
      checkInMethods: row.text('签到方式'),
      creditRule,
      state,
      covered,
      coveredMethod: row.text('覆盖统计方法'),
      personInCharge: row.text('负责人'),
    };
  }

  async apply(rows: readonly ReadRow<SessionRow>[], session: ClientSession, since: number): Promise<RowOutcome[]> {
    const documents = rows.map(({ value: { personInCharge, ...value }, row }) => ({
      ...value,
      digest: this.keys.blindIndex('session-row', row.content()),
      ...sealedInCharge(this.keys, value._id, personInCharge),
    }));
    const { outcomes, accepted } = await this.sessions.apply(documents, session);
    await this.outbox.add(session, accepted.map(sessionFact), since);
    return outcomes;
  }

  changed(): void {
    this.outbox.added.wake();
  }
}
