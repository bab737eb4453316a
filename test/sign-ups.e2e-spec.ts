import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import { type Answer, divisionsCsv, sessionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const HOUR = 3_600_000;
/** Of a replica of scheduling or of MongoDB, while people sign up and give up their places. */
const KILLS = 8;
const VOLUNTEERS = Array.from({ length: 200 }, (_, i) => `V${i}`);
type Body = Record<string, unknown>;

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.start({ REPLICAS: '2' });
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
}, 180_000);
afterAll(() => stack.stop());

const request = (method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1/sessions${path}`, { token: stack.token, ...(json === undefined ? {} : { json }) });
const post = (path: string, json: Body = {}) => request('POST', path, json);

const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();

/** A session from in two hours' time to in four. */
const planned = (capacity: number, change: Body = {}): Body => ({
  name: '河道清洁',
  division: VILLAGE,
  startsAt: at(2),
  endsAt: at(4),
  personInCharge: '张三丰',
  risks: '河岸湿滑',
  safeguards: '救生衣与安全员',
  posts: [{ id: 'a', name: '清洁', capacity }],
  signUp: { minimumAge: 16 },
  ...change,
});

async function published(capacity: number, change: Body = {}): Promise<string> {
  const { status, body } = await post('', planned(capacity, change));
  expect([status, body.stage]).toEqual([201, 'draft']);
  const no = body.sessionNo as string;
  await publish(no);
  return no;
}

async function publish(no: string): Promise<void> {
  expect(await post(`/${no}/submit`)).toMatchObject({ status: 200, body: { stage: 'review' } });
  expect(await post(`/${no}/publish`)).toMatchObject({ status: 200, body: { stage: 'published' } });
}

const signUp = (no: string, volunteerNo: string, change: Body = {}) =>
  post(`/${no}/sign-ups`, { volunteerNo, post: 'a', ...change });
const codes = (answer: Answer) => (answer.body.errors as { code: string }[]).map((e) => e.code);
async function states(no: string): Promise<Record<string, string>> {
  const { body } = await request('GET', `/${no}/sign-ups`);
  const found = body.signUps as { volunteerNo: string; state: string }[];
  return Object.fromEntries(found.map((s) => [s.volunteerNo, s.state]));
}

describe('a session', () => {
  test('is reviewed when nothing speaks against it, and otherwise told all that does', async () => {
    const unfit = { exclusions: ['internal_duty', 'own_benefit'], risks: '', safeguards: '', signUp: {}, posts: [] };
    const { body } = await post('', planned(1, { ...unfit, startsAt: at(-1), personInCharge: '' }));
    const no = body.sessionNo as string;
    const refused = await post(`/${no}/submit`);
    expect(refused).toMatchObject({ status: 422, body: { code: 'SESSION.NOT_FIT_TO_PUBLISH' } });
    expect(codes(refused)).toEqual([
      ...['internal_duty', 'own_benefit', 'starts_in_the_past', 'sign_up_over', 'risks_missing', 'safeguards_missing'],
      ...['person_in_charge_missing', 'minimum_age_missing', 'no_places'],
    ]);
    expect((refused.body.errors as { message: string }[])[4]!.message).toMatch(/风险/);
    expect(await request('GET', `/${no}`)).toMatchObject({ status: 200, body: { stage: 'draft' } });
    expect(codes(await signUp(no, 'V0'))).toEqual(expect.arrayContaining(['not_open']));
    const revised = await request('PUT', `/${no}`, planned(3));
    expect(revised).toMatchObject({ status: 200, body: { sessionNo: no, stage: 'draft', posts: [{ capacity: 3 }] } });
    await publish(no);
    const late = await request('PUT', `/${no}`, planned(4));
    expect(late).toMatchObject({ status: 409, body: { code: 'SESSION.NOT_A_DRAFT' } });
    expect((await request('PUT', '/HD1', planned(1))).status).toBe(404);
  });

  test('is not published twice, and not cancelled before it is published', async () => {
    const { body } = await post('', planned(1));
    const no = body.sessionNo as string;
    expect(await post(`/${no}/cancel`)).toMatchObject({ status: 409, body: { code: 'SESSION.NOT_PUBLISHED' } });
    const early = await post(`/${no}/publish`);
    expect(early).toMatchObject({ status: 409, body: { code: 'SESSION.NOT_IN_REVIEW' } });
    const handedIn = await Promise.all([post(`/${no}/submit`), post(`/${no}/submit`)]);
    expect(handedIn.map((a) => a.status).sort()).toEqual([200, 409]);
    const twice = await Promise.all([post(`/${no}/publish`), post(`/${no}/publish`)]);
    expect(twice.map((a) => a.status).sort()).toEqual([200, 409]);
    expect(await post('/HD1/publish')).toMatchObject({ status: 404, body: { code: 'SESSION.UNKNOWN' } });
  });

  test('is not changed by a file that has its number', async () => {
    const { body } = await post('', planned(1));
    const no = body.sessionNo as string;
    const { rows } = await stack.bringIn('sessions', sessionsCsv([no]));
    expect(rows).toMatchObject({ total: 1, refused: 1 });
    await publish(no);
  });

  test('is returned from review with the reason, planned anew and handed in again', async () => {
    const no = (await post('', planned(1))).body.sessionNo as string;
    expect(await post(`/${no}/return`, { because: '太早' })).toMatchObject({ status: 409 });
    await post(`/${no}/submit`);
    expect(await request('PUT', `/${no}`, planned(2))).toMatchObject({ body: { code: 'SESSION.NOT_A_DRAFT' } });
    expect(codes(await signUp(no, 'V0'))).toEqual(expect.arrayContaining(['not_open']));
    expect((await post(`/${no}/return`, { because: ' ' })).status).toBe(400);
    const returned = await post(`/${no}/return`, { because: '请写明集合地点' });
    expect(returned).toMatchObject({ status: 200, body: { stage: 'draft', returnedBecause: '请写明集合地点' } });
    expect((await request('PUT', `/${no}`, planned(2))).status).toBe(200);
    await publish(no);
    expect(await request('GET', `/${no}`)).toMatchObject({ body: { returnedBecause: '', posts: [{ capacity: 2 }] } });
  });

  test('begins and ends by time, is held once it has ended, and covers whom the organiser says, also corrected', async () => {
    const covered = { covered: 120, coveredMethod: '现场点数' };
    const no = await published(2, { startsAt: at(3 / 3600), endsAt: at(6 / 3600), signUp: { minimumAge: 16 } });
    const year = Number(at(8).slice(0, 4));
    const cell = async () => {
      const { sessions, covered: people } = await stack.report(year, VILLAGE);
      return { sessions: sessions as number, covered: people as number };
    };
    const before = await cell();
    expect(await request('PUT', `/${no}/covered`, covered)).toMatchObject({ body: { code: 'SESSION.NOT_BEGUN' } });
    const stage = async () => (await request('GET', `/${no}`)).body.stage as string;
    await stack.until(20_000, 'running', async () => (await stage()) === 'running');
    const record = { id: randomUUID(), sessionNo: no, volunteerNo: 'V9', kind: 'check-in', method: 'qr' };
    const kept = await stack.post('/api/v1/attendance-records', {
      ...{ token: stack.token, json: { ...record, occurredAt: at(0) } },
    });
    expect(kept.status).toBe(201);
    await stack.until(20_000, 'ended', async () => (await stage()) === 'ended');
    expect(await post(`/${no}/cancel`)).toMatchObject({ status: 409, body: { code: 'SESSION.NOT_PUBLISHED' } });
    for (const people of [120, 90]) {
      expect((await request('PUT', `/${no}/covered`, { ...covered, covered: people })).status).toBe(200);
      await stack.until(20_000, 'covered', async () => (await cell()).covered === before.covered + people);
    }
    expect((await cell()).sessions).toBe(before.sessions + 1);
  }, 60_000);

  test('that nobody could join is refused when it is planned', async () => {
    const rules = { opensAt: at(3), closesAt: at(2), cancelUntil: at(9), minimumAge: 60, maximumAge: 16 };
    const answer = await post('', planned(1, { signUp: rules }));
    expect(codes(answer)).toEqual(['after_the_end', 'opens_after_it_closes', 'minimum_above_maximum']);
    const late = await post('', planned(1, { startsAt: '9999-12-31T17:00:00Z', endsAt: '9999-12-31T18:00:00Z' }));
    expect(codes(late)).toEqual(['year_out_of_range', 'year_out_of_range']);
  });

  test('that is malformed names every part', async () => {
    const wrong = { endsAt: at(1), signUp: { closesAt: at(9) }, posts: [{ id: 'a', name: 'x', capacity: -1 }] };
    const answer = await post('', planned(1, wrong));
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST.MALFORMED' } });
    const repeated = { id: 'a', name: 'x', capacity: 1 };
    const again = await post(
      '',
      planned(1, { endsAt: at(1), signUp: { closesAt: at(9) }, posts: [repeated, repeated] }),
    );
    expect(codes(again)).toEqual(['post_repeated', 'end_not_after_start', 'after_the_end']);
  });
});

describe('sign-up', () => {
  test('gives places, then a waiting list; a place that becomes free is offered to who waited longest', async () => {
    const no = await published(2);
    for (const v of ['V0', 'V1', 'V2', 'V3']) expect((await signUp(no, v)).status).toBe(201);
    expect(await states(no)).toEqual({ V0: 'confirmed', V1: 'confirmed', V2: 'waiting', V3: 'waiting' });
    expect(codes(await signUp(no, 'V3'))).toEqual(['already_signed_up']);
    expect(await request('DELETE', `/${no}/sign-ups/V0`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await states(no)).toEqual({ V1: 'confirmed', V2: 'offered', V3: 'waiting' });
    expect(codes(await post(`/${no}/sign-ups/V3/accept`))).toEqual(['nothing_offered']);
    expect(await post(`/${no}/sign-ups/V2/accept`)).toMatchObject({ status: 200, body: { state: 'confirmed' } });
    expect(await request('GET', `/${no}`)).toMatchObject({
      body: { posts: [{ id: 'a', capacity: 2, confirmed: 2, offered: 0, waiting: 1 }] },
    });
    expect((await signUp(no, 'V0')).body).toMatchObject({ state: 'waiting', order: 5 });
  });

  test('is refused with every reason, each with a sentence', async () => {
    const no = await published(1, { signUp: { minimumAge: 90, maximumAge: 95, opensAt: at(1) } });
    const refused = await signUp(no, 'V0', { post: 'b' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'SIGN_UP.REFUSED' } });
    expect(codes(refused)).toEqual(['opens_later', 'post_unknown', 'too_young', 'clash']);
    expect((refused.body.errors as { message: string }[]).every((e) => /[，。；]/.test(e.message))).toBe(true);
    expect(await signUp(no, 'nobody')).toMatchObject({ status: 404, body: { code: 'VOLUNTEER.UNKNOWN' } });
  });

  test('for two sessions at the same time is refused, also at the same moment, unless it is knowingly overridden', async () => {
    const [one, other] = [await published(99), await published(99, { startsAt: at(3), endsAt: at(5) })];
    const refused = await Promise.all(
      VOLUNTEERS.slice(20, 60).map(async (v) => {
        const together = await Promise.all([signUp(one, v), signUp(other, v)]);
        return together.flatMap((a) => (a.status === 201 ? [] : [[a.status, ...codes(a)]]));
      }),
    );
    expect(refused).toEqual(refused.map(() => [[422, 'clash']]));
    const at20 = (await states(one))['V20'] === undefined ? one : other;
    expect((await signUp(at20, 'V20', { overriding: ['clash'] })).status).toBe(201);
    const later = await published(9, { startsAt: at(5), endsAt: at(6) });
    expect((await signUp(later, 'V20')).status).toBe(201);
  });

  test('is an application where somebody in charge decides: approved it is a place, or a place on the waiting list', async () => {
    const no = await published(1, { startsAt: at(6), endsAt: at(7), signUp: { minimumAge: 16, approval: true } });
    for (const v of ['V10', 'V11', 'V12']) expect((await signUp(no, v)).body.state).toBe('applied');
    expect(await post(`/${no}/sign-ups/V11/approve`)).toMatchObject({ status: 200, body: { state: 'confirmed' } });
    expect((await post(`/${no}/sign-ups/V10/approve`)).body.state).toBe('waiting');
    expect((await post(`/${no}/sign-ups/V12/decline`)).body.state).toBe('declined');
    expect(codes(await post(`/${no}/sign-ups/V10/approve`))).toEqual(['nothing_to_approve']);
    expect(await states(no)).toEqual({ V10: 'waiting', V11: 'confirmed' });
    expect(await request('GET', `/${no}`)).toMatchObject({
      body: { posts: [{ confirmed: 1, waiting: 1, applied: 0 }] },
    });
  });

  test('for a second session of those of which one person takes one is refused, also at the same moment', async () => {
    const group = (hours: number) =>
      published(99, { startsAt: at(hours), endsAt: at(hours + 1), signUp: { minimumAge: 16, onlyOneOf: '春季体检' } });
    const [one, other] = [await group(20), await group(22)];
    const refused = await Promise.all(
      VOLUNTEERS.slice(60, 80).map(async (v) => {
        const together = await Promise.all([signUp(one, v), signUp(other, v)]);
        return together.flatMap((a) => (a.status === 201 ? [] : [[a.status, ...codes(a)]]));
      }),
    );
    expect(refused).toEqual(refused.map(() => [[422, 'excluded']]));
  });

  test('leads to an attendance that is counted, until the session is cancelled', async () => {
    const no = await published(1);
    await signUp(no, 'V7');
    const year = Number(at(2 + 8).slice(0, 4));
    const personTimes = async () => (await stack.report(year)).personTimes as number;
    const before = await personTimes();
    const record = {
      ...{ id: randomUUID(), sessionNo: no, volunteerNo: 'V7', kind: 'check-in', occurredAt: at(2), method: 'qr' },
      receivedAt: at(2),
    };
    await stack.until(20_000, 'counted', async () => {
      await stack.post('/api/v1/attendance-records', { token: stack.token, json: record });
      return (await personTimes()) === before + 1;
    });
    expect(await post(`/${no}/cancel`)).toMatchObject({ status: 200, body: { stage: 'cancelled' } });
    await stack.until(20_000, 'no longer counted', async () => (await personTimes()) === before);
    expect(codes(await signUp(no, 'V8'))).toEqual(['not_open']);
  });

  test('ends with the session: who was signed up is free for another at the same time', async () => {
    const no = await published(1);
    await signUp(no, 'V5');
    await post(`/${no}/cancel`);
    expect(await states(no)).toEqual({});
    expect((await signUp(await published(1), 'V5')).status).toBe(201);
  });

  test('is not lost when the register is corrected and the number leads to another person', async () => {
    const no = await published(1);
    await signUp(no, 'V6');
    await stack.bringIn('volunteers', volunteersCsv(['V6'], { 证件号码: 'corrected' }));
    expect(codes(await signUp(no, 'V6'))).toContain('already_signed_up');
    expect((await request('DELETE', `/${no}/sign-ups/V6`)).status).toBe(200);
    expect(await states(no)).toEqual({});
    // Signing up anew it is the person to whom the number leads now, whom this session did not know.
    expect((await signUp(no, 'V6')).body).toMatchObject({ state: 'confirmed', order: 2 });
    await stack.bringIn('volunteers', volunteersCsv(['V199'], { 证件号码: 'corrected' }));
    expect(codes(await signUp(no, 'V199'))).toEqual(['already_signed_up']);
  });
});

test('a place that is given up while somebody signs up is never left over', async () => {
  const overriding = { overriding: ['clash'] };
  const sessions = await Promise.all(Array.from({ length: 40 }, () => published(1)));
  await Promise.all(sessions.map((no) => signUp(no, 'V0', overriding)));
  await Promise.all(
    sessions.flatMap((no, i) => [request('DELETE', `/${no}/sign-ups/V0`), signUp(no, `V${i + 1}`, overriding)]),
  );
  const left = await Promise.all(sessions.map(states));
  expect(left.flatMap((s) => Object.values(s)).filter((s) => s === 'waiting')).toEqual([]);
});

test('places are neither exceeded nor left over: 200 want 10 at once on two replicas, some are killed, and some who have one give it up', async () => {
  const no = await published(10);
  /** Asks until it is answered; whoever was killed meanwhile may have done it already. */
  const insist = async (ask: () => Promise<Answer>, done: string): Promise<void> => {
    for (;;) {
      const answer = await ask().catch(() => undefined);
      if (answer !== undefined && answer.status < 300) return;
      if (answer?.status === 422 && codes(answer).join() === done) return;
      if (answer !== undefined && answer.status !== 503 && answer.status !== 429)
        throw new Error(JSON.stringify(answer.body));
      await sleep(100);
    }
  };
  const over = new AbortController();
  const killing = (async () => {
    let killed = 0;
    while (!over.signal.aborted) {
      await sleep(100 + Math.random() * 500);
      const victims = stack.processes().filter((p) => /scheduling|mongod/.test(p.name) && isRunning(p));
      const victim = victims[Math.floor(Math.random() * victims.length)];
      if (victim === undefined || killed >= KILLS) continue;
      process.kill(victim.pid, 'SIGKILL');
      killed++;
    }
    return killed;
  })();
  await Promise.all(VOLUNTEERS.map((v) => insist(() => signUp(no, v, { overriding: ['clash'] }), 'already_signed_up')));
  for (let i = 0; i < 12; i++) {
    const answer = await request('GET', `/${no}/sign-ups`).catch(() => undefined);
    if (answer?.status === 200) {
      const found = answer.body.signUps as { volunteerNo: string; state: string }[];
      const held = found.filter((s) => s.state !== 'waiting').map((s) => s.volunteerNo);
      expect(held).toHaveLength(10);
      await Promise.all(
        held.slice(0, 3).map((v) => insist(() => request('DELETE', `/${no}/sign-ups/${v}`), 'not_signed_up')),
      );
    }
    await sleep(300);
  }
  over.abort();
  expect(await killing).toBeGreaterThan(2);
  await stack.untilReady(60_000);
  const found = (await request('GET', `/${no}/sign-ups`)).body.signUps as { order: number; state: string }[];
  const held = found.filter((s) => s.state !== 'waiting');
  expect(held).toHaveLength(10);
  expect(new Set(found.map((s) => s.order)).size).toBe(found.length);
  // Nobody who waits came before somebody who has a place.
  const waiting = found.filter((s) => s.state === 'waiting').map((s) => s.order);
  expect(Math.max(...held.map((s) => s.order))).toBeLessThan(Math.min(...waiting));
}, 180_000);
