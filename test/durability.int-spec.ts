import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import { divisionsCsv, sessionsCsv, TestStack, volunteersCsv } from '#testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const CLIENTS = 16;
const VOLUNTEERS = Array.from({ length: 150 }, (_, i) => `V${i}`);
const MINUTE = 60_000;
const at = (hour: number) => Date.parse('2022-05-01T00:00:00+08:00') + hour * 60 * MINUTE;
/** Two of them at the same time, so that time must be credited once. */
const SESSIONS = {
  S1: { from: at(9), to: at(11), untilCheckOut: true },
  S2: { from: at(10), to: at(12), untilCheckOut: false },
  S3: { from: at(14), to: at(15), untilCheckOut: true },
} as const;
type SessionNo = keyof typeof SESSIONS;

interface Sent {
  id: string;
  sessionNo: SessionNo;
  volunteerNo: string;
  kind: 'check-in' | 'check-out' | 'annul';
  method: 'qr' | 'paper';
  /** In whole minutes. */
  occurredAt: string;
  annuls?: string;
}

let stack: TestStack;
/** Everything for which an answer 2xx came. */
const acknowledged: Sent[] = [];
/** Answers that are neither an acknowledgement nor a request to come again. */
const odd: string[] = [];
let again = 0;

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  const iso = (t: number) => new Date(t).toISOString().slice(0, 19) + 'Z';
  for (const [no, { from, to, untilCheckOut }] of Object.entries(SESSIONS)) {
    const times = { 开始时间: iso(from), 结束时间: iso(to), 时长规则: untilCheckOut ? '按签退' : '按计划' };
    await stack.bringIn('sessions', sessionsCsv([no], times));
  }
}, 180_000);
afterAll(() => stack.stop());

const pick = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)]!;

function draw(): Sent {
  if (acknowledged.length > 0 && Math.random() < 0.05) return pick(acknowledged); // the same again
  const sessionNo = pick(Object.keys(SESSIONS) as SessionNo[]);
  const { from, to } = SESSIONS[sessionNo];
  const first = from / MINUTE - 70;
  const minute = first + Math.floor(Math.random() * (to / MINUTE + 140 - (from / MINUTE - 70)));
  const annulled = Math.random() < 0.1 && acknowledged.length > 0 ? pick(acknowledged) : undefined;
  return {
    id: randomUUID(),
    sessionNo,
    volunteerNo: Math.random() < 0.02 ? 'V-nobody' : pick(VOLUNTEERS),
    kind: annulled ? 'annul' : pick(['check-in', 'check-out'] as const),
    method: pick(['qr', 'paper'] as const),
    occurredAt: new Date(minute * MINUTE).toISOString(),
    ...(annulled ? { annuls: annulled.id } : {}),
  };
}

/** Sends a record until it is acknowledged. */
async function record(r: Sent): Promise<void> {
  for (;;) {
    const answer = await stack
      .post('/api/v1/attendance-records', {
        token: stack.token,
        json: { ...r, receivedAt: r.occurredAt },
        timeoutMs: 20_000,
      })
      .catch(() => undefined);
    if (answer?.status === 200 || answer?.status === 201) return void acknowledged.push(r);
    if (answer !== undefined && ![429, 503].includes(answer.status)) {
      const { code, traceId } = answer.body as { code: string; traceId: string };
      odd.push(`${answer.status} ${code}`, ...stack.logged(traceId), ...stack.logged('a handler failed'));
      if (answer.status < 500) return;
    }
    again++;
    await sleep(100);
  }
}

/** Clients record until everything that is to happen has happened. */
async function recordWhile(happening: () => Promise<void>): Promise<void> {
  let over = false;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (!over) {
      await record(draw());
      await sleep(Math.random() * 30);
    }
  });
  try {
    await happening();
  } finally {
    over = true;
    await Promise.all(clients);
  }
}

/** Waits until that many more records were acknowledged. */
function recorded(more: number): Promise<void> {
  const wanted = acknowledged.length + more;
  return stack.until(60_000, `at ${wanted} records`, () => Promise.resolve(acknowledged.length >= wanted));
}

/** Kills the process of a name, once it is there. */
async function kill(name: string): Promise<void> {
  await stack.until(30_000, `running: ${name}`, () => {
    const found = stack.processes().find((p) => p.name === name);
    if (found === undefined || !isRunning(found)) return Promise.resolve(false);
    return Promise.resolve(process.kill(found.pid, 'SIGKILL'));
  });
}

