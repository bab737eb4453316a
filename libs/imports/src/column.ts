/** Whether a column's cells may be empty, how they are compared, and whether their values are masked where they are shown. */
export interface Column {
  readonly name: string;
  /** Dates and times are the same content however they are written. */
  readonly type?: 'date' | 'instant';
  readonly personal?: boolean;
  /** A row whose cell is empty here is refused (`cell_missing`). */
  readonly required?: boolean;
}

/** A row that is refused, alone: the column and the code of the reason (definitions, "Reading a row"). */
export class RowRefusal {
  constructor(
    readonly column: string,
    readonly code: string,
  ) {}
}
