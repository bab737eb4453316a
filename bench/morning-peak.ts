/**
 * The morning peak (issue of check-in): 2,000 volunteers check in by the code on the screen within one minute, at 40 sessions of a full county, over 64 connections, while rosters are fetched and two
 * screens stream who is here. Then what checking in one person costs the servers, against a record that is taken as it is, alternately in the same run.
 * `npm run bench:morning-peak`, about five minutes on two cores; nothing else should be running.
 */
import { HOUR_MS, MINUTE_MS } from '#kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServers } from '#launcher';
import { ADMINISTRATOR, publishSession, TestStack } from '#testing';
import { MongoClient } from 'mongodb';
import { bringIn, makeCounty } from './county.ts';
import { type Content, load, paced, quantile } from './load.ts';
import { machine, secondsUsedBelow } from './machine.ts';
import { many, type Volunteer, withAccounts } from './volunteers.ts';

const VOLUNTEERS = 2_000;
const SESSIONS = 40;
const CONNECTIONS = 64;
const SCREENS = 2;
/** A roster is fetched so often, of one session after the other. */
const ROSTER_EVERY_MS = 500;
/** A screen asks for the next code so often. */
const CODE_EVERY_MS = 20_000;
const ROUNDS = 6;
const RECORDS = '/api/v1/attendance-records';
const OWN = '/api/v1/me/attendance-records';
/** Upper ends of the histogram's bars, in milliseconds. */
const BARS = [2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000, Infinity];

const say = (text: string) => process.stderr.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'county-peak-'));

/** A published session that starts in half an hour, with everybody's name on its list. */
async function session(stack: TestStack, signedUp: readonly Volunteer[]): Promise<string> {
  const startsAt = Date.now() + HOUR_MS / 2;
  const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + 2 * HOUR_MS).toISOString() };
  const posts = [{ id: 'a', name: 'a', capacity: signedUp.length }];
  const sessionNo = await publishSession(stack, { ...times, posts, signUp: { minimumAge: 0 } });
  await many(signedUp, 8, async ({ token }) => {
    const answer = await stack.post('/api/v1/me/sign-ups', { token, json: { sessionNo, post: 'a' } });
    if (answer.status !== 201) throw new Error(`a sign-up: ${answer.status} ${JSON.stringify(answer.body)}`);
  });
  return sessionNo;
}

/** The codes on the screens of some sessions, kept current until `stop`. */
async function screens(stack: TestStack, sessions: readonly string[]) {
  const codes = new Map<string, string>();
  const look = async (no: string) => {
    const { status, body } = await stack.get(`/api/v1/sessions/${no}/check-in-code`, { token: stack.token });
    if (status !== 200) throw new Error(`the code of ${no}: ${status}`);
    codes.set(no, (body as { qr: string }).qr);
  };
  await many(sessions, 8, look);
  const timers = sessions.map((no) => setInterval(() => void look(no), CODE_EVERY_MS));
  return { codes, stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

/** Reads server-sent events of who is at a session until it is stopped; tells how many people the last one showed. */
async function stream(stack: TestStack, no: string) {
  const stopped = new AbortController();
  const { body, status } = await fetch(`${stack.address}/api/v1/sessions/${no}/presence/stream`, {
    headers: { Authorization: `Bearer ${stack.token}` },
    signal: stopped.signal,
  });
  if (status !== 200 || body === null) throw new Error(`the stream of ${no}: ${status}`);
  const seen = { events: 0, here: 0 };
  const reading = (async () => {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        seen.events += 1;
        seen.here = (JSON.parse(data) as { counts: { here: number } }).counts.here;
      }
    }
  })().catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });
  return {
    seen,
    stop: async () => {
      stopped.abort();
      await reading;
    },
  };
}

/** Fetches the rosters of sessions, one after the other, until it is stopped; tells how many milliseconds each took. */
function rosters(stack: TestStack, sessions: readonly string[]) {
  const took: number[] = [];
  let turn = 0;
  const timer = setInterval(() => {
    const before = performance.now();
    void stack
      .get(`/api/v1/sessions/${sessions[turn++ % SESSIONS]}/roster`, { token: stack.token })
      .then(({ status }) => {
        if (status !== 200) throw new Error(`a roster: ${status}`);
        took.push(performance.now() - before);
      });
  }, ROSTER_EVERY_MS);
  return { took, stop: () => clearInterval(timer) };
}

