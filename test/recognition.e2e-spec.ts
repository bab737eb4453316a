import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, attendanceCsv, csvOf, divisionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const OTHER = '430922002001';
type Body = Record<string, unknown>;

let stack: TestStack;
const tokens = new Map<string, string>();

async function account(username: string, grant: Body, volunteerNo?: string): Promise<void> {
  const json = { username, password: PASSWORD, grants: [grant], ...(volunteerNo === undefined ? {} : { volunteerNo }) };
  expect(await stack.post('/api/v1/accounts', { token: stack.token, json })).toMatchObject({ status: 201 });
  tokens.set(username, await stack.signIn(username, PASSWORD));
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
  await account('V1-of-township', { role: 'township', division: '430922001' }, 'W1');
  await account('of-V1', { role: 'volunteer' }, 'V2');
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
