import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, csvOf, divisionsCsv, sessionsCsv, TestStack, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const VOLUNTEERS = Array.from({ length: 60 }, (_, i) => `V${i}`);
type Body = Record<string, unknown>;

let stack: TestStack;
let organiser: string;
let next = 0;

beforeAll(async () => {
  stack = await TestStack.start();
  const account = { username: 'organiser', password: PASSWORD, grants: [{ role: 'organiser' }] };
  await stack.post('/api/v1/accounts', { token: stack.token, json: account });
  organiser = await stack.signIn('organiser', PASSWORD);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  await stack.bringIn('sessions', sessionsCsv(['S1']));
  // Until check-in knows them, a record would be told to be of somebody unknown.
  await stack.until(10_000, 'known', async () => {
    const probe = await post(record({ volunteerNo: 'V59' }));
    return probe.body.outcome === 'counted';
  });
}, 180_000);
afterAll(() => stack.stop());

/** A check-in of somebody who has none yet. */
const record = (change: Body = {}): Body & { id: string; volunteerNo: string } => ({
  id: randomUUID(),
  sessionNo: 'S1',
  volunteerNo: VOLUNTEERS[next++ % 59]!,
  kind: 'check-in',
  occurredAt: '2022-05-01T09:10:00+08:00',
  method: 'qr',
  receivedAt: '2022-05-01T09:10:30+08:00',
  ...change,
});
const post = (json: Body, token = stack.token): Promise<Answer> =>
  stack.post('/api/v1/attendance-records', { token, json });
const batch = (records: unknown[], token = stack.token): Promise<Answer> =>
  stack.post('/api/v1/attendance-records:batch', { token, json: { records } });
/** Everything acknowledged until now is in the figures. */
const allCounted = (now = Date.now()): Promise<void> =>
  stack.until(10_000, 'all counted', async () => Date.parse((await stack.report(2022)).asOf as string) > now);
const personTimes = async (): Promise<number> => (await stack.report(2022)).personTimes as number;

