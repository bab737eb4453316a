import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, attendanceCsv, csvOf, divisionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const OTHER = '430922002001';
type Body = Record<string, unknown>;

let stack: TestStack;
const tokens = new Map<string, string>();

async function account(username: string, grant: Body, volunteerNo?: string): Promise<void> {
  tokens.set(username, await stack.account({ username, password: PASSWORD, grants: [grant], volunteerNo }));
}
const ask = (who: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });

beforeAll(async () => {
  stack = await TestStack.start();
  tokens.set('administrator', stack.token);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn(
    'divisions',
    csvOf('divisions', [
      { 区划代码: '430922002', 名称: '乙镇', 级别: '乡镇', 上级代码: '430922' },
      { 区划代码: OTHER, 名称: '南村', 级别: '村', 上级代码: '430922002' },
    ]),
  );
  await stack.bringIn('volunteers', volunteersCsv(Array.from({ length: 20 }, (_, i) => `V${i}`)));
  await stack.bringIn('volunteers', volunteersCsv(['W1'], { 证件号码: 'HV1' }));
  await account('village', { role: 'village', division: VILLAGE });
  await account('township', { role: 'township', division: '430922001' });
  await account('other-township', { role: 'township', division: '430922002' });
  await account('county', { role: 'county', division: '430922' });
  await account('county2', { role: 'county', division: '430922' });
  await account('V1-of-township', { role: 'township', division: '430922001' }, 'W1');
  await account('of-V2', { role: 'volunteer' }, 'V2');
}, 180_000);
afterAll(() => stack.stop());

interface Served {
  readonly no: string;
  readonly volunteerNo: string;
  readonly from: string;
  readonly until: string;
  /** Until when the session is planned, where that is not until he left. */
  readonly planned?: string;
  readonly division?: string;
}

/** Sessions with one volunteer each, who is there from one time until another. */
async function serve(...all: Served[]): Promise<void> {
  const sessions = all.map(({ no, from, until, planned = until, division = VILLAGE }) => ({
    ...{ 场次编号: no, 活动名称: `活动${no}`, 区划代码: division, 开始时间: from, 结束时间: planned },
    ...{ 状态: '已结束', 时长规则: '按签退', 覆盖群众: '0' },
  }));
  const records = all.flatMap(({ no: 场次编号, volunteerNo: 志愿者编号, from, until }) => [
    { 记录编号: randomUUID(), 场次编号, 志愿者编号, 类型: '签到', 发生时间: from, 接收时间: from },
    { 记录编号: randomUUID(), 场次编号, 志愿者编号, 类型: '签退', 发生时间: until, 接收时间: until },
  ]);
  await stack.bringIn('sessions', csvOf('sessions', sessions));
  await stack.bringIn('attendance', attendanceCsv(records));
  await counted();
}

/** Everything acknowledged until now is in the figures. */
async function counted(): Promise<void> {
  const now = Date.now();
  await stack.until(10_000, 'all counted', async () => Date.parse((await stack.report(2022)).asOf as string) > now);
}

const decide = (who: string, no: string, day: string, said: Body): Promise<Answer> =>
  ask(who, 'POST', `/volunteers/${no}/recognition/${day}/decide`, {
    ...{ level: 'parent', decision: 'approved', because: '连续值守属实' },
    ...said,
  });
const figures = async (year: number, division?: string): Promise<Body> => {
  const query = division === undefined ? '' : `?division=${division}`;
  const { status, body } = await ask('administrator', 'GET', `/reports/years/${year}/recognition${query}`);
  expect(status).toBe(200);
  return body as Body;
};
const on = (day: string, time: string) => `${day}T${time}:00+08:00`;

