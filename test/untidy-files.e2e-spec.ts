import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { REASONS } from '#attendance';
import { TestStack } from '#testing';
import { makeDemoCounty } from '../apps/county/src/demo/index.js';
import { Random } from '../apps/county/src/demo/prng.js';
import { run } from '../bench/machine.js';
import { type Kind, KINDS, untidy } from './untidy/untidy.js';

/** Drawn anew in each run; a failure tells it. */
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const YEAR = 2021;
const FIGURES = [
  ...['teams', 'registeredVolunteers', 'sessions', 'personTimes', 'participants', 'minutes', 'covered', 'activeRate'],
  ...[
    'verifiedPersonTimes',
    'sessionsWithOnlineCheckIn',
    'byTownship',
    'byTeam',
    'byCategory',
    'byCampaign',
    'byMonth',
  ],
  ...['byEvidence', 'byGender', 'byPoliticalStatus', 'byAgeBand', 'byHomeTownship'],
];
const YEARS = [YEAR - 1, YEAR, YEAR + 1];

let folder: string;
/** The county, its townships and some villages. */
let divisions: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'untidy-'));
  const { expected } = await makeDemoCounty({ year: YEAR, seed: SEED, size: 0.03, gzip: false, outDir: folder });
  divisions = [...new Set(expected.map((e) => e.division))];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The cells of a file of the demo county, of which only the last of a row is ever quoted. */
function cellsOf(kind: Kind): [string[], ...string[][]] {
  const [header = '', ...lines] = readFileSync(join(folder, `${kind}.csv`), 'utf8')
    .slice(1)
    .trimEnd()
    .split('\r\n');
  const width = header.split(',').length;
  const cells = lines.map((line) => {
    const all = line.split(',');
    return all.length > width || line.includes('"') ? [...all.slice(0, width - 1), '“注”'] : all;
  });
  return [header.split(','), ...cells];
}

interface Figures {
  readonly year: number;
  readonly division: string;
  readonly figures: Record<string, unknown>;
}

/** What both tell: the report holds names beside the figures, the recount what helps to find a difference. */
const comparable = ({ year, division, figures }: Figures): Figures => ({
  year,
  division,
  figures: Object.fromEntries(FIGURES.map((name) => [name, figures[name]])),
});

async function recounted(dir: string): Promise<Figures[]> {
  const args = ['bench/recount.py', dir, '--year', ...YEARS.map(String), '--division', ...divisions];
  return JSON.parse(await run('python3', args)) as Figures[];
}

/** The rows that do not count, by reason: those that are no records of their own, and those that are. */
function uncounted([first]: readonly Figures[]): { rows: number; records: Record<string, number> } {
  const {
    malformed = 0,
    duplicate = 0,
    conflict = 0,
    ...records
  } = first?.figures['attendanceRowsNotCounted'] as Record<string, number>;
  return { rows: malformed + duplicate + conflict, records };
}

/** The same out of the tables of records that do not count. */
async function notCounted(stack: TestStack): Promise<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const year of YEARS) {
    const path = `/api/v1/reports/years/${year}/not-counted.csv`;
    const { body } = await stack.get(path, { token: stack.token, headers: { 'accept-language': 'en' } });
    for (const reason of REASONS) {
      const times = (body as string).split(`,${reason},`).length - 1;
      if (times > 0) count[reason] = (count[reason] ?? 0) + times;
    }
  }
  return count;
}

// `npm test` asks for Node alone; where there is no Python there is nothing to compare with.
const testWithPython = spawnSync('python3', ['--version']).status === 0 ? test : test.skip;

// The same files through the services and through a program that shares nothing with them: where they differ, one of the two reads the definitions wrongly.
testWithPython.each(['in their order', 'attendance first'])(
  'untidy files come to the figures of the recount: %s',
  async (how) => {
    const random = new Random(SEED, how);
    const files = new Map(
      KINDS.map((kind) => {
        const [header, ...rows] = cellsOf(kind);
        return [kind, untidy(random, kind, header, rows)];
      }),
    );
    const dir = mkdtempSync(join(folder, 'untidy-'));
    for (const [kind, bytes] of files) writeFileSync(join(dir, `${kind}.csv`), bytes);
    const stack = await TestStack.start();
    const told = new Map<Kind, Record<string, number>>();
    try {
      const [, ...rest] = KINDS;
      for (const kind of ['divisions' as const, ...(how === 'attendance first' ? rest.reverse() : rest)]) {
        const { state, problem, rows } = await stack.bringIn(kind, files.get(kind) ?? Buffer.alloc(0));
        expect({ SEED, kind, state, problem }).toMatchObject({ state: 'succeeded' });
        told.set(kind, rows);
      }
      const independent = await recounted(dir);
      const { rows: noRecords, records } = uncounted(independent);
      const { total = 0, accepted } = told.get('attendance') ?? {};
      expect({ SEED, accepted }).toEqual({ SEED, accepted: total - noRecords });
      const expected = independent.map(comparable);
      const found = async () => {
        const all: Figures[] = [];
        for (const { year, division } of expected)
          all.push(comparable({ year, division, figures: await stack.report(year, division) }));
        return all;
      };
      // Until what was brought in last is counted; what still differs then is shown whole.
      await stack
        .until(30_000, 'settled', async () => isDeepStrictEqual(await found(), expected))
        .catch(() => undefined);
      expect({ SEED, found: await found() }).toEqual({ SEED, found: expected });
      // `check-in`'s copies may be a moment behind the figures.
      await stack
        .until(10_000, 'copied', async () => isDeepStrictEqual(await notCounted(stack), records))
        .catch(() => undefined);
      expect({ SEED, found: await notCounted(stack) }).toEqual({ SEED, found: records });
    } finally {
      await stack.stop();
    }
  },
);