describe('a record', () => {
  test('that is new is kept: 201, with the attendance that it makes', async () => {
    const r = record();
    expect(await post(r)).toMatchObject({
      status: 201,
      body: {
        ...{ id: r.id, outcome: 'counted' },
        attendance: { sessionNo: 'S1', evidence: 'verified', checkedInAt: '2022-05-01T09:10:00+08:00' },
      },
    });
  });

  test('with the same content again is 200, however its times and its id are written', async () => {
    const r = record();
    expect((await post(r)).status).toBe(201);
    expect((await post(r)).status).toBe(200);
    expect((await post({ ...r, id: r.id.toUpperCase(), occurredAt: '2022-05-01T01:10:00.900Z' })).status).toBe(200);
    expect((await post({ ...r, receivedAt: '2022-06-01T00:00:00Z' })).status).toBe(200);
  });

  test('with other content received later is 409, and the first one stands', async () => {
    const r = record();
    await post(r);
    const other = await post({ ...r, method: 'paper', receivedAt: '2022-05-01T09:11:00+08:00' });
    expect(other).toMatchObject({ status: 409, body: { code: 'ATTENDANCE.ID_REUSED' } });
    expect(await post(r)).toMatchObject({ status: 200, body: { attendance: { evidence: 'verified' } } });
  });

  test('with other content received earlier takes the place: 201', async () => {
    const r = record();
    await post(r);
    const earlier = { ...r, method: 'paper', receivedAt: '2022-05-01T09:10:29+08:00' };
    expect(await post(earlier)).toMatchObject({ status: 201, body: { attendance: { evidence: 'attested' } } });
    expect((await post(r)).status).toBe(409);
    expect((await post(earlier)).status).toBe(200);
  });

  test('with other content of the same receipt stands when it sorts first', async () => {
    const r = record({ note: 'b' });
    await post(r);
    expect((await post({ ...r, note: 'c' })).status).toBe(409);
    expect((await post({ ...r, note: 'a' })).status).toBe(201);
    expect((await post(r)).status).toBe(409);
  });

  test('of an unknown session is kept, and counts as soon as the session is known', async () => {
    const r = record({ sessionNo: 'S-later', volunteerNo: 'V58' });
    expect(await post(r)).toMatchObject({ status: 201, body: { outcome: 'not-counted', reason: 'unknown_session' } });
    await stack.bringIn('sessions', sessionsCsv(['S-later']));
    await stack.until(5_000, 'counted', async () => (await post(r)).body.outcome === 'counted');
    expect((await post(r)).status).toBe(200);
  });

  test('of an unknown volunteer is kept', async () => {
    expect(await post(record({ volunteerNo: 'V-unknown' }))).toMatchObject({
      status: 201,
      body: { outcome: 'not-counted', reason: 'unknown_volunteer' },
    });
  });

  test('outside of the window is kept and not counted', async () => {
    const r = record({ occurredAt: '2022-05-01T07:59:59+08:00' });
    expect(await post(r)).toMatchObject({ status: 201, body: { outcome: 'not-counted', reason: 'outside_window' } });
  });

  test.each([
    ['id', { id: 'no-uuid' }],
    ['sessionNo', { sessionNo: ' ' }],
    ['volunteerNo', { volunteerNo: undefined }],
    ['kind', { kind: '签到' }],
    ['method', { method: 'telepathy' }],
    ['occurredAt', { occurredAt: '2022-02-29T09:00:00+08:00' }],
    ['receivedAt', { receivedAt: 'yesterday' }],
    ['annuls', { kind: 'annul' }],
  ])('whose %s is malformed is 400 and says so', async (path, change) => {
    const answer = await post({ ...record(), ...change });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST.MALFORMED' } });
    expect((answer.body.errors as { path: string }[]).map((e) => e.path)).toEqual([path]);
  });
});

describe('an annulment', () => {
  const annulment = (annuls: string, change: Body = {}) =>
    record({ kind: 'annul', annuls, sessionNo: 'S-nowhere', volunteerNo: 'V-nobody', ...change });

  test('after the record takes it out of the count', async () => {
    const r = record();
    await post(r);
    expect(await post(annulment(r.id.toUpperCase()))).toMatchObject({ status: 201, body: { outcome: 'not-counted' } });
    expect(await post(r)).toMatchObject({ status: 200, body: { outcome: 'not-counted', reason: 'annulled' } });
  });

  test('before the record acts when the record comes', async () => {
    const r = record();
    await post(annulment(r.id));
    expect(await post(r)).toMatchObject({ status: 201, body: { outcome: 'not-counted', reason: 'annulled' } });
  });

  test('cannot be annulled itself', async () => {
    const [r, first] = [record(), annulment('')];
    first['annuls'] = r.id;
    await post(first);
    await post(annulment(first.id));
    expect(await post(r)).toMatchObject({ body: { reason: 'annulled' } });
  });

  test('that loses its id to another content annuls no more', async () => {
    const r = record();
    const a = annulment(r.id, { note: 'b' });
    await post(a);
    expect((await post({ ...a, annuls: randomUUID(), receivedAt: '2022-05-01T00:00:00Z' })).status).toBe(201);
    expect(await post(r)).toMatchObject({ status: 201, body: { outcome: 'counted' } });
  });
});