describe('a day of thirteen hours', () => {
  const day = '2021-05-01';
  beforeAll(() => serve({ no: 'L1', volunteerNo: 'V1', from: on(day, '08:00'), until: on(day, '21:00') }));

  test('is recognised up to eight hours at once; up to twelve waits for the township, the rest for the county', async () => {
    expect(await figures(2021)).toMatchObject({
      ...{ serviceMinutes: 780, minutesAtOnce: 480, minutesAwaitingParent: 240, minutesAwaitingCounty: 60 },
      ...{ minutesApprovedByParent: 0, minutesApprovedByCounty: 0, minutesRefused: 0 },
      ...{ personDays: 1, personDaysAwaitingParent: 1, personDaysAwaitingCounty: 1 },
    });
  });

  test('waits in the list of its township and of who is above it, with a masked name', async () => {
    for (const who of ['township', 'county', 'administrator']) {
      const { body } = await ask(who, 'GET', '/recognition/waiting?level=parent');
      expect(body.days).toEqual([
        {
          ...{ volunteerNo: 'V1', name: '志****', day, level: 'parent', minutes: 780, awaiting: 240 },
          sessions: [{ sessionNo: 'L1', name: '活动L1', minutes: 780 }],
        },
      ]);
    }
    expect((await ask('other-township', 'GET', '/recognition/waiting')).body).toEqual({ days: [] });
  });

  test('is decided by the township, then by the county, and within two seconds the figures follow', async () => {
    expect(await decide('county', 'V1', day, { level: 'county', minutes: 780 })).toMatchObject({
      ...{ status: 422, body: { code: 'RECOGNITION.PARENT_FIRST' } },
    });
    expect(await decide('township', 'V1', day, { minutes: 780 })).toMatchObject({
      status: 200,
      body: { byParent: 240, awaitingParent: 0, awaits: 'county', decisions: [{ level: 'parent', by: 'township' }] },
    });
    const begun = Date.now();
    await stack.until(10_000, 'followed', async () => (await figures(2021))['minutesApprovedByParent'] === 240);
    expect(Date.now() - begun).toBeLessThan(2_000);
    expect(await decide('county', 'V1', day, { level: 'county', minutes: 780 })).toMatchObject({
      ...{ status: 200, body: { atOnce: 480, byParent: 240, byCounty: 60, awaits: null } },
    });
    await counted();
    expect(await figures(2021)).toMatchObject({
      ...{ serviceMinutes: 780, minutesAtOnce: 480, minutesApprovedByParent: 240, minutesApprovedByCounty: 60 },
      ...{ minutesAwaitingParent: 0, personDaysAwaitingParent: 0, personDaysAwaitingCounty: 0 },
    });
    expect(await stack.report(2021)).toMatchObject({ minutes: 780 });
  });
});

const dayOf = async (who: string, no: string, day: string): Promise<Body> => {
  const path = who.startsWith('of-') ? '/me/recognition' : `/volunteers/${no}/recognition`;
  const { status, body } = await ask(who, 'GET', `${path}?year=${day.slice(0, 4)}`);
  expect(status).toBe(200);
  return (body.days as Body[]).find((d) => d['day'] === day)!;
};
const waiting = async (who: string): Promise<unknown[]> =>
  ((await ask(who, 'GET', '/recognition/waiting')).body.days as Body[]).map((d) => [
    ...[d['volunteerNo'], d['day'], d['level'], d['awaiting']],
  ]);