/** The year's figures from what was acknowledged, minute by minute. */
function recounted() {
  const records = [...new Map(acknowledged.map((r) => [r.id, r])).values()];
  const annulled = new Set(records.map((r) => r.annuls));
  const attended: { who: string; sessionNo: SessionNo; verified: boolean }[] = [];
  let minutes = 0;
  for (const who of VOLUNTEERS) {
    const spells: { sessionNo: SessionNo; minutes: number[] }[] = [];
    for (const sessionNo of Object.keys(SESSIONS) as SessionNo[]) {
      const { from, to, untilCheckOut } = SESSIONS[sessionNo];
      const own = records.filter((r) => {
        const t = Date.parse(r.occurredAt);
        const inTime = t >= from - 60 * MINUTE && t <= to + 60 * MINUTE;
        return (
          r.volunteerNo === who && r.sessionNo === sessionNo && r.kind !== 'annul' && inTime && !annulled.has(r.id)
        );
      });
      const comes = own.filter((r) => r.kind === 'check-in');
      if (comes.length === 0) continue;
      attended.push({ who, sessionNo, verified: comes.some((r) => r.method === 'qr') });
      let open: number[] | undefined;
      for (let t = from - 60 * MINUTE; t <= to + 60 * MINUTE; t += MINUTE) {
        const now = own.filter((r) => Date.parse(r.occurredAt) === t);
        if (now.some((r) => r.kind === 'check-in')) open ??= [];
        if (open && now.some((r) => r.kind === 'check-out')) {
          spells.push({ sessionNo, minutes: open });
          open = undefined;
        }
        if (open && t >= from && t < to) open.push(t);
      }
      if (open && !untilCheckOut) spells.push({ sessionNo, minutes: open });
    }
    // Each minute once; which session gets it makes no difference to the sum.
    minutes += new Set(spells.flatMap((s) => s.minutes)).size;
  }
  const verified = attended.filter((a) => a.verified);
  return {
    sessions: new Set(attended.map((a) => a.sessionNo)).size,
    personTimes: attended.length,
    participants: new Set(attended.map((a) => a.who)).size,
    minutes,
    covered: new Set(attended.map((a) => a.sessionNo)).size * 10,
    verifiedPersonTimes: verified.length,
    sessionsWithOnlineCheckIn: new Set(verified.map((a) => a.sessionNo)).size,
  };
}

/** All that was acknowledged is there, and the figures come to what it amounts to. */
async function expectNothingLost(): Promise<void> {
  await stack.untilReady(60_000);
  const expected = recounted();
  let found: unknown;
  await stack
    .until(30_000, 'right', async () => {
      const report = (await stack.report(2022).catch(() => ({}))) as Record<string, unknown>;
      found = Object.fromEntries(Object.keys(expected).map((k) => [k, report[k]]));
      return JSON.stringify(found) === JSON.stringify(expected);
    })
    .catch(() => undefined);
  expect(found).toEqual(expected);
  for (let i = 0; i < acknowledged.length; i += 1000) {
    const records = acknowledged.slice(i, i + 1000).map((r) => ({ ...r, receivedAt: r.occurredAt }));
    const { body } = await stack.post('/api/v1/attendance-records:batch', { token: stack.token, json: { records } });
    const statuses = (body.results as { status: number }[]).map((r) => r.status);
    expect(statuses.filter((s) => s !== 200)).toEqual([]); // 201 would be one that was not there
  }
  const { body } = await stack.post('/api/v1/reports/years/2022/recount', { token: stack.token });
  expect(body).toMatchObject({ equal: true, differences: [] });
}

const VICTIMS = ['check-in', 'statistics', 'nats-server', 'mongod'];

test('nothing acknowledged is lost and nothing is counted twice while processes are killed at random moments', async () => {
  await recordWhile(async () => {
    for (const name of [...VICTIMS, ...VICTIMS].sort(() => Math.random() - 0.5)) {
      // Mostly while records come in, now and then while the last victim is not yet back.
      if (Math.random() < 0.75) await recorded(20 + Math.random() * 100);
      await sleep(Math.random() * 500);
      await kill(name);
    }
    await recorded(20);
  });
  expect(odd).toEqual([]);
  expect(again).toBeGreaterThan(0); // the clients met the failures
  await expectNothingLost();
}, 300_000);

test('the figures come right by themselves when every stream and its files are deleted', async () => {
  const config = readFileSync(join(stack.dataDir, 'secrets', 'nats.conf'), 'utf8');
  const [, servers] = /listen: "([^"]+)"/.exec(config)!;
  const pass = readFileSync(join(stack.dataDir, 'secrets', 'nats-password'), 'utf8').trim();
  const streams = async (forget: boolean): Promise<number> => {
    const link = await connect({ servers: servers!, user: 'county', pass });
    try {
      const { streams: all } = await jetstreamManager(link);
      const found = await all.list().next();
      if (forget)
        for (const {
          config: { name },
        } of found)
          await all.delete(name);
      return found.length;
    } finally {
      await link.close();
    }
  };
  await recordWhile(async () => {
    await recorded(50);
    expect(await streams(true)).toBeGreaterThan(0);
    await recorded(100);
    await kill('nats-server');
    rmSync(join(stack.dataDir, 'nats'), { recursive: true, force: true });
    await recorded(100);
  });
  await expectNothingLost();
  expect(await streams(false)).toBeGreaterThan(0);
}, 200_000);
