import { type Column, type ImportKindSpec, type ReadRow, type RowOutcome, RowRefusal, type SheetRow } from '#imports';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { GridRepository } from './grid.repository.js';

interface GridStaffRow {
  readonly grid: string;
  readonly name: string;
  readonly phone: string;
  readonly role: string;
  readonly since: string;
  readonly until: string;
  readonly partyApplicant: string;
}

const COLUMNS: readonly Column[] = [
  { name: '网格编码', required: true },
  { name: '姓名', required: true, personal: true },
  { name: '手机', personal: true },
  { name: '角色', required: true },
  { name: '任职日期', required: true, type: 'date' },
  { name: '卸任日期', type: 'date' },
  { name: '入党积极分子' },
];

/** 网格人员: who held which post in a grid, from when until when. A row is known by 网格编码, 手机, 角色 and 任职日期. */
@Injectable()
export class GridStaffKind implements ImportKindSpec<GridStaffRow> {
  readonly kind = 'grid-staff';
  readonly columns = COLUMNS;
  readonly numberedBy = COLUMNS.filter((c) => ['网格编码', '手机', '角色', '任职日期'].includes(c.name));

  constructor(
    private readonly grids: GridRepository,
    private readonly keys: KeyRing,
  ) {}

  read(row: SheetRow): GridStaffRow | RowRefusal {
    const since = row.date('任职日期');
    if (since === undefined) return new RowRefusal('任职日期', 'date_malformed');
    return {
      grid: row.text('网格编码'),
      name: row.text('姓名'),
      phone: row.text('手机'),
      role: row.text('角色'),
      since,
      until: row.date('卸任日期') ?? '',
      partyApplicant: row.text('入党积极分子'),
    };
  }

  async apply(rows: readonly ReadRow<GridStaffRow>[], session: ClientSession): Promise<RowOutcome[]> {
    const documents = rows.map(({ value: v, row }) => {
      const id = this.keys.blindIndex('grid-staff', [v.grid, v.phone, v.role, v.since].join('\n'));
      return {
        _id: id,
        digest: this.keys.blindIndex('grid-staff-row', row.content()),
        grid: v.grid,
        role: v.role,
        since: v.since,
        until: v.until,
        partyApplicant: v.partyApplicant,
        phoneIndex: v.phone === '' ? '' : this.keys.blindIndex('phone', v.phone),
        sealed: this.keys.seal(Buffer.from(JSON.stringify({ name: v.name, phone: v.phone })), `grid-staff:${id}`),
      };
    });
    return (await this.grids.applyStaff(documents, session)).outcomes;
  }
}