describe('a decision', () => {
  const day = '2020-06-01';
  const first = { no: 'D1', volunteerNo: 'V2', from: on(day, '06:00'), until: on(day, '16:00') };
  beforeAll(() => serve(first, { no: 'D2', volunteerNo: 'V3', from: on(day, '06:00'), until: on(day, '16:00') }));

  test('under an id that was used is the same decision, and with other content 409', async () => {
    const said = { id: randomUUID(), minutes: 600 };
    const once = await decide('township', 'V2', day, said);
    expect(once).toMatchObject({ status: 200, body: { byParent: 120, decisions: [{ minutes: 600 }] } });
    const again = await decide('township', 'V2', day, { ...said, id: said.id.toUpperCase() });
    expect(again.body).toEqual(once.body);
    expect(await decide('township', 'V2', day, { ...said, because: '另一个理由' })).toMatchObject({
      ...{ status: 409, body: { code: 'ATTENDANCE.ID_REUSED' } },
    });
  });

  test('is made once: what does not wait any more is not decided again', async () => {
    expect(await decide('county', 'V2', day, { minutes: 600 })).toMatchObject({
      ...{ status: 409, body: { code: 'RECOGNITION.NOTHING_TO_DECIDE' } },
    });
  });

  test('is about what was seen: what is recorded later waits again', async () => {
    await serve({ no: 'D3', volunteerNo: 'V2', from: on(day, '17:00'), until: on(day, '18:00') });
    expect(await dayOf('township', 'V2', day)).toMatchObject({ minutes: 660, byParent: 120, awaitingParent: 60 });
    expect(await decide('township', 'V2', day, { minutes: 600 })).toMatchObject({
      ...{ status: 409, body: { code: 'RECOGNITION.CHANGED_MEANWHILE' } },
    });
    expect(await decide('township', 'V2', day, { minutes: 660, decision: 'refused' })).toMatchObject({
      ...{ status: 200, body: { byParent: 120, refused: 60, awaits: null } },
    });
    const own = await dayOf('of-V2', 'V2', day);
    expect(own).toMatchObject({
      ...{ minutes: 660, limits: { atOnce: 480, withParent: 720, fullPercent: 60 } },
      attendances: [
        { sessionNo: 'D1', minutes: 600, atOnce: 480, byParent: 120 },
        { sessionNo: 'D3', minutes: 60, refused: 60 },
      ],
      decisions: [{ decision: 'approved' }, { decision: 'refused', because: '连续值守属实', by: 'township' }],
    });
  });

  test('is withdrawn by a further one, and all of the tier waits again', async () => {
    const withdrawn = await decide('township', 'V2', day, { minutes: 660, decision: 'withdrawn' });
    expect(withdrawn).toMatchObject({ status: 200, body: { byParent: 0, awaitingParent: 180, refused: 0 } });
    expect(withdrawn.body.decisions).toHaveLength(3);
    expect(await decide('township', 'V2', day, { minutes: 660, decision: 'withdrawn' })).toMatchObject({
      ...{ status: 409, body: { code: 'RECOGNITION.NOTHING_TO_DECIDE' } },
    });
    await counted();
    expect(await waiting('township')).toContainEqual(['V2', day, 'parent', 180]);
  });

  test('is made by an office above the village where the service was, and by nobody beside it', async () => {
    expect((await decide('village', 'V3', day, { minutes: 600 })).status).toBe(403);
    expect(await decide('other-township', 'V3', day, { minutes: 600 })).toMatchObject({
      ...{ status: 404, body: { code: 'RECOGNITION.UNKNOWN' } },
    });
    for (const [no, when] of [
      ['NOBODY', day],
      ['V3', '2020-06-02'],
    ] as const)
      expect(await decide('administrator', no, when, { minutes: 600 })).toMatchObject({
        ...{ status: 404, body: { code: 'RECOGNITION.UNKNOWN' } },
      });
    expect(await decide('township', 'V3', day, { level: 'county', minutes: 600 })).toMatchObject({ status: 404 });
  });

  test('made by several at the same moment is made once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => decide(i % 2 === 0 ? 'township' : 'county', 'V3', day, { minutes: 600 })),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
    expect((await dayOf('township', 'V3', day))['decisions']).toHaveLength(1);
  });

  test('is not made about one’s own hours, under whichever number', async () => {
    await serve({ no: 'D4', volunteerNo: 'V1', from: on(day, '06:00'), until: on(day, '16:00') });
    expect(await decide('V1-of-township', 'V1', day, { minutes: 600 })).toMatchObject({
      ...{ status: 422, body: { code: 'RECOGNITION.OWN_HOURS' } },
    });
    // Nor with an account that is nobody's own, but is called as he is.
    const second = { username: 'V1-again', displayName: '志愿者\u200b V1', password: PASSWORD };
    const json = { ...second, grants: [{ role: 'township', division: '430922001' }] };
    expect((await stack.post('/api/v1/accounts', { token: stack.token, json })).status).toBe(201);
    tokens.set('V1-again', await stack.signIn('V1-again', PASSWORD));
    expect(await decide('V1-again', 'V1', day, { minutes: 600 })).toMatchObject({
      ...{ status: 422, body: { code: 'RECOGNITION.OWN_HOURS' } },
    });
    // Under another number of the same person it is the same day.
    expect(await decide('township', 'W1', day, { minutes: 600 })).toMatchObject({
      ...{ status: 200, body: { byParent: 120 } },
    });
    expect(await dayOf('township', 'V1', day)).toMatchObject({ byParent: 120, awaitingParent: 0 });
  });
});

describe('a day in two townships', () => {
  const day = '2018-03-01';
  beforeAll(() =>
    serve(
      { no: 'T1', volunteerNo: 'V4', from: on(day, '06:00'), until: on(day, '13:00') },
      { no: 'T2', volunteerNo: 'V4', from: on(day, '14:00'), until: on(day, '20:00'), division: OTHER },
    ),
  );

  test('fills up in the order of the sessions, each part in its own division, and the parts add up', async () => {
    const [all, one, other] = await Promise.all([figures(2018), figures(2018, '430922001'), figures(2018, OTHER)]);
    expect(one).toMatchObject({ serviceMinutes: 420, minutesAtOnce: 420, minutesAwaitingParent: 0, personDays: 1 });
    expect(other).toMatchObject({ minutesAtOnce: 60, minutesAwaitingParent: 240, minutesAwaitingCounty: 60 });
    expect(all).toMatchObject({ serviceMinutes: 780, minutesAtOnce: 480, personDays: 1, personDaysAwaitingParent: 1 });
  });

  test('is for the county to decide about, at each level by another person', async () => {
    for (const who of ['township', 'other-township'])
      expect(await waiting(who)).not.toContainEqual(['V4', day, 'parent', 240]);
    expect(await waiting('county')).toContainEqual(['V4', day, 'parent', 240]);
    expect((await decide('township', 'V4', day, { minutes: 780 })).status).toBe(404);
    expect((await decide('county', 'V4', day, { minutes: 780 })).status).toBe(200);
    const ofCounty = { level: 'county', minutes: 780 };
    const second = { username: 'county-again', displayName: 'coun\u200bty', password: PASSWORD };
    const json = { ...second, grants: [{ role: 'county', division: '430922' }] };
    expect((await stack.post('/api/v1/accounts', { token: stack.token, json })).status).toBe(201);
    tokens.set('county-again', await stack.signIn('county-again', PASSWORD));
    for (const who of ['county', 'county-again'])
      expect(await decide(who, 'V4', day, ofCounty)).toMatchObject({
        ...{ status: 422, body: { code: 'RECOGNITION.SAME_PERSON' } },
      });
    expect((await decide('county2', 'V4', day, ofCounty)).status).toBe(200);
    // Whoever decided at one level may take that back, and nothing is decided by him at the other while it holds.
    expect((await decide('county', 'V4', day, { minutes: 780, decision: 'withdrawn' })).status).toBe(200);
    expect(await decide('county2', 'V4', day, { minutes: 780 })).toMatchObject({
      body: { code: 'RECOGNITION.SAME_PERSON' },
    });
    expect((await decide('county', 'V4', day, { minutes: 780 })).status).toBe(200);
    await counted();
    expect(await figures(2018, OTHER)).toMatchObject({ minutesApprovedByParent: 240, minutesApprovedByCounty: 60 });
    // It is in the files of the year's report too, of the division that is asked for.
    const csv = (await ask('county', 'GET', `/reports/years/2018.csv?division=${OTHER}`)).body as string;
    expect(csv).toMatch(/\n时长认定,minutesApprovedByCounty,县级审批认定,+60\r/);
  });
});

