import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { csvOf, divisionsCsv, teamsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

/** A day in UTC+08:00, so many days from today. */
const day = (days = 0): string => new Date(Date.now() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1']));
  await stack.bringIn('volunteers', volunteersCsv(['V1']));
}, 180_000);
afterAll(() => stack.stop());

const find = (code: string, on?: string) =>
  stack.get(`/api/v1/divisions/${code}${on === undefined ? '' : `?on=${on}`}`, { token: stack.token });
const rename = (code: string, name: string) =>
  stack.request('PATCH', `/api/v1/divisions/${code}`, { token: stack.token, json: { name } });

test('a division that is renamed was called otherwise before, and no figure changes', async () => {
  const report = async () => {
    const { asOf: _, divisionName, ...figures } = (await stack.report(2022, VILLAGE)) as Record<string, unknown>;
    return { divisionName, figures };
  };
  await stack.until(20_000, 'counted', async () => (await report()).figures['registeredVolunteers'] === 1);
  const before = await report();
  expect(before).toMatchObject({ divisionName: '东村', figures: { teams: 1 } });
  const { status, body } = await rename(VILLAGE, '东风村');
  expect([status, body]).toMatchObject([200, { code: VILLAGE, name: '东风村', level: 'village', parent: '430922001' }]);
  expect((await find(VILLAGE)).body.name).toBe('东风村');
  expect((await find(VILLAGE, day(-1))).body.name).toBe('东村');
  await stack.until(20_000, 'told', async () => (await report()).divisionName === '东风村');
  expect((await report()).figures).toEqual(before.figures);
});

test('a division that a later file names otherwise was called as before until then', async () => {
  const row = { 区划代码: '430922001002', 名称: '西风村', 级别: '村', 上级代码: '430922001' };
  await rename('430922001002', '西岭村');
  await stack.bringIn('divisions', csvOf('divisions', [row]));
  expect((await find('430922001002')).body.name).toBe('西风村');
  expect((await find('430922001002', day(-1))).body.name).toBe('西村');
});

test('a division that is not there is neither found nor renamed, and a name is needed', async () => {
  expect([(await find('430999')).status, (await rename('430999', 'x')).status]).toEqual([404, 404]);
  expect((await rename(VILLAGE, ' ')).status).toBe(400);
  expect((await find(VILLAGE, '2022-02-30')).status).toBe(400);
});

test('two who rename a division at the same time are both kept in its history', async () => {
  const renamed = await Promise.all(['甲', '乙', '丙'].map((name) => rename('430922', `${name}县`)));
  expect(renamed.map((a) => a.status)).toEqual([200, 200, 200]);
  expect((await find('430922', day(-1))).body.name).toBe('桃江县');
});
