import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** A grid (网格) of a village under its code. The village may become known later. */
export interface GridDocument extends RowDocument {
  name: string;
  village: string;
  households: number | null;
  inhabitants: number | null;
}

/** A post held by somebody in a grid; known by grid, phone, role and the day it was taken up. Name and phone are in `sealed`. */
export interface GridStaffDocument extends RowDocument {
  grid: string;
  role: string;
  since: string;
  until: string;
  partyApplicant: string;
  phoneIndex: string;
  sealed: Buffer;
}

const row = {
  _id: { type: String, required: true },
  digest: { type: String, required: true },
  rev: { type: Number, required: true },
} as const;
const options = { versionKey: false, strict: 'throw', strictQuery: 'throw' } as const;

export const GRID = 'grid';
export const gridSchema = new Schema<GridDocument>(
  {
    ...row,
    name: { type: String, required: true },
    village: { type: String, required: true },
    households: Number,
    inhabitants: Number,
  },
  { ...options, collection: 'grids' },
);

export const GRID_STAFF = 'grid-staff';
export const gridStaffSchema = new Schema<GridStaffDocument>(
  {
    ...row,
    grid: { type: String, required: true },
    role: { type: String, required: true },
    since: { type: String, required: true },
    until: String,
    partyApplicant: String,
    phoneIndex: String,
    sealed: { type: Buffer, required: true },
  },
  { ...options, collection: 'grid-staff' },
);

@Injectable()
export class GridRepository {
  constructor(
    @InjectModel(GRID) private readonly grids: Model<GridDocument>,
    @InjectModel(GRID_STAFF) private readonly staff: Model<GridStaffDocument>,
  ) {}

  applyGrids(rows: readonly Omit<GridDocument, 'rev'>[], session: ClientSession): Promise<{ outcomes: RowOutcome[] }> {
    return applyRows(this.grids, rows, session);
  }

  applyStaff(
    rows: readonly Omit<GridStaffDocument, 'rev'>[],
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[] }> {
    return applyRows(this.staff, rows, session);
  }
}
