import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { TestStack } from '#testing';
import { run } from './machine.ts';

/** A county-year's files, and the figures that `recount.py` works out from them. */
export interface County {
  readonly dir: string;
  readonly year: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

const KINDS = ['grids', 'grid-staff', 'teams', 'volunteers', 'sessions', 'attendance'];
const YEAR = 2025;

const fileOf = (county: County, kind: string): string => join(county.dir, `${kind}.csv.gz`);

/** The demo county at the size of the real one. */
export async function makeCounty(dir: string): Promise<County> {
  await run(process.execPath, [
    'dist/apps/county/src/main.js',
    ...['demo', '--year', String(YEAR), '--size', '1', '--files-only', dir],
  ]);
  return { dir, year: YEAR, figures: await recount(dir) };
}

/** What the independent recount comes to for the whole of the files. */
export async function recount(dir: string): Promise<Record<string, unknown>> {
  const output = await run('python3', ['bench/recount.py', dir, '--year', String(YEAR)]);
  const [first] = JSON.parse(output) as { figures: Record<string, unknown> }[];
  if (first === undefined) throw new Error('the recount gave no figures');
  return first.figures;
}

/** Brings all files in, the divisions first and the others at the same time, and waits until the year's figures are those of the recount. */
export async function bringIn(stack: TestStack, county: County): Promise<void> {
  const file = async (kind: string) => {
    const answer = await stack.upload(kind, readFileSync(fileOf(county, kind)), { name: `${kind}.csv.gz` });
    if (answer.status !== 202) throw new Error(`import of ${kind}: ${answer.status}`);
    const { state } = await stack.imported(answer.body.id as string, 300_000);
    if (state !== 'succeeded') throw new Error(`import of ${kind}: ${state}`);
  };
  await file('divisions');
  await Promise.all(KINDS.map(file));
  const end = Date.now() + 60_000;
  for (;;) {
    const report = (await stack.report(county.year)) as Record<string, unknown>;
    const differing = Object.keys(report).filter(
      (name) => name in county.figures && !holds(report[name], county.figures[name]),
    );
    if (differing.length === 0) return;
    if (Date.now() > end) throw new Error(`not equal to the recount: ${differing.join(', ')}`);
    await sleep(50);
  }
}

/** True when a report says all that is expected; what it says beside that does not matter. */
function holds(found: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return found === expected;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(expected).every(([key, value]) => holds((found as Record<string, unknown>)[key], value));
}

/** New check-ins: anybody of the register, at the start of any session of the files. */
export function recordsLike(county: County): () => Record<string, string> {
  const volunteers = column(county, 'volunteers', ['志愿者编号']);
  const sessions = column(county, 'sessions', ['场次编号', '开始时间']).filter(([, time = '']) => isPlainTime(time));
  const any = (of: readonly (readonly string[])[]) => of[Math.floor(Math.random() * of.length)] ?? [];
  return () => {
    const [volunteerNo = ''] = any(volunteers);
    const [sessionNo = '', occurredAt = ''] = any(sessions);
    return { id: randomUUID(), sessionNo, volunteerNo, kind: 'check-in', occurredAt, method: 'qr', deviceId: 'bench' };
  };
}

/** Written as the files of most systems write it, and a time that there is. */
function isPlainTime(time: string): boolean {
  const at = Date.parse(time);
  return !Number.isNaN(at) && `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00` === time;
}

/** The cells of some columns, of the rows that can be read without knowing about quotes. */
function column(county: County, kind: string, names: readonly string[]): string[][] {
  const text = gunzipSync(readFileSync(fileOf(county, kind))).toString('utf8');
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const indexes = names.map((name) => header.split(',').indexOf(name));
  return lines
    .filter((line) => line !== '' && !line.includes('"'))
    .map((line) => line.split(','))
    .map((cells) => indexes.map((i) => cells[i]?.trim() ?? ''))
    .filter((cells) => cells.every((cell) => cell !== ''));
}
