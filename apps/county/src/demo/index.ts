import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordAttendance } from './attendance.js';
import { Crowd } from './crowd.js';
import { type Division, DIVISIONS } from './divisions-430922.js';
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
  /** 1950 to 2200. */
  readonly year: number;
  /** Another seed is another county of the same size. */
  readonly seed: number;
  /** 0.01 to 1; 1 is a whole county: 124,640 volunteers, 618 sessions, 42,074 person-times. */
  readonly size: number;
  /** Made if it is not there; an earlier county-year in it is replaced. */
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
  const { year, seed, size, outDir, gzip, onProgress } = options;
  if (!(Number.isInteger(year) && year >= 1950 && year <= 2200))
    throw new RangeError(`a year from 1950 to 2200 is needed, not ${year}`);
  const scale = scaleOf(size);
  const people = new People(year, seed, scale.registered, VILLAGES);
  const teams = new Teams(year, seed, scale.teams, divisions('乡镇'), divisions('村'));
  const teamNos = teams.accepted.map((team) => team.no);
  const register = new Register(people, year, seed, scale, teamNos);
  const plan = new SessionPlan(year, seed, scale, teams.established, divisions('村'));
  const crowd = crowdOf(people, register, scale.active, seed);
  const ledger = recordAttendance(seed, year, scale.personTimes, plan, register, crowd);

  const grids = gridRows(seed, scale, divisions('村'));
  const tables: Table[] = [
    tableOf('divisions', DIVISION_HEADER, DIVISIONS.map(divisionRow)),
    tableOf('grids', GRID_HEADER, grids),
    tableOf('grid-staff', GRID_STAFF_HEADER, gridStaffRows(seed, year, scale, grids)),
    tableOf('teams', TEAM_HEADER, teams.rows),
    shuffled(seed, 'volunteers', VOLUNTEER_HEADER, register.rowCount, (index) => csvLine(register.row(index))),
    tableOf('sessions', SESSION_HEADER, plan.rows),
    shuffled(seed, 'attendance', ATTENDANCE_HEADER, ledger.lines.length, (index) => item(ledger.lines, index)),
  ];
  await mkdir(outDir, { recursive: true });
  const total = tables.reduce((sum, table) => sum + table.count, 0);
  let done = 0;
  for (const table of tables) {
    await writeTable(outDir, table, gzip, (count) => onProgress?.((done += count), total));
  }

  const expected = expectedFigures(new Tally(people, register, teams.accepted, ledger), year);
  await writeFile(join(outDir, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`);
  return { expected, cases: Object.fromEntries([...register.cases, ...ledger.cases]) };
}

const divisions = (level: Division['level']): Division[] => DIVISIONS.filter((division) => division.level === level);

const COUNTY = item(DIVISIONS, 0).code;
const TOWNSHIPS = divisions('乡镇').map((division) => division.code);
const VILLAGES = divisions('村').map((division) => division.code);

const DIVISION_HEADER = '区划代码,名称,级别,上级代码';

const divisionRow = ({ code, name, level, parent }: Division): string[] => [code, name, level, parent];

function tableOf(kind: string, header: string, rows: readonly (readonly string[])[]): Table {
  return { kind, header, count: rows.length, line: (index) => csvLine(item(rows, index)) };
}

/** A table of many lines, which are made one by one in a random order. */
function shuffled(seed: number, kind: string, header: string, count: number, line: Table['line']): Table {
  const order = new Random(seed, 'order', kind).shuffle(Int32Array.from({ length: count }, (_, i) => i));
  return { kind, header, count, line: (index) => line(item(order, index)) };
}

/** The county, its townships and some villages in the year, and the county in the years beside it. */
function expectedFigures(tally: Tally, year: number): Expected[] {
  const inYear = [COUNTY, ...TOWNSHIPS, ...villagesToShow(tally, year)].map((code) => tally.figures(year, code));
  return [...inYear, tally.figures(year - 1, COUNTY), tally.figures(year + 1, COUNTY)];
}

/** Ten villages with the most person-times, and two with the least. */
function villagesToShow(tally: Tally, year: number): string[] {
  const personTimes = tally.personTimesByDivision(year);
  const busiest = VILLAGES.map((code) => ({ code, personTimes: personTimes.get(code) ?? 0 }))
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
