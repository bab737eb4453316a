import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CASE_NAMES } from './attendance.js';
import { checkCharacter } from './identity.js';
import { type DemoCounty, type DemoCountyOptions, type Figures, makeDemoCounty } from './index.js';
import { scaleOf } from './scale.js';

let root: string;
let made = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'demo-county-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

/** A county of 2020 at size 0.05, not gzipped, unless told otherwise. */
async function make(options: Partial<DemoCountyOptions> = {}): Promise<DemoCounty & { outDir: string }> {
  const outDir = options.outDir ?? join(root, String(made++));
  const county = await makeDemoCounty({ year: 2020, seed: 1, size: 0.05, gzip: false, ...options, outDir });
  return { ...county, outDir };
}

async function digests(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const entries = names.map(async (name) => {
    const bytes = await readFile(join(folder, name));
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Rows of a file by header. Only the last cell of an attendance row is ever quoted, and no test here looks at it. */
async function rowsOf(folder: string, kind: string): Promise<Record<string, string>[]> {
  const [header = '', ...lines] = (await readFile(join(folder, `${kind}.csv`), 'utf8'))
    .slice(1)
    .trimEnd()
    .split('\r\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

describe('makeDemoCounty', () => {
  it('makes the same bytes from the same options, and others from another seed', async () => {
    const options = { size: 0.02, gzip: true };
    const [a, b, c] = [await make(options), await make(options), await make({ ...options, seed: 2 })];
    const first = await digests(a.outDir);
    expect(Object.keys(first)).toEqual(
      ['attendance', 'divisions', 'expected.json', 'grid-staff', 'grids', 'sessions', 'teams', 'volunteers'].map(
        (name) => (name.includes('.') ? name : `${name}.csv.gz`),
      ),
    );
    expect(await digests(b.outDir)).toEqual(first);
    expect((await digests(c.outDir))['attendance.csv.gz']).not.toBe(first['attendance.csv.gz']);
  });

  it('writes the same text with and without gzip, and leaves only one of them in a folder', async () => {
    const { outDir } = await make({ size: 0.01, gzip: true });
    const zipped = gunzipSync(await readFile(join(outDir, 'teams.csv.gz')));
    await make({ size: 0.01, gzip: false, outDir });
    expect(await readFile(join(outDir, 'teams.csv'))).toEqual(zipped);
    expect((await readdir(outDir)).filter((name) => name.endsWith('.gz'))).toEqual([]);
  });

  it('writes UTF-8 with a byte-order mark, Chinese headers and CRLF', async () => {
    const { outDir } = await make({ size: 0.01 });
    const text = await readFile(join(outDir, 'volunteers.csv'), 'utf8');
    expect(text).toMatch(/^\ufeff志愿者编号,姓名,性别,证件类型,.*,同意方式\r\n/);
    expect(text.split('\n').every((line) => line === '' || line.endsWith('\r'))).toBe(true);
  });

  it('puts every case of attendance into a county of size 0.05, whatever the seed', async () => {
    for (const seed of [1, 20, 300]) {
      const { cases } = await make({ seed });
      expect(CASE_NAMES.filter((name) => !cases[name])).toEqual([]);
      for (const shape of ['same start', 'staggered', 'nested']) {
        expect(cases[`two sessions at once: ${shape}`]).toBeGreaterThan(0);
      }
    }
  });

  it('puts every untidiness of the register into a county of size 0.05', async () => {
    const { cases } = await make();
    expect(Object.keys(cases).filter((name) => !CASE_NAMES.includes(name)).sort()).toMatchInlineSnapshot(`
[
  "birth date beside the number is wrong",
  "date with slashes",
  "further number: later",
  "further number: next-year",
  "further number: refused",
  "further number: same-day",
  "further number: twice",
  "gender blank",
  "number repeated: other content",
  "number repeated: same content",
  "number typed: full-width",
  "number typed: full-width-lower-case",
  "number typed: ideographic-space",
  "number typed: lower-case",
  "number typed: no-break-space",
  "number typed: spaces",
  "number typed: zero-width",
  "other document",
  "political status blank",
  "record number in capitals",
  "row refused: consent of spaces",
  "row refused: document type missing",
  "row refused: name blank",
  "row refused: name of spaces",
  "row refused: no consent",
  "row refused: no registration date",
  "row refused: no such day in the number",
  "row refused: no such registration date",
  "row refused: number missing",
  "row refused: number too short",
  "row refused: passport without birth date",
  "row refused: township instead of village",
  "row refused: village missing",
  "row refused: village unknown",
  "row refused: volunteer number missing",
  "row refused: wrong check digit",
  "time written: china-time",
  "time written: fraction",
  "time written: no-zone",
  "time written: other-offset",
  "time written: slashes",
  "time written: utc",
  "time written: utc-offset",
  "two sessions at once: nested",
  "two sessions at once: same start",
  "two sessions at once: staggered",
]
`); // prettier-ignore
  });

  it('reports its progress up to the last row', async () => {
    const calls: [number, number][] = [];
    await make({ size: 0.01, onProgress: (done, total) => calls.push([done, total]) });
    const [done, total] = calls.at(-1)!;
    expect(done).toBe(total);
    expect(calls.map(([n]) => n)).toEqual(calls.map(([n]) => n).sort((a, b) => a - b));
  });

  it('refuses a size or a year that it cannot make', async () => {
    await expect(make({ size: 0 })).rejects.toThrow(RangeError);
    await expect(make({ size: 1.5 })).rejects.toThrow(RangeError);
    await expect(make({ year: 20.5 })).rejects.toThrow(RangeError);
  });

  it('is a county of exactly the size asked for, of which a whole one has the published totals', async () => {
    const { expected } = await make({ size: 0.1 });
    const { teams, registered, held, personTimes, covered, online } = scaleOf(0.1);
    expect(expected[0]!.figures).toMatchObject({
      teams,
      registeredVolunteers: registered,
      sessions: held,
      personTimes,
      covered,
      sessionsWithOnlineCheckIn: online,
    });
    expect(scaleOf(1)).toMatchObject({
      teams: 168,
      registered: 124_640,
      held: 618,
      personTimes: 42_074,
      covered: 1_109_738,
      online: 139,
      grids: 2_425,
      gridStaff: 12_761,
      households: 245_641,
    });
  });
});

describe('the files of a demo county', () => {
  let outDir: string;
  let county: DemoCounty;
  let volunteers: Record<string, string>[];
  let attendance: Record<string, string>[];

  beforeAll(async () => {
    ({ outDir, ...county } = await make({ seed: 77 }));
    volunteers = await rowsOf(outDir, 'volunteers');
    attendance = await rowsOf(outDir, 'attendance');
  });

  it('have identity numbers that are right, except in the rows meant to be refused', () => {
    const plain = (text: string) => text.normalize('NFKC').replace(/[\s\u200b-\u200d\u2060\ufeff]/g, '').toUpperCase(); // prettier-ignore
    const numbers = volunteers.filter((row) => row['证件类型'] === '01').map((row) => plain(row['证件号码']!));
    const right = (no: string) => {
      const born = no.replace(/^.{6}(.{4})(..)(..).*$/, '$1-$2-$3');
      const day = new Date(born);
      const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(born);
      return /^430999\d{11}[\dX]$/.test(no) && real && checkCharacter(no.slice(0, 17)) === no.charAt(17);
    };
    const { cases } = county;
    const meant = ['wrong check digit', 'no such day in the number', 'number too short', 'number missing'];
    expect(numbers.filter((no) => !right(no))).toHaveLength(
      meant.reduce((sum, name) => sum + cases[`row refused: ${name}`]!, 0),
    );
  });

  it('have only telephone numbers of machines', () => {
    expect(volunteers.filter((row) => !/^140\d{8}$/.test(row['手机']!.trim()))).toEqual([]);
  });

  it('are in no order', () => {
    const times = attendance.map((row) => row['接收时间']!).filter((time) => time.endsWith('+08:00'));
    const rising = times.filter((time, i) => i > 0 && times[i - 1]! < time).length;
    expect(rising / times.length).toBeGreaterThan(0.4);
    expect(rising / times.length).toBeLessThan(0.6);
  });

  it('have as many rows of attendance as the county says, counted or not', () => {
    const { attendanceRowsNotCounted } = county.expected[0]!.figures;
    const repeated = new Map<string, number>();
    for (const row of attendance) {
      const id = row['记录编号']!.toLowerCase();
      if (id.includes('-')) repeated.set(id, (repeated.get(id) ?? 0) + 1);
    }
    const further = [...repeated.values()].reduce((sum, n) => sum + n - 1, 0);
    const { duplicate = 0, conflict = 0 } = attendanceRowsNotCounted;
    // A malformed row may stand under the number of a good one.
    expect(further - duplicate - conflict).toBe(county.cases['malformed row under the number of a good one']);
  });

  it('come with figures that are the same in expected.json', async () => {
    expect(JSON.parse(await readFile(join(outDir, 'expected.json'), 'utf8'))).toEqual(county.expected);
  });
});

describe('the figures of a demo county', () => {
  const BREAKDOWNS = ['byTownship', 'byTeam', 'byCategory', 'byCampaign', 'byMonth'] as const;
  const OF_PERSONS = ['byEvidence', 'byGender', 'byPoliticalStatus', 'byAgeBand', 'byHomeTownship'] as const;
  type Summed = 'personTimes' | 'minutes' | 'sessions' | 'covered';

  const sum = (cells: object, field: Summed): number =>
    Object.values(cells).reduce<number>(
      (total, cell: Partial<Record<Summed, number>>) => total + (cell[field] ?? 0),
      0,
    );

  function agreeWithin(figures: Figures): void {
    for (const name of BREAKDOWNS) {
      for (const field of ['personTimes', 'minutes', 'sessions', 'covered'] as const) {
        expect([name, field, sum(figures[name], field)]).toEqual([name, field, figures[field]]);
      }
    }
    for (const name of OF_PERSONS) {
      expect([name, sum(figures[name], 'personTimes')]).toEqual([name, figures.personTimes]);
      expect([name, sum(figures[name], 'minutes')]).toEqual([name, figures.minutes]);
    }
    // A person has one gender, one age and one home, so there participants may be added up, too.
    for (const name of ['byGender', 'byPoliticalStatus', 'byAgeBand', 'byHomeTownship'] as const) {
      const participants = Object.values(figures[name]).reduce((total, cell) => total + cell.participants, 0);
      expect(participants).toBe(figures.participants);
    }
    expect(figures.byEvidence['verified']?.personTimes ?? 0).toBe(figures.verifiedPersonTimes);
    expect(figures.participants).toBeLessThanOrEqual(figures.personTimes);
  }

  it.each([
    { year: 2019, seed: 4 },
    { year: 2024, seed: 5 },
    { year: 2031, seed: 6 },
  ])('of $year agree with one another in every division', async ({ year, seed }) => {
    const { expected } = await make({ year, seed });
    for (const { figures } of expected) agreeWithin(figures);

    const [county, ...others] = expected;
    const townships = others.filter((e) => e.division.length === 9).map((e) => e.figures);
    for (const field of ['personTimes', 'minutes', 'sessions', 'covered', 'registeredVolunteers', 'teams'] as const) {
      expect([field, townships.reduce((total, f) => total + f[field], 0)]).toEqual([field, county!.figures[field]]);
    }
    for (const f of townships) expect(f.activeRate).toBeNull();
    expect(expected.map((e) => e.year).filter((y) => y !== year)).toEqual([year - 1, year + 1]);
    expect(expected.filter((e) => e.division.length === 12)).toHaveLength(12);
    expect(county!.figures.byGender).toHaveProperty(['']);
    expect(county!.figures.byCampaign).toHaveProperty(['']);
    for (const beside of expected.slice(-2)) expect(beside.figures.sessions).toBe(1);
  });
});
