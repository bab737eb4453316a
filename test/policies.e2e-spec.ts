import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { divisionsCsv, TestStack, VILLAGE } from '#testing';

const DAY = 86_400_000;
/** A day in China, so many from today. */
const day = (from: number): string => new Date(Date.now() + 8 * 3_600_000 + from * DAY).toISOString().slice(0, 10);

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
}, 180_000);
afterAll(() => stack.stop());

const on = async (when?: string) => {
  const { body } = await stack.get(`/api/v1/policies${when === undefined ? '' : `?on=${when}`}`, {
    token: stack.token,
  });
  const all = body.policies as { key: string; value: number; source: string; setBy: string }[];
  return all.filter((p) => p.key === 'offer_minutes');
};
const set = (change: object) =>
  stack.post('/api/v1/policies', {
    token: stack.token,
    json: { key: 'offer_minutes', value: 120, from: day(2), source: '县志愿服务联席会议纪要〔2026〕3号', ...change },
  });
const plannedWith = async (signUp: object): Promise<number> => {
  const times = {
    startsAt: new Date(Date.now() + DAY).toISOString(),
    endsAt: new Date(Date.now() + 2 * DAY).toISOString(),
  };
  const json = { name: '河道清洁', division: VILLAGE, posts: [], ...times, signUp };
  const { body } = await stack.post('/api/v1/sessions', { token: stack.token, json });
  return body.signUp.offerMinutes as number;
};

test('a number is in force from its day on and not before, with what it comes from and who set it', async () => {
  expect(await on()).toMatchObject([{ key: 'offer_minutes', value: 1440, setBy: '' }]);
  expect(await set({})).toMatchObject({ status: 201, body: { value: 120, setBy: 'admin' } });
  expect((await set({ value: 60, from: day(4) })).status).toBe(201);
  const values = await Promise.all([0, 1, 2, 3, 4, 400].map(async (d) => (await on(day(d)))[0]!.value));
  expect(values).toEqual([1440, 1440, 120, 120, 60, 60]);
  expect((await on(day(2)))[0]!.source).toContain('3号');
});

test('until its day it may be set otherwise; what is in force today or was is never altered', async () => {
  expect((await set({ value: 90 })).status).toBe(201);
  expect((await on(day(2)))[0]!.value).toBe(90);
  for (const from of [day(0), day(-1), '2017-12-01'])
    expect(await set({ from })).toMatchObject({ status: 422, body: { code: 'POLICY.NOT_IN_FUTURE' } });
  expect((await on('2018-01-01'))[0]!.value).toBe(1440);
  expect(await on('2017-11-30')).toEqual([]);
});

test('only numbers that the rule may have are taken, with what they come from', async () => {
  for (const wrong of [
    { value: 0 },
    { value: 1e6 },
    { value: 1.5 },
    { key: 'x' },
    { source: ' ' },
    { from: 'soon' },
    { from: { $gt: '' } },
  ])
    expect([wrong, (await set(wrong)).status]).toEqual([wrong, 400]);
  expect((await stack.get('/api/v1/policies?on=2022-13-01', { token: stack.token })).status).toBe(400);
});

test('a session is planned with what is in force today, unless whoever plans it says otherwise', async () => {
  expect(await plannedWith({})).toBe(1440);
  expect(await plannedWith({ offerMinutes: 30 })).toBe(30);
});