function bars(took: readonly number[]): string[] {
  return BARS.map((end, i) => {
    const from = BARS[i - 1] ?? 0;
    const count = took.filter((ms) => ms > from && ms <= end).length;
    const range = end === Infinity ? `over ${from} ms` : `${from} to ${end} ms`;
    return `| ${range} | ${count} |`;
  });
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;

const servers = await startServers({ dataDir: join(folder, 'servers'), ownGroup: false });
const stack = await TestStack.start({ MONGODB_URI: servers.mongoUri, NATS_URL: servers.natsUrl });
const client = await MongoClient.connect(servers.mongoUri);
const checkIn = client.db('check_in');
const toTell = checkIn.collection('to-tell');
const notPlaced = () => checkIn.collection('outbox').countDocuments({ position: { $exists: false } });
const records = checkIn.collection<{ _id: string }>('records');
try {
  say('a full county');
  const county = await makeCounty(join(folder, 'county'));
  await bringIn(stack, county);

  say(`${VOLUNTEERS} volunteers with accounts, signed up for ${SESSIONS} sessions`);
  const volunteers = await withAccounts(stack, client, VOLUNTEERS);
  stack.token = await stack.signIn(ADMINISTRATOR.username, ADMINISTRATOR.password);
  const ofEach = Array.from({ length: SESSIONS }, (_, s) => volunteers.filter((_v, i) => i % SESSIONS === s));
  const sessions = await many(ofEach, 4, (signedUp) => session(stack, signedUp));
  const screen = await screens(stack, sessions);

  say('the peak');
  const ids: string[] = [];
  /** Everybody once, each at his own session; shifted, all are at another one. */
  const everybody = (shift: number, request: (i: number, said: { id: string; sessionNo: string }) => Content) => {
    let turn = 0;
    return () => {
      const i = turn++;
      const said = { id: randomUUID(), sessionNo: sessions[(i + shift) % SESSIONS] ?? '' };
      ids.push(said.id);
      return request(i, said);
    };
  };
  const byCode = (shift: number) =>
    everybody(shift, (i, said) => {
      const code = screen.codes.get(said.sessionNo);
      return { token: volunteers[i]?.token ?? '', body: JSON.stringify({ ...said, kind: 'check-in', code }) };
    });
  const bare = (shift: number) =>
    everybody(shift, (i, said) => {
      const when = { kind: 'check-in', occurredAt: new Date().toISOString(), method: 'qr', deviceId: 'bench' };
      return { token: stack.token, body: JSON.stringify({ ...said, ...when, volunteerNo: volunteers[i]?.no }) };
    });
  const streams = await Promise.all(sessions.slice(0, SCREENS).map((no) => stream(stack, no)));
  const fetched = rosters(stack, sessions);
  const times = Array.from({ length: VOLUNTEERS }, (_, i) => (i * MINUTE_MS) / VOLUNTEERS);
  const options = { connections: CONNECTIONS, status: 201 };
  const took = await paced(stack.address, times, { ...options, path: OWN, next: byCode(0) });
  fetched.stop();
  const atSession = VOLUNTEERS / SESSIONS;
  await stack.until(10_000, 'shown on the screens', () =>
    Promise.resolve(streams.every(({ seen }) => seen.here === atSession)),
  );
  await Promise.all(streams.map((s) => s.stop()));

  say('what one costs: by code : bare, milliseconds of the servers');
  const cost = { code: 0, bare: 0 };
  const of = {
    code: (shift: number) => load(stack.address, { ...options, requests: VOLUNTEERS, path: OWN, next: byCode(shift) }),
    bare: (shift: number) =>
      load(stack.address, { ...options, requests: VOLUNTEERS, path: RECORDS, next: bare(shift) }),
  };
  // Records become dearer the more somebody has of one morning, so each goes first as often as the other. The first round is to warm up.
  for (let round = -1, shift = 1; round < ROUNDS; round++) {
    const found = { code: 0, bare: 0 };
    for (const name of round % 2 === 0 ? (['code', 'bare'] as const) : (['bare', 'code'] as const)) {
      const before = secondsUsedBelow(process.pid);
      await of[name](shift++);
      // What follows of the records is part of what they cost: until they have their place in the feed and everybody has his notice, and a moment for those who follow the feed.
      await stack.until(30_000, 'told', async () => (await notPlaced()) + (await toTell.countDocuments()) === 0);
      await sleep(200);
      found[name] = ((secondsUsedBelow(process.pid) - before) / VOLUNTEERS) * 1000;
      if (round >= 0) cost[name] += found[name] / ROUNDS;
    }
    say(`  ${ms(found.code)} : ${ms(found.bare)}`);
  }
  screen.stop();
  const kept = await records.countDocuments({ _id: { $in: ids } });
  if (kept !== ids.length) throw new Error(`${ids.length - kept} of ${ids.length} acknowledged records are not there`);

  process.stdout.write(
    [
      `Measured by \`npm run bench:morning-peak\` on ${machine()}.`,
      '',
      '| measure | found |',
      '|---|---|',
      `| ${VOLUNTEERS} check-ins by code in one minute, from when each was due | p50 ${ms(quantile(took, 0.5))}, p90 ${ms(quantile(took, 0.9))}, p99 ${ms(quantile(took, 0.99))}, p99.9 ${ms(quantile(took, 0.999))}, longest ${ms(Math.max(...took))} |`,
      `| rosters fetched meanwhile (${fetched.took.length}) | p50 ${ms(quantile(fetched.took, 0.5))}, p99 ${ms(quantile(fetched.took, 0.99))} |`,
      `| events on ${SCREENS} screens | ${streams.map(({ seen }) => seen.events).join(', ')} |`,
      `| acknowledged, and stored | ${ids.length}, ${kept} |`,
      `| what one check-in by code costs the servers (processor time, until they are told) | ${ms(cost.code)}, a bare record ${ms(cost.bare)}: ${(cost.code / cost.bare).toFixed(2)} × (aim ≤ 1.5) |`,
      '',
      '| latency | check-ins |',
      '|---|---|',
      ...bars(took),
      '',
    ].join('\n'),
  );
} finally {
  await client.close();
  await stack.stop();
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}