describe('what an organiser cannot say', () => {
  test('when it was received, who entered it and who approved it take no part in the comparison', async () => {
    const r = record({ receivedAt: '1999-01-01T00:00:00Z', enteredBy: '甲', approvedBy: '乙' });
    expect((await post(r, organiser)).status).toBe(201);
    const rest = { ...r, receivedAt: undefined, enteredBy: undefined, approvedBy: undefined };
    expect((await post(rest, organiser)).status).toBe(200);
    expect((await post({ ...rest, approvedBy: '丙' }, organiser)).status).toBe(200);
  });

  test('a receipt of long ago does not make another content stand', async () => {
    const r = record();
    await post(r);
    const earlier = { ...r, method: 'paper', receivedAt: '1999-01-01T00:00:00Z' };
    expect((await post(earlier, organiser)).status).toBe(409);
  });

  test('he cannot approve his own back-fill', async () => {
    const r = record({ method: 'back-fill', enteredBy: '甲', approvedBy: '乙' });
    expect(await post(r, organiser)).toMatchObject({ status: 201, body: { reason: 'not_approved' } });
    const approved = record({ method: 'back-fill', enteredBy: '甲', approvedBy: '乙' });
    expect(await post(approved)).toMatchObject({ status: 201, body: { outcome: 'counted' } });
  });
});

describe('a batch', () => {
  test('answers for every record in order, and a bad one harms no other', async () => {
    const [a, b] = [record(), record()];
    await post(b);
    const other = { ...b, method: 'paper', receivedAt: '2023-01-01T00:00:00Z' };
    const answer = await batch([a, { ...record(), kind: 'x' }, null, a, b, other, record({ sessionNo: 'S-nowhere' })]);
    expect(answer.status).toBe(200);
    const results = answer.body.results as Body[];
    expect(results.map((r) => r['status'])).toEqual([201, 400, 400, 200, 200, 409, 201]);
    expect(results[0]).toMatchObject({ id: a.id, outcome: 'counted' });
    expect(results[1]).toMatchObject({ code: 'REQUEST.MALFORMED', errors: [{ path: expect.stringMatching(/kind$/) }] });
    expect(results[5]).toMatchObject({ code: 'ATTENDANCE.ID_REUSED' });
    expect(results[6]).toMatchObject({ outcome: 'not-counted', reason: 'unknown_session' });
  });

  test('of two contents under one id lets the one received first stand, in whatever order they are in it', async () => {
    const late = record();
    const early = { ...late, method: 'paper', receivedAt: '2022-05-01T09:00:00+08:00' };
    await batch([late, early]);
    expect([(await post(early)).status, (await post(late)).status]).toEqual([200, 409]);
  });

  test('of nothing, or of more than 1000, is malformed', async () => {
    for (const records of [[], Array.from({ length: 1001 }, () => record())]) {
      expect(await batch(records)).toMatchObject({ status: 400, body: { code: 'REQUEST.MALFORMED' } });
    }
  });
});

test('the figures and the service record follow a record within two seconds', async () => {
  // Whatever else the machine does can only slow one of them down.
  const numbers = ['V-new1', 'V-new2', 'V-new3'];
  await stack.bringIn('volunteers', volunteersCsv(numbers));
  const serviceRecord = async (no: string) =>
    (await stack.get(`/api/v1/volunteers/${no}/service-record`, { token: stack.token })).body as Body;
  await stack.until(10_000, 'known', async () => (await serviceRecord('V-new3'))['volunteerNo'] === 'V-new3');
  await allCounted();

  const took: number[] = [];
  for (const volunteerNo of numbers) {
    const before = await personTimes();
    const started = Date.now();
    await post(record({ volunteerNo }));
    await post(record({ volunteerNo, kind: 'check-out', occurredAt: '2022-05-01T10:11:59+08:00' }));
    await stack.until(20_000, 'counted', async () => {
      const { minutes, personTimes: attended } = await serviceRecord(volunteerNo);
      return minutes === 61 && attended === 1 && (await personTimes()) === before + 1;
    });
    took.push(Date.now() - started);
    const { attendances } = await serviceRecord(volunteerNo);
    expect(attendances).toMatchObject([{ sessionNo: 'S1', category: '0001', minutes: 61 }]);
  }
  expect(Math.min(...took)).toBeLessThan(2_000);
});

