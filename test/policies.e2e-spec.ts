import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { divisionsCsv, ownName, publishSession, TestStack, VILLAGE, volunteersCsv } from '#testing';
import { Binary, type Db, MongoClient } from 'mongodb';

const DAY = 86_400_000;
/** A day in China, so many from today. */
const day = (from: number): string => new Date(Date.now() + 8 * 3_600_000 + from * DAY).toISOString().slice(0, 10);

const NAMESPACE = ownName();
const PASSWORD = 'Patient-river-88';

const folder = mkdtempSync(join(tmpdir(), 'county-wechat-'));
const wechatFile = join(folder, 'wechat.jsonl');

let stack: TestStack;
/** What nobody brings about by the interface is written here: a number that is in force since today, a row that does not open. */
let mongo: MongoClient;
let registry: Db;
beforeAll(async () => {
  const MONGODB_URI = process.env['MONGODB_URI']!;
  stack = await TestStack.start({ MONGODB_URI, NAMESPACE, WECHAT_URL: pathToFileURL(wechatFile).href });
  mongo = await MongoClient.connect(MONGODB_URI);
  registry = mongo.db(`${NAMESPACE}registry`);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(['V0', 'V1', 'V2', 'W0', 'W1']));
}, 180_000);
afterAll(async () => {
  await stack.stop();
  for (const name of ['registry', 'scheduling', 'check_in']) await mongo.db(NAMESPACE + name).dropDatabase();
  await mongo.close();
  rmSync(folder, { recursive: true });
});

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

function published(hours: number): Promise<string> {
  const at = (h: number) => new Date(Date.now() + h * 3_600_000).toISOString();
  return publishSession(stack, { startsAt: at(hours), endsAt: at(hours + 2) });
}
const signUp = (no: string, volunteerNo: string) =>
  stack.post(`/api/v1/sessions/${no}/sign-ups`, {
    ...{ token: stack.token, json: { volunteerNo, post: 'a', overriding: ['clash'] } },
  });

async function account(volunteerNo: string): Promise<string> {
  const json = { username: `of-${volunteerNo}`, password: PASSWORD, grants: [{ role: 'volunteer' }], volunteerNo };
  expect((await stack.post('/api/v1/accounts', { token: stack.token, json })).status).toBe(201);
  return stack.signIn(json.username, PASSWORD);
}

test('who is signed up is reminded as many hours before as are in force, and no sooner', async () => {
  const token = await account('V0');
  const reminded = async () => {
    const { body } = await stack.get('/api/v1/notices', { token });
    return (body.notices as { sessionNo: string }[]).map((n) => n.sessionNo);
  };
  const [soon, later, last] = [await published(20), await published(30), await published(60)];
  for (const no of [soon, later, last]) expect((await signUp(no, 'V0')).status).toBe(201);
  await stack.until(20_000, 'reminded', async () => (await reminded()).length > 0);
  expect(await reminded()).toEqual([soon]);
  const from = day(0);
  const _id = `reminder_hours ${from}` as never;
  await registry
    .collection('policies')
    .insertOne({ _id, key: 'reminder_hours', value: 48, from, source: 'test', setBy: 'test' });
  await stack.until(30_000, 'reminded', async () => (await reminded()).length > 1);
  expect(await reminded()).toEqual([later, soon]);
}, 90_000);

test('whose sealed data do not open cannot sign up, and keeps nobody else from it who asks at the same time', async () => {
  const damaged = await published(80);
  const earlier = await published(90);
  expect((await signUp(earlier, 'V1')).status).toBe(201);
  const sealed = new Binary(Buffer.from('not what was sealed'));
  await registry.collection<{ _id: string }>('volunteers').updateOne({ _id: 'V1' }, { $set: { sealed } });
  const statuses = await Promise.all(['V0', 'V1', 'V2', 'V1'].map(async (v) => (await signUp(damaged, v)).status));
  expect(statuses).toEqual([201, 500, 201, 500]);
  // What needs no age goes on.
  const left = await stack.request('DELETE', `/api/v1/sessions/${earlier}/sign-ups/V1`, { token: stack.token });
  expect(left.status).toBe(200);
});

test('whose address does not open keeps nobody else from being told', async () => {
  const sent = () => (existsSync(wechatFile) ? readFileSync(wechatFile, 'utf8').trimEnd().split('\n') : []);
  for (const volunteerNo of ['W0', 'W1']) {
    const token = await account(volunteerNo);
    const openId = `open-id-of-${volunteerNo}`;
    const codeOf = (line: string) => (line.includes(openId) ? /验证码 (\w{8})/.exec(line)?.[1] : undefined);
    const code = () => sent().flatMap((line) => codeOf(line) ?? []);
    const own = (method: string, path: string, json: object) =>
      stack.request(method, `/api/v1${path}`, { token, json });
    expect((await own('PUT', '/account/wechat', { openId, password: PASSWORD })).status).toBe(202);
    await stack.until(10_000, 'sent', () => Promise.resolve(code().length > 0));
    expect((await own('POST', '/account/wechat/confirm', { code: code().at(-1) })).status).toBe(204);
    const consent = { purpose: 'notices-by-wechat', given: true, version: '1' };
    expect((await own('POST', '/me/consents', consent)).status).toBe(201);
  }
  const wechat = new Binary(Buffer.from('not what was sealed'));
  await registry.collection<{ _id: string }>('accounts').updateOne({ _id: 'of-W0' }, { $set: { wechat } });
  const no = await published(100);
  for (const volunteerNo of ['W0', 'W1']) expect((await signUp(no, volunteerNo)).status).toBe(201);
  const before = sent().length;
  await stack.post(`/api/v1/sessions/${no}/cancel`, { token: stack.token });
  await stack.until(10_000, 'sent', () => Promise.resolve(sent().length > before));
  expect(JSON.parse(sent().at(-1)!)).toMatchObject({ to: 'open-id-of-W1', text: expect.stringContaining(no) });
});
