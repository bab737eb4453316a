import type { DivisionLevel } from '#contracts';
import { Outbox } from '#feed';
import { type Column, type ImportKindSpec, type ReadRow, type RowOutcome, RowRefusal, type SheetRow } from '#imports';
import { chinaDay, Clock } from '#kernel';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { divisionFact } from '../feed/facts.js';
import { DivisionRepository } from './division.repository.js';

interface DivisionRow {
  readonly code: string;
  readonly name: string;
  readonly level: DivisionLevel;
  readonly parent: string;
}

const LEVELS: Readonly<Record<string, DivisionLevel>> = { 县: 'county', 乡镇: 'township', 村: 'village' };
const COLUMNS: readonly Column[] = [
  { name: '区划代码', required: true },
  { name: '名称', required: true },
  { name: '级别', required: true },
  { name: '上级代码' },
];

/** 区划: the county, its townships and villages. */
@Injectable()
export class DivisionsKind implements ImportKindSpec<DivisionRow> {
  readonly kind = 'divisions';
  readonly columns = COLUMNS;
  readonly numberedBy = COLUMNS.slice(0, 1);

  constructor(
    private readonly divisions: DivisionRepository,
    private readonly keys: KeyRing,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  read(row: SheetRow): DivisionRow | RowRefusal {
    if (row.isDamaged('区划代码')) return new RowRefusal('区划代码', 'number_damaged_by_excel');
    const level = LEVELS[row.text('级别')];
    if (level === undefined) return new RowRefusal('级别', 'word_unknown');
    return { code: row.text('区划代码'), name: row.text('名称'), level, parent: row.text('上级代码') };
  }

  async apply(rows: readonly ReadRow<DivisionRow>[], session: ClientSession, since: number): Promise<RowOutcome[]> {
    const documents = rows.map(({ value, row }) => ({
      _id: value.code,
      digest: this.keys.blindIndex('division-row', row.content()),
      name: value.name,
      level: value.level,
      parent: value.parent,
    }));
    const { outcomes, accepted } = await this.divisions.apply(documents, chinaDay(this.clock.now()), session);
    await this.outbox.add(session, accepted.map(divisionFact), since);
    return outcomes;
  }

  changed(): void {
    this.outbox.added.wake();
  }
}
