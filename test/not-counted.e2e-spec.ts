import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { divisionsCsv, sessionsCsv, TestStack, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const TOWNSHIP = '430922001';
const WEST = '430922001002';
const NOBODY = 'V-mistyped';
type Row = Record<string, string>;
interface Told {
  readonly outcome: string;
  readonly reason?: string;
}

let stack: TestStack;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  // V1 and V1b are the same person.
  await stack.bringIn(
    'volunteers',
    volunteersCsv(['V1', 'V1b', 'V2', 'V3'], (n) => ({ 证件号码: n.slice(0, 2) })),
  );
  await stack.bringIn('sessions', sessionsCsv(['east']));
  await stack.bringIn('sessions', sessionsCsv(['west'], { 区划代码: WEST }));
  await stack.bringIn('sessions', sessionsCsv(['cancelled'], { 状态: '已取消' }));
  await stack.bringIn(
    'sessions',
    sessionsCsv(['earlier'], { 开始时间: '2021-05-01T09:00:00+08:00', 结束时间: '2021-05-01T11:00:00+08:00' }),
  );
  for (const [username, grant] of Object.entries({
    township: { role: 'township', division: TOWNSHIP },
    village: { role: 'village', division: WEST },
  })) {
    await stack.post('/api/v1/accounts', {
      token: stack.token,
      json: { username, password: PASSWORD, grants: [grant] },
    });
    tokens[username] = await stack.signIn(username, PASSWORD);
  }
}, 180_000);
afterAll(() => stack.stop());

const at = (time: string, change: Row = {}): Row & { id: string } => ({
  ...{ id: randomUUID(), sessionNo: 'east', volunteerNo: 'V1', kind: 'check-in', occurredAt: time, method: 'qr' },
  ...change,
});
const during = (change: Row = {}) => at('2022-05-01T09:30:00+08:00', change);

async function post(records: Row[]): Promise<Told[]> {
  const { body } = await stack.post('/api/v1/attendance-records:batch', { token: stack.token, json: { records } });
  return (body as { results: Told[] }).results;
}

/** The table without its heading, as lists of cells; no cell of these records has a comma in it. */
async function table(year: number, token = stack.token): Promise<string[][]> {
  const headers = { 'accept-language': 'zh' };
  const { status, body } = await stack.get(`/api/v1/reports/years/${year}/not-counted.csv`, { token, headers });
  expect(status).toBe(200);
  const [heading, ...lines] = (body as string).replace(/^\uFEFF/, '').split('\r\n');
  expect(heading).toBe('记录编号,场次编号,志愿者编号,类型,发生时间,方式,原因代码,原因,说明');
  return lines.filter((line) => line !== '').map((line) => line.split(','));
}
const reasons = async (year: number, token?: string): Promise<Row> =>
  Object.fromEntries((await table(year, token)).map(([id = '', , , , , , reason = '']) => [id, reason]));
const told = async (expected: Record<string, string>, year: number, token?: string) =>
  stack.until(10_000, 'the copies are there', async () => {
    const found = await reasons(year, token);
    return Object.entries(expected).every(([id, reason]) => found[id] === reason);
  });

test('every record that does not count is there once, with its reason, and no other', async () => {
  const counted = during({ volunteerNo: 'V2' });
  const annulled = during({ volunteerNo: 'V3' });
  const cases: readonly (readonly [Row & { id: string }, string])[] = [
    [during({ sessionNo: 'mistyped' }), 'unknown_session'],
    [during({ sessionNo: 'cancelled', volunteerNo: NOBODY }), 'session_cancelled'],
    [during({ volunteerNo: NOBODY }), 'unknown_volunteer'],
    [at('2022-05-01T12:00:01+08:00', { volunteerNo: 'V1b' }), 'outside_window'],
    [during({ method: 'back-fill', volunteerNo: 'V2', enteredBy: '甲', approvedBy: '甲' }), 'not_approved'],
    [annulled, 'annulled'],
    [during({ kind: 'check-out', sessionNo: 'west' }), 'no_check_in'],
  ];
  const annulment = during({ kind: 'annul', annuls: annulled.id });
  await post([...cases.map(([record]) => record), counted, annulment]);
  const expected = Object.fromEntries(cases.map(([{ id }, reason]) => [id, reason]));
  await told(expected, 2022);
  const rows = await table(2022);
  expect(rows).toHaveLength(cases.length);
  expect(Object.fromEntries(rows.map((cells) => [cells[0], cells[6]]))).toEqual(expected);
  // What is told of each one by one is the same.
  const again = await post([...cases.map(([record]) => record), counted]);
  expect(again.map(({ outcome, reason = outcome }) => reason)).toEqual([...Object.values(expected), 'counted']);
  const id = cases[2]![0].id;
  expect(rows.find(([first]) => first === id)).toEqual([
    ...[id, 'east', NOBODY, '签到', '2022-05-01T09:30:00+08:00', '扫码'],
    ...['unknown_volunteer', '志愿者不存在', '记录中的志愿者编号在名册中没有。'],
  ]);
});

test('the year is that of the session, and of an unknown session that in which it happened in China', async () => {
  const late = during({ sessionNo: 'earlier' });
  const newYear = at('2021-12-31T16:30:00Z', { sessionNo: 'mistyped' });
  const before = at('2021-12-31T15:30:00Z', { sessionNo: 'mistyped' });
  await post([late, newYear, before]);
  await told({ [late.id]: 'outside_window', [before.id]: 'unknown_session' }, 2021);
  expect(Object.keys(await reasons(2021)).toSorted()).toEqual([late.id, before.id].toSorted());
  expect(await reasons(2022)).toMatchObject({ [newYear.id]: 'unknown_session' });
  expect(await table(2020)).toEqual([]);
});

test('an office sees what lies within its division, and nothing of sessions that nobody knows', async () => {
  const [east, west] = [at('2022-05-01T23:00:00+08:00'), at('2022-05-01T23:00:00+08:00', { sessionNo: 'west' })];
  const nowhere = during({ sessionNo: 'mistyped too' });
  await post([east, west, nowhere]);
  await told({ [east.id]: 'outside_window', [nowhere.id]: 'unknown_session' }, 2022);
  const seen = async (who: string) => {
    const found = await reasons(2022, tokens[who]);
    return [east, west, nowhere].map(({ id }) => id in found);
  };
  expect(await seen('township')).toEqual([true, true, false]);
  expect(await seen('village')).toEqual([false, true, false]);
});

test('a record leaves the list as soon as its session and its volunteer are known', async () => {
  const early = during({ sessionNo: 'later known', volunteerNo: 'V9' });
  await post([early]);
  expect(await reasons(2022)).toMatchObject({ [early.id]: 'unknown_session' });
  await stack.bringIn('sessions', sessionsCsv(['later known']));
  await told({ [early.id]: 'unknown_volunteer' }, 2022);
  await stack.bringIn('volunteers', volunteersCsv(['V9']));
  await stack.until(10_000, 'it counts', async () => !(early.id in (await reasons(2022))));
});

test('a year that is none is refused', async () => {
  const { status, body } = await stack.get('/api/v1/reports/years/22/not-counted.csv', { token: stack.token });
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'REQUEST.MALFORMED' });
});
