import { compact } from '#attendance';
import { chinaDayStart, DAY_MS, HOUR_MS } from '#kernel';
import { type CellValue, cellText, holdsTime, readInstant, type TableRow } from '#tables';
import { hash } from 'node:crypto';

/** The columns of the paper sheet (签到表). What is signed is on paper alone. */
export const SHEET_COLUMNS = ['场次编号', '志愿者编号', '姓名', '签到时间', '签退时间', '签名'] as const;
type Column = (typeof SHEET_COLUMNS)[number];
/** Without these a file is no sheet. */
export const NEEDED: readonly Column[] = ['姓名', '签到时间'];

export type SheetProblemCode =
  | 'number_or_name_missing'
  | 'number_of_listed_missing'
  | 'name_differs'
  | 'other_session'
  | 'time_malformed'
  | 'row_damaged';
/** What is wrong with a row, and in which column; such a row changes nothing. */
export interface SheetProblem {
  readonly row: number;
  readonly column: string;
  readonly code: SheetProblemCode;
}

/** A check-in or check-out that a sheet tells of; by number, or by the name of somebody who has none. */
export interface SheetEntry {
  readonly row: number;
  readonly column: Column;
  /** Worked out of what it says, so that the same sheet again says the same. */
  readonly id: string;
  readonly who: { readonly volunteerNo: string } | { readonly name: string; readonly person: string };
  readonly kind: 'check-in' | 'check-out';
  readonly occurredAt: number;
}

/** The session as the sheet was printed of it. */
export interface SheetOf {
  readonly sessionNo: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly people: readonly { readonly volunteerNo: string; readonly name: string }[];
}

const CLOCK = /^([01]?\d|2[0-3])[:：]([0-5]\d)(?:[:：]([0-5]\d))?$/;
/** The day that Excel gives to a time without one. */
const NO_DAY = /^(1899-12-3[01]|1900-01-0[01])$/;

/** A UUID (version 8) out of a text: the same text, the same id. */
function idOf(...parts: readonly string[]): string {
  const digest = Buffer.from(hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32), 'hex');
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/** A time as it is written on a sheet: with its day, or without one on a day of the session. */
function timeOf(cell: CellValue, { startsAt, endsAt }: SheetOf): number | undefined {
  const ofNoDay = typeof cell !== 'string' && holdsTime(cell) && NO_DAY.test(cell.date);
  const text = ofNoDay ? cell.time : typeof cell === 'string' ? cell : '';
  const clock = CLOCK.exec(text);
  if (clock === null) return ofNoDay ? undefined : readInstant(cell);
  const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((part) => Number(part));
  const at = chinaDayStart(startsAt) + ((hours * 60 + minutes) * 60 + (seconds || 0)) * 1000;
  // After midnight, of a session that lasts beyond it.
  const isNextDay = at < startsAt - HOUR_MS && at + DAY_MS <= endsAt + HOUR_MS;
  return isNextDay ? at + DAY_MS : at;
}

/** What a sheet's rows tell, and what is wrong with them. Rows without a time are of people who did not come. */
export function readSheet(
  header: TableRow,
  rows: readonly TableRow[],
  of: SheetOf,
): { readonly entries: readonly SheetEntry[]; readonly problems: readonly SheetProblem[] } {
  const at = new Map(header.cells.map((cell, i) => [cellText(cell), i]));
  const listed = new Map(of.people.map((p) => [p.volunteerNo, compact(p.name)]));
  const names = new Set(listed.values());
  const sameName = new Map<string, number>();
  const entries: SheetEntry[] = [];
  const problems: SheetProblem[] = [];
  for (const line of rows) {
    const { row } = line;
    const cell = (column: Column): CellValue => line.cells[at.get(column) ?? -1] ?? '';
    const problem = (column: Column, code: SheetProblemCode) => problems.push({ row, column, code });
    const [no, name] = [cellText(cell('志愿者编号')), cellText(cell('姓名'))];
    const times = (['签到时间', '签退时间'] as const).filter((column) => cellText(cell(column)) !== '');
    // Counted also where nobody came, so that a name stays the same person when the sheet is completed.
    const nth = (sameName.get(compact(name)) ?? 0) + 1;
    if (no === '') sameName.set(compact(name), nth);
    if (times.length === 0) continue;
    const session = cellText(cell('场次编号'));
    const known = listed.get(no);
    if (line.cutShort || line.badQuote || line.tooLong) problem('姓名', 'row_damaged');
    else if (session !== '' && session !== of.sessionNo) problem('场次编号', 'other_session');
    else if (no === '' && name === '') problem('志愿者编号', 'number_or_name_missing');
    else if (no === '' && names.has(compact(name))) problem('志愿者编号', 'number_of_listed_missing');
    else if (known !== undefined && name !== '' && compact(name) !== known) problem('姓名', 'name_differs');
    else {
      const person = idOf('sheet person', of.sessionNo, compact(name), String(nth));
      const who = no === '' ? { name, person } : { volunteerNo: no };
      for (const column of times) {
        const occurredAt = timeOf(cell(column), of);
        if (occurredAt === undefined) {
          problem(column, 'time_malformed');
          continue;
        }
        const kind = column === '签到时间' ? 'check-in' : 'check-out';
        const id = idOf('sheet', of.sessionNo, no === '' ? person : no, kind, String(occurredAt));
        entries.push({ row, column, id, who, kind, occurredAt });
      }
    }
  }
  return { entries, problems };
}
