import type { AttendanceRecord, Method, RecordKind } from '#attendance';
import { Outbox } from '#feed';
import { type Column, type ImportKindSpec, type ReadRow, type RowOutcome, RowRefusal, type SheetRow } from '#imports';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { KeepRecords } from './keep-records.js';

const KINDS: Readonly<Record<string, RecordKind>> = { 签到: 'check-in', 签退: 'check-out', 撤销: 'annul' };
const METHODS: Readonly<Record<string, Method>> = {
  扫码: 'qr',
  定位: 'location',
  点名: 'roll-call',
  纸质: 'paper',
  补录: 'back-fill',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const NUMBER: Column = { name: '记录编号', required: true };
const COLUMNS: readonly Column[] = [
  NUMBER,
  { name: '场次编号', required: true },
  { name: '志愿者编号', required: true },
  { name: '类型', required: true },
  { name: '发生时间', required: true, type: 'instant' },
  { name: '接收时间', required: true, type: 'instant' },
  { name: '方式', required: true },
  { name: '设备' },
  { name: '录入人', personal: true },
  { name: '审核人', personal: true },
  { name: '原记录编号' },
  { name: '备注', personal: true },
];

/** 签到记录: attendance records as other systems and paper lists hand them over. */
@Injectable()
export class AttendanceKind implements ImportKindSpec<AttendanceRecord> {
  readonly kind = 'attendance';
  readonly columns = COLUMNS;
  readonly oneStandsBy = NUMBER;

  constructor(
    private readonly keepRecords: KeepRecords,
    private readonly outbox: Outbox,
  ) {}

  read(row: SheetRow): AttendanceRecord | RowRefusal {
    const id = row.text('记录编号').toLowerCase();
    if (!UUID.test(id)) return new RowRefusal('记录编号', 'record_id_malformed');
    const kind = KINDS[row.text('类型')];
    if (kind === undefined) return new RowRefusal('类型', 'word_unknown');
    const method = METHODS[row.text('方式')];
    if (method === undefined) return new RowRefusal('方式', 'word_unknown');
    const occurredAt = row.instant('发生时间');
    if (occurredAt === undefined) return new RowRefusal('发生时间', 'time_malformed');
    const receivedAt = row.instant('接收时间');
    if (receivedAt === undefined) return new RowRefusal('接收时间', 'time_malformed');
    const annuls = row.text('原记录编号').toLowerCase();
    if (kind === 'annul' && annuls === '') return new RowRefusal('原记录编号', 'cell_missing');
    return {
      id,
      sessionNo: row.text('场次编号'),
      volunteerNo: row.text('志愿者编号'),
      kind,
      occurredAt,
      method,
      deviceId: row.text('设备'),
      enteredBy: row.text('录入人'),
      approvedBy: row.text('审核人'),
      annuls,
      note: row.text('备注'),
      receivedAt,
    };
  }

  async apply(
    rows: readonly ReadRow<AttendanceRecord>[],
    session: ClientSession,
    since: number,
  ): Promise<RowOutcome[]> {
    const { kept } = await this.keepRecords.execute(
      rows.map((r) => ({ record: r.value, by: 'import' })),
      { allNew: false, since },
      session,
    );
    return kept.map((k) =>
      k === 'created' ? 'accepted' : k === 'unchanged' ? 'unchanged' : new RowRefusal('记录编号', 'conflict'),
    );
  }

  changed(): void {
    this.outbox.added.wake();
  }
}