test('a file that is acknowledged and still waits for its turn is not said to be counted', async () => {
  const row = (volunteerNo: string) => ({
    ...{ 记录编号: randomUUID(), 场次编号: 'S1', 志愿者编号: volunteerNo, 类型: '签到', 方式: '扫码' },
    ...{ 发生时间: '2022-05-01T09:10:00+08:00', 接收时间: '2022-05-01T09:10:00+08:00' },
  });
  await stack.bringIn('volunteers', volunteersCsv(['V-queued']));
  await allCounted();
  const before = await personTimes();
  const long = csvOf(
    'attendance',
    Array.from({ length: 20_000 }, () => row('nobody')),
  );
  await stack.upload('attendance', long);
  const queued = await stack.upload('attendance', csvOf('attendance', [row('V-queued')]));
  const acknowledged = Date.now();
  let waited = 0;
  for (;;) {
    const report = await stack.report(2022);
    if (report.personTimes > before) break;
    waited++;
    expect(Date.parse(report.asOf as string)).toBeLessThanOrEqual(acknowledged);
  }
  expect(waited).toBeGreaterThan(5);
  expect((await stack.imported(queued.body.id as string)).rows.accepted).toBe(1);
});

const statuses = async (records: unknown[]) => ((await batch(records)).body.results as Body[]).map((r) => r['status']);

test('one bad record in a batch harms no other, even one that lower case makes too long', async () => {
  const good = [record(), record()];
  const bad = record({ kind: 'annul', annuls: 'İ'.repeat(100) });
  expect(await statuses([good[0], bad, good[1]])).toEqual([201, 400, 201]);
});

test('of two contents of one id in a batch the one that stands is told so, whichever comes first', async () => {
  const late = record({ receivedAt: '2022-05-01T10:00:00+08:00' });
  const early = { ...late, occurredAt: '2022-05-01T09:20:00+08:00', receivedAt: '2022-05-01T09:30:00+08:00' };
  expect(await statuses([late, early])).toEqual([409, 201]);
});

test('of two contents of one id under a number that leads to nobody each is told its own outcome', async () => {
  const early = record({ volunteerNo: 'nobody', receivedAt: '2022-05-01T09:30:00+08:00' });
  const late = { ...early, sessionNo: 'no such session', receivedAt: '2022-05-01T10:00:00+08:00' };
  const outcomes = ((await batch([early, late])).body.results as Body[]).map((r) => r['reason'] ?? r['code']);
  expect(outcomes).toEqual(['unknown_volunteer', 'ATTENDANCE.ID_REUSED']);
});

test('of two contents of one id far apart in a batch the one that stands is told so', async () => {
  const late = record({ receivedAt: '2022-05-01T10:00:00+08:00' });
  const early = { ...late, occurredAt: '2022-05-01T09:20:00+08:00', receivedAt: '2022-05-01T09:30:00+08:00' };
  const between = Array.from({ length: 600 }, (_, i) => record({ note: String(i) }));
  const told = await statuses([late, ...between, early]);
  expect([told[0], told.at(-1), new Set(told.slice(1, -1))]).toEqual([409, 201, new Set([201])]);
});

test('a batch of a thousand with annulments and several records of each person is answered in order', async () => {
  const records = Array.from({ length: 1000 }, (_, i) => record({ note: String(i) }));
  const annulments = records.slice(0, 20).map((r) => record({ kind: 'annul', annuls: r.id }));
  const all = [...records.slice(0, 980), ...annulments];
  const results = (await batch(all)).body.results as Body[];
  expect(results.map((r) => [r['id'], r['status']])).toEqual(all.map((r) => [r.id, 201]));
});

test('an address that cannot be read is answered as a problem', async () => {
  for (const path of [
    '/api/v1/volunteers/%ff/service-record',
    `/api/v1/volunteers/${'9'.repeat(300)}/service-record`,
  ]) {
    const { status, body, headers } = await stack.get(path, { token: stack.token });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'REQUEST.MALFORMED' });
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }
});
