import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordAttendance } from './attendance.js';
import { Crowd } from './crowd.js';
import { DIVISIONS } from './divisions-430922.js';
import { GRID_HEADER, GRID_STAFF_HEADER, gridRows, gridStaffRows } from './grids.js';
import { ATTENDANCE_HEADER } from './ledger.js';
import { hasOtherDocument, People, sample } from './people.js';
import { item, Random } from './prng.js';
import { Register, VOLUNTEER_HEADER } from './register.js';
import { scaleOf } from './scale.js';
import { SESSION_HEADER } from './session.js';
import { SessionPlan } from './session-plan.js';
import { csvLine, type Table, writeTable } from './table-file.js';
import { type Expected, Tally } from './tally.js';
import { TEAM_HEADER, Teams } from './teams.js';

export { type Expected, type Figures } from './tally.js';

export interface DemoCountyOptions {
  readonly year: number;
  readonly seed: number;
  /** 0.01 to 1; 1 is a whole county: 124,640 volunteers, 618 sessions, 42,074 person-times. */
  readonly size: number;
  /** Made if it is not there; files of the same names are replaced. */
  readonly outDir: string;
  readonly gzip: boolean;
  /** Rows written so far, and rows in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface DemoCounty {
  /** What is in expected.json: the figures of the county, its townships and a dozen villages. */
  readonly expected: readonly Expected[];
  /** How often each untidy case was made. */
  readonly cases: Readonly<Record<string, number>>;
}

/**
 * Makes the year of an invented county on the real divisions of 桃江县: the seven files that a county's office would hand over, as untidy
 * as real ones, and `expected.json` with the figures that they must come to.
 *
 * The figures are known because every record is made for a case whose result is known beforehand ("came ten minutes late and stayed to the
 * end"); nothing here reads the files or applies the rules of attendance. The same options give the same bytes.
 */
export async function makeDemoCounty(options: DemoCountyOptions): Promise<DemoCounty> {
  const { year, seed, outDir, gzip, onProgress } = options;
  const scale = scaleOf(options.size);
  const townships = DIVISIONS.filter((d) => d.level === '乡镇');
  const villages = DIVISIONS.filter((d) => d.level === '村');
  const people = new People(year, seed, scale.registered, villages.map((v) => v.code)); // prettier-ignore
  const teams = new Teams(year, seed, scale.teams, townships, villages);
  const register = new Register(people, year, seed, scale, teams.accepted.map((t) => t.no)); // prettier-ignore
  const plan = new SessionPlan(year, seed, scale, teams.established, villages);
  const crowd = crowdOf(people, register, scale.active, seed);
  const ledger = recordAttendance(seed, year, scale.personTimes, plan, register, crowd);

  const grids = gridRows(seed, scale, villages);
  const rowsOf = (kind: string, header: string, rows: readonly (readonly string[])[]): Table => {
    return { kind, header, count: rows.length, line: (index) => csvLine(item(rows, index)) };
  };
  const shuffled = (kind: string, count: number) =>
    new Random(seed, 'order', kind).shuffle(Int32Array.from({ length: count }, (_, i) => i));
  const volunteerOrder = shuffled('volunteers', register.rowCount);
  const attendanceOrder = shuffled('attendance', ledger.lines.length);
  const tables: Table[] = [
    rowsOf('divisions', DIVISION_HEADER, DIVISIONS.map((d) => [d.code, d.name, d.level, d.parent])), // prettier-ignore
    rowsOf('grids', GRID_HEADER, grids),
    rowsOf('grid-staff', GRID_STAFF_HEADER, gridStaffRows(seed, year, scale, grids)),
    rowsOf('teams', TEAM_HEADER, teams.rows),
    {
      kind: 'volunteers',
      header: VOLUNTEER_HEADER,
      count: register.rowCount,
      line: (index) => csvLine(register.row(item(volunteerOrder, index))),
    },
    rowsOf('sessions', SESSION_HEADER, plan.rows),
    {
      kind: 'attendance',
      header: ATTENDANCE_HEADER,
      count: ledger.lines.length,
      line: (index) => item(ledger.lines, item(attendanceOrder, index)),
    },
  ];

  await mkdir(outDir, { recursive: true });
  const total = tables.reduce((sum, table) => sum + table.count, 0);
  let done = 0;
  for (const table of tables) {
    await writeTable(outDir, table, gzip, (count) => onProgress?.((done += count), total));
  }
  const tally = new Tally(people, register, teams.accepted, ledger);
  const county = item(DIVISIONS, 0).code;
  const expected = [
    ...[county, ...townships.map((t) => t.code)].map((code) => tally.figures(year, code)),
    ...villagesToShow(tally, year, villages.map((v) => v.code)).map((code) => tally.figures(year, code)), // prettier-ignore
    tally.figures(year - 1, county),
    tally.figures(year + 1, county),
  ];
  await writeFile(join(outDir, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`);
  return { expected, cases: Object.fromEntries([...register.cases, ...ledger.cases]) };
}

const DIVISION_HEADER = '区划代码,名称,级别,上级代码';

/** Ten villages with the most person-times, and two with the least. */
function villagesToShow(tally: Tally, year: number, villages: readonly string[]): string[] {
  const personTimes = tally.personTimesByDivision(year);
  const busiest = villages
    .map((code) => ({ code, personTimes: personTimes.get(code) ?? 0 }))
    .sort((a, b) => b.personTimes - a.personTimes)
    .map(({ code }) => code);
  return [...busiest.slice(0, 10), ...busiest.slice(-2)];
}

/** Those who come to sessions: a sample of all, with everybody in it who is known in an unusual way, up to a tenth. */
function crowdOf(people: People, register: Register, size: number, seed: number): Crowd {
  const random = new Random(seed, 'crowd');
  const unusual = [...register.withSeveralNumbers];
  for (let index = 0; index < register.persons; index++) if (hasOtherDocument(index)) unusual.push(index);
  unusual.push(register.persons - 1, register.persons - 2);
  random.shuffle(unusual);
  const members = new Set([...unusual.slice(0, size / 10), ...sample(register.persons, size, random)]);
  const several = register.withSeveralNumbers.filter((index) => members.has(index));
  const list = random.shuffle([...members]);
  return new Crowd(list, several, (index) => people.person(index).village.slice(0, 9), random);
}
