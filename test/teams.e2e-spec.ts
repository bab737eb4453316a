import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Answer,
  attendanceCsv,
  csvOf,
  divisionsCsv,
  sessionsCsv,
  TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';

const DAY = 24 * 3_600_000;
/** A day in UTC+08:00, so many days from today. */
const day = (days = 0): string => new Date(Date.now() + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
const FOUNDED = '2020-01-01';
const VOLUNTEERS = Array.from({ length: 20 }, (_, i) => `V${i}`);
type Body = Record<string, unknown>;

let stack: TestStack;

const teamRow = (no: string, change: Record<string, string> = {}) => ({
  ...{ 队伍编号: no, 队伍名称: `队伍${no}`, 区划代码: VILLAGE, 负责人: '欧阳小明', 联系电话: '13900001111' },
  ...{ 成立日期: FOUNDED, ...change },
});
const bringTeams = (...rows: Record<string, string>[]) => stack.bringIn('teams', csvOf('teams', rows));

beforeAll(async () => {
  stack = await TestStack.start({ REPLICAS: '2' });
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
}, 180_000);
afterAll(() => stack.stop());

const request = (method: string, path: string, json?: Body, token = stack.token): Promise<Answer> =>
  stack.request(method, `/api/v1/teams${path}`, { token, ...(json === undefined ? {} : { json }) });
const post = (path: string, json: Body = {}) => request('POST', path, json);
const code = ({ status, body }: Answer) => [status, (body as { code?: string }).code];

async function founded(name = '春风服务队'): Promise<string> {
  const leader = { name: '欧阳小明', phone: '13900001111' };
  const { status, body } = await post('', { name, division: VILLAGE, category: '0001', leader });
  expect(status).toBe(201);
  return body.teamNo as string;
}

describe('a team', () => {
  test('is founded today under a number of its own; its leader is shown masked', async () => {
    const no = await founded();
    expect(no).toMatch(/^TD\d{8}-\w{10}$/);
    expect(await request('GET', `/${no}`)).toMatchObject({
      status: 200,
      body: {
        ...{ teamNo: no, name: '春风服务队', division: VILLAGE, foundedOn: day(), endedOn: null, mergedInto: null },
        leader: { name: '欧***', phone: '139******11' },
      },
    });
    const unknown = await post('', { name: 'x', division: '430922009', leader: { name: 'x' } });
    expect(code(unknown)).toEqual([404, 'DIVISION.UNKNOWN']);
    expect(code(await request('PATCH', `/${no}`, {}))).toEqual([400, 'REQUEST.MALFORMED']);
    expect(code(await request('GET', '/T-nowhere'))).toEqual([404, 'TEAM.UNKNOWN']);
  });

  test('is not changed by a file that has its number', async () => {
    const no = await founded();
    expect((await bringTeams(teamRow(no))).refusalsByCode).toEqual({ team_founded_here: 1 });
    expect((await request('GET', `/${no}`)).body.name).toBe('春风服务队');
  });

  test('that is renamed was called otherwise before; it begins on its founding day', async () => {
    await bringTeams(teamRow('T10'));
    const changed = await request('PATCH', '/T10', {
      name: '夏荷服务队',
      leader: { name: '诸葛小红', phone: '13711112222' },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: '夏荷服务队', leader: { name: '诸***' } } });
    expect((await request('PATCH', '/T10', { name: '秋实服务队' })).status).toBe(200);
    const on = async (when: string) => (await request('GET', `/T10?on=${when}`)).body as Body;
    expect(await on(day())).toMatchObject({ name: '秋实服务队', leader: { phone: '137******22' } });
    expect(await on(day(-1))).toMatchObject({ name: '队伍T10', leader: { phone: '139******11' } });
    expect(await on(FOUNDED)).toMatchObject({ name: '队伍T10' });
    expect(await on('2019-12-31')).toMatchObject({ code: 'TEAM.UNKNOWN' });
    expect(code(await request('GET', '/T10?on=yesterday'))).toEqual([400, 'REQUEST.MALFORMED']);
  });

  test('that is renamed here is called as a later file says, if that says something else than the one before', async () => {
    await bringTeams(teamRow('T11'));
    await request('PATCH', '/T11', { name: '夏荷服务队' });
    expect((await bringTeams(teamRow('T11'))).rows).toMatchObject({ unchanged: 1 });
    expect((await request('GET', '/T11')).body.name).toBe('夏荷服务队');
    await bringTeams(teamRow('T11', { 队伍名称: '冬青服务队' }));
    expect((await request('GET', '/T11')).body.name).toBe('冬青服务队');
    expect((await request('GET', `/T11?on=${day(-1)}`)).body.name).toBe('队伍T11');
  });

  test('that has ended changes no more, also by two at once, and no file begins it again', async () => {
    await bringTeams(teamRow('T12'));
    const twice = await Promise.all([post('/T12/dissolve'), post('/T12/dissolve')]);
    expect(twice.map(code).sort()).toEqual([
      [200, undefined],
      [409, 'TEAM.ENDED'],
    ]);
    expect(code(await request('PATCH', '/T12', { name: 'x' }))).toEqual([409, 'TEAM.ENDED']);
    await bringTeams(teamRow('T12', { 队伍名称: '又来服务队' }));
    expect((await request('GET', '/T12')).body).toMatchObject({ name: '又来服务队', endedOn: day() });
    expect((await request('GET', `/T12?on=${day(-1)}`)).body).toMatchObject({ name: '队伍T12', endedOn: null });
  });

  test('is merged into another that has not ended, and not into itself', async () => {
    await bringTeams(teamRow('T13'), teamRow('T14'));
    expect(code(await post('/T13/merge', { into: 'T13' }))).toEqual([400, 'REQUEST.MALFORMED']);
    expect(code(await post('/T13/merge', { into: 'T12' }))).toEqual([409, 'TEAM.ENDED']);
    expect(await post('/T13/merge', { into: 'T14' })).toMatchObject({
      status: 200,
      body: { teamNo: 'T13', endedOn: day(), mergedInto: 'T14' },
    });
    expect((await request('GET', '/T14')).body).toMatchObject({ endedOn: null, mergedInto: null });
  });

  test('changes no figure of any year when it is renamed, merged or dissolved', async () => {
    await bringTeams(...['T20', 'T21', 'T22', 'T23'].map((no) => teamRow(no)));
    const sessions = ['T20', 'T21', 'T22'];
    for (const no of sessions) await stack.bringIn('sessions', sessionsCsv([`S-${no}`], { 队伍编号: no }));
    const records = sessions.map((no) => ({ 记录编号: randomUUID(), 场次编号: `S-${no}`, 志愿者编号: 'V1' }));
    await stack.bringIn('attendance', attendanceCsv(records));
    const year = Number(day().slice(0, 4));
    const figures = async () => {
      const reports = [2022, year, year + 1].flatMap((y) => [stack.report(y), stack.report(y, VILLAGE)]);
      return (await Promise.all(reports)).map(({ asOf: _, labels: __, ...rest }) => rest as Body);
    };
    await stack.until(20_000, 'counted', async () => (await figures())[0]!['sessions'] === 3);
    const before = await figures();
    expect(Object.keys(before[0]!['byTeam'] as Body)).toEqual(sessions);
    await request('PATCH', '/T20', { name: '夏荷服务队' });
    await post('/T21/merge', { into: 'T20' });
    await post('/T22/dissolve');
    await bringTeams(teamRow('T23', { 队伍名称: '冬青服务队' }), teamRow('T24'));
    // The last team of the file is new, and its fact comes after all others.
    await stack.until(
      20_000,
      'told',
      async () => (await figures())[0]!['teams'] === (before[0]!['teams'] as number) + 1,
    );
    const expected = before.map((f) => ({ ...f, teams: (f['teams'] as number) + 1 }));
    expect(await figures()).toEqual(expected);
  });
});
