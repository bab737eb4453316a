import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import { TestStack } from '#testing';

const KINDS = ['teams', 'grids', 'grid-staff', 'volunteers', 'sessions', 'attendance'];
const KILLS = 8;

/** What the program that made the county also knows, and no report shows. */
const NOT_REPORTED = ['attendanceRowsNotCounted', 'perVolunteerSha256', 'persons', 'volunteerRowsRefused'];

interface Expected {
  year: number;
  division: string;
  figures: Record<string, unknown>;
}

/** The demo county with the figures that it was made to come to; small, so that kills meet many of its batches. */
const files = mkdtempSync(join(tmpdir(), 'county-replicas-'));
let stack: TestStack;

beforeAll(async () => {
  const county = ['dist/apps/county/src/main.js', 'demo', '--size', '0.1', '--year', '2023', '--files-only', files];
  execFileSync(process.execPath, county, { stdio: 'ignore' });
  stack = await TestStack.start({ REPLICAS: '2' });
}, 180_000);
afterAll(async () => {
  rmSync(files, { recursive: true, force: true });
  await stack.stop();
});

/** Hands a file over until it was taken; the gateway may be among those that are killed. */
async function upload(kind: string): Promise<string> {
  const content = readFileSync(join(files, `${kind}.csv.gz`));
  for (;;) {
    const answer = await stack.upload(kind, content).catch(() => undefined);
    if (answer?.status === 202) return answer.body.id as string;
    if (answer !== undefined && answer.status < 500) throw new Error(`${kind}: ${answer.status}`);
    await sleep(200);
  }
}

async function bringIn(kind: string): Promise<void> {
  const { state, problem } = await stack.imported(await upload(kind), 120_000);
  expect([kind, state, problem]).toEqual([kind, 'succeeded', null]);
}

/** Kills a replica, a server now and then, at random moments while `working` goes on. */
async function killWhile(working: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  void working.finally(() => over.abort()).catch(() => undefined);
  let killed = 0;
  while (!over.signal.aborted && killed < KILLS) {
    await sleep(200 + Math.random() * 800);
    const running = stack.processes().filter(isRunning);
    const victim = running[Math.floor(Math.random() * running.length)];
    if (victim === undefined) continue;
    process.kill(victim.pid, 'SIGKILL');
    killed++;
  }
  await working;
  return killed;
}

test('two replicas of every service come to the right figures, although they and the servers are killed while the files come in', async () => {
  await bringIn('divisions');
  const killed = await killWhile(Promise.all(KINDS.map(bringIn)));
  expect(killed).toBeGreaterThan(0);
  await stack.untilReady(60_000);
  const expected = JSON.parse(readFileSync(join(files, 'expected.json'), 'utf8')) as Expected[];
  expect(expected.length).toBeGreaterThan(10);
  for (const { year, division, figures: made } of expected) {
    const figures = Object.fromEntries(Object.entries(made).filter(([name]) => !NOT_REPORTED.includes(name)));
    let found: unknown;
    await stack
      .until(30_000, 'right', async () => {
        found = await stack.report(year, division).catch(() => undefined);
        try {
          expect(found).toMatchObject(figures);
          return true;
        } catch {
          return false;
        }
      })
      .catch(() => undefined);
    expect(found).toMatchObject(figures);
  }
}, 300_000);