describe('attended in full', () => {
  const day = '2017-05-01';
  test('is who was there for the share of the planned duration that is in force, beside his minutes', async () => {
    const visit = { from: on(day, '09:00'), planned: on(day, '11:00') };
    await serve(
      { no: 'F1', volunteerNo: 'V5', until: on(day, '10:12'), ...visit },
      { no: 'F2', volunteerNo: 'V6', until: on(day, '10:11'), ...visit },
      { no: 'F3', volunteerNo: 'V7', until: on(day, '11:00'), ...visit },
    );
    const { minutes, personTimes } = await stack.report(2017);
    expect([minutes, personTimes]).toEqual([72 + 71 + 120, 3]);
    expect(await figures(2017)).toMatchObject({
      ...{ serviceMinutes: minutes as number, personTimes: 3, attendancesInFull: 2, attendedInFullShare: 0.666667 },
      minutesWithInFull: 120 + 71 + 120,
    });
    expect((await ask('administrator', 'GET', '/volunteers/V5/recognition?year=2017')).body).toMatchObject({
      ...{ minutes: 72, attendancesInFull: 1, minutesWithInFull: 120 },
      days: [{ attendances: [{ minutes: 72, plannedMinutes: 120, inFull: true }] }],
    });
  });
});

test('the limits of a day are those in force on it', async () => {
  const inDays = (n: number) => new Date(Date.now() + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10);
  const [before, from] = [inDays(30), inDays(31)];
  const set = { key: 'daily_minutes_at_once', value: 60, from, source: '县志愿服务联席会议纪要〔2026〕7号' };
  expect((await ask('administrator', 'POST', '/policies', set)).status).toBe(201);
  await serve(
    { no: 'P1', volunteerNo: 'V8', from: on(before, '09:00'), until: on(before, '11:00') },
    { no: 'P2', volunteerNo: 'V8', from: on(from, '09:00'), until: on(from, '11:00') },
  );
  const sum = async () => {
    const years = [...new Set([before, from].map((d) => Number(d.slice(0, 4))))];
    const all = await Promise.all(years.map((y) => figures(y)));
    return all.reduce((n, f) => n + (f['minutesAwaitingParent'] as number), 0);
  };
  await stack.until(15_000, 'the number is known', async () => (await sum()) === 60);
  expect(await dayOf('administrator', 'V8', before)).toMatchObject({ atOnce: 120, awaits: null });
  // Check-in remembers the numbers for some seconds of its own, as they are set for days to come alone.
  const known = async () => (await dayOf('administrator', 'V8', from))['awaitingParent'] === 60;
  await stack.until(15_000, 'check-in knows the number too', known);
  expect(await dayOf('administrator', 'V8', from)).toMatchObject({ atOnce: 60, awaitingParent: 60, awaits: 'parent' });
});

test('a recount works the same out of the records alone', async () => {
  const { body } = await ask('administrator', 'POST', '/reports/years/2020/recount');
  expect(body).toMatchObject({ equal: true, differences: [] });
  const { year: _, division: __, divisionName: ___, asOf: ____, ...counted2020 } = await figures(2020);
  expect(body.recognition).toEqual(counted2020);
  expect(body.recognition.minutesApprovedByParent).toBeGreaterThan(0);
});
