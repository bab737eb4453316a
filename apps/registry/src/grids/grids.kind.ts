import { type Column, type ImportKindSpec, type ReadRow, type RowOutcome, RowRefusal, type SheetRow } from '#imports';
import { KeyRing } from '#privacy';
import { readWholeNumber } from '#tables';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { GridRepository } from './grid.repository.js';

interface GridRow {
  readonly code: string;
  readonly name: string;
  readonly village: string;
  readonly households: number | null;
  readonly inhabitants: number | null;
}

const COLUMNS: readonly Column[] = [
  { name: '网格编码', required: true },
  { name: '名称', required: true },
  { name: '村代码', required: true },
  { name: '户数' },
  { name: '人数' },
];

/** 网格: the grids of the villages. */
@Injectable()
export class GridsKind implements ImportKindSpec<GridRow> {
  readonly kind = 'grids';
  readonly columns = COLUMNS;
  readonly numberedBy = COLUMNS.slice(0, 1);

  constructor(
    private readonly grids: GridRepository,
    private readonly keys: KeyRing,
  ) {}

  read(row: SheetRow): GridRow | RowRefusal {
    if (row.isDamaged('网格编码')) return new RowRefusal('网格编码', 'number_damaged_by_excel');
    return {
      code: row.text('网格编码'),
      name: row.text('名称'),
      village: row.text('村代码'),
      households: readWholeNumber(row.text('户数')) ?? null,
      inhabitants: readWholeNumber(row.text('人数')) ?? null,
    };
  }

  async apply(rows: readonly ReadRow<GridRow>[], session: ClientSession): Promise<RowOutcome[]> {
    const documents = rows.map(({ value: { code, ...rest }, row }) => ({
      _id: code,
      digest: this.keys.blindIndex('grid-row', row.content()),
      ...rest,
    }));
    return (await this.grids.applyGrids(documents, session)).outcomes;
  }
}
