import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Answer,
  attendanceCsv,
  divisionsCsv,
  knownToCheckIn,
  publishSession,
  sessionsCsv,
  TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';

type Body = Record<string, unknown>;

const HOUR = 3_600_000;
const PASSWORD = 'Patient-river-88';
const NOW = Math.floor(Date.now() / 1000) * 1000;
const at = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();

let stack: TestStack;
const tokens = new Map<string, string>();
const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });

async function account(username: string, more: Body): Promise<void> {
  tokens.set(username, await stack.account({ username, password: PASSWORD, ...more }));
}

beforeAll(async () => {
  stack = await TestStack.start();
  tokens.set('administrator', stack.token);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(['V1', 'V2', 'V3', 'V4']));
  await stack.bringIn('volunteers', volunteersCsv(['V8'], { 姓名: '欧阳小明' }));
  await stack.bringIn('volunteers', volunteersCsv(['W1'], { 证件号码: 'HV1' }));
  await account('organiser', { grants: [{ role: 'organiser', division: VILLAGE }] });
  await account('colleague', { grants: [{ role: 'organiser', division: VILLAGE }] });
  await account('village', { grants: [{ role: 'village', division: VILLAGE }] });
  for (const no of ['V1', 'V2', 'V3', 'V4'])
    await account(`of-${no}`, { grants: [{ role: 'volunteer' }], volunteerNo: no });
}, 180_000);
afterAll(() => stack.stop());

async function held(change: Body = {}): Promise<string> {
  const no = `S-${randomUUID().slice(0, 8)}`;
  const times = { 开始时间: at(-3), 结束时间: at(-1), 区划代码: VILLAGE, ...change };
  await stack.bringIn('sessions', sessionsCsv([no], times));
  await knownToCheckIn(stack, no);
  return no;
}

async function record(sessionNo: string, volunteerNo: string, change: Body = {}, who = 'organiser'): Promise<string> {
  const said = { id: randomUUID(), sessionNo, volunteerNo, kind: 'check-in', method: 'roll-call', occurredAt: at(-3) };
  expect(await ask(who, 'POST', '/attendance-records', { ...said, ...change })).toMatchObject({ status: 201 });
  return said.id;
}

/** About a session, without what is told of itself when that is long over. */
const notices = async (who: string, no: string): Promise<Body[]> =>
  ((await ask(who, 'GET', '/notices')).body.notices as Body[]).filter(
    (n) => n['sessionNo'] === no && n['kind'] !== 'missing_check_out',
  );
/** The kinds of what somebody was told about a session, once there are so many. */
async function told(who: string, no: string, count: number): Promise<unknown[]> {
  await stack.until(30_000, `${who} told`, async () => (await notices(who, no)).length >= count);
  return (await notices(who, no)).map((n) => n['kind']).sort();
}
const own = async (who: string, query = ''): Promise<Body[]> =>
  (await ask(who, 'GET', `/me/attendance-records${query}`)).body.records as Body[];

describe('a notice', () => {
  test('tells each record once, under whichever number, singly or in a batch or twice, and each annulment', async () => {
    const no = await held();
    const id = await record(no, 'W1');
    const out = { id: randomUUID(), sessionNo: no, volunteerNo: 'V1', kind: 'check-out', method: 'roll-call' };
    const records = [{ ...out, occurredAt: at(-1) }];
    for (let i = 0; i < 2; i++) await ask('organiser', 'POST', '/attendance-records:batch', { records });
    expect(await told('of-V1', no, 2)).toEqual(['checked_in', 'checked_out']);
    const [first] = (await notices('of-V1', no)).filter((n) => n['recordId'] === id);
    expect(first).toMatchObject({ kind: 'checked_in', method: 'roll-call', readAt: null });
    expect(first!['text']).toMatch(/点名.*提出异议/);
    const annul = { kind: 'annul', annuls: id, note: '记错人', volunteerNo: 'V2', occurredAt: at(0) };
    await record(no, 'V2', annul);
    expect(await told('of-V1', no, 3)).toEqual(['annulled', 'checked_in', 'checked_out']);
    expect(await notices('of-V2', no)).toEqual([]);
  });

  test('tells somebody who has checked himself in, and who came without a number once it leads to him', async () => {
    const no = await publishSession(stack, { startsAt: at(0.5), endsAt: at(2) });
    await knownToCheckIn(stack, no);
    const { digits } = (await ask('organiser', 'GET', `/sessions/${no}/check-in-code`)).body as Record<string, string>;
    const sent = { id: randomUUID(), sessionNo: no, kind: 'check-in', digits };
    expect((await ask('of-V2', 'POST', '/me/attendance-records', sent)).status).toBe(201);
    expect(await told('of-V2', no, 1)).toEqual(['checked_in']);
    expect(await own('of-V2')).toContainEqual(
      expect.objectContaining({ id: sent.id, enteredAs: 'self', enteredBy: '' }),
    );
    const came = { id: randomUUID(), name: '赵小六', occurredAt: at(0) };
    const { volunteerNo } = (await ask('organiser', 'POST', `/sessions/${no}/walk-ins`, came)).body;
    expect(await notices('of-V1', no)).toEqual([]);
    const person = await ask('village', 'PUT', `/provisional-numbers/${volunteerNo as string}/person`, {
      volunteerNo: 'V1',
    });
    expect(person.status).toBe(204);
    expect(await told('of-V1', no, 1)).toEqual(['checked_in']);
  });

  test('tells nothing of what a file or an account that may import brings, which is in the list all the same', async () => {
    const no = await held();
    const brought = await record(no, 'V3', { enteredBy: '王小二' }, 'administrator');
    const id = randomUUID();
    const row = { 记录编号: id, 场次编号: no, 志愿者编号: 'V3', 类型: '签退', 发生时间: at(-1), 接收时间: at(-1) };
    await stack.bringIn('attendance', attendanceCsv([{ ...row, 录入人: '王小二' }]));
    await record(no, 'V3', { kind: 'check-out', occurredAt: at(-2) });
    expect(await told('of-V3', no, 1)).toEqual(['checked_out']);
    const mine = (await own('of-V3')).filter((r) => r['sessionNo'] === no);
    expect(mine.find((r) => r['id'] === id)).toMatchObject({ enteredAs: 'file', enteredBy: '王**' });
    expect(mine.find((r) => r['id'] === brought)).toMatchObject({ enteredAs: 'staff' });
    expect(mine).toHaveLength(3);
  });

  test('tells what was decided about a dispute, and the records that follow', async () => {
    const no = await held();
    const recordId = await record(no, 'V4');
    expect(await told('of-V4', no, 1)).toEqual(['checked_in']);
    const sent = { id: randomUUID(), recordId, claim: 'wrong', cameAt: at(-2), text: '十点才到' };
    expect((await ask('of-V4', 'POST', '/me/disputes', sent)).status).toBe(201);
    expect((await own('of-V4'))[0]).toMatchObject({ id: recordId, dispute: { id: sent.id, state: 'open' } });
    for (let i = 0; i < 2; i++) await ask('colleague', 'POST', `/disputes/${sent.id}/uphold`, {});
    expect(await told('of-V4', no, 4)).toEqual(['annulled', 'checked_in', 'checked_in', 'dispute_upheld']);
    const mine = await own('of-V4');
    expect(mine.find((r) => r['id'] === recordId)).toMatchObject({
      ...{ outcome: 'not-counted', reason: 'annulled', reasonText: '另有撤销记录指明撤销该条。' },
      ...{ enteredAs: 'staff', enteredBy: 'organiser', dispute: { state: 'upheld' } },
    });
    expect(mine.find((r) => r['method'] === 'back-fill' && r['kind'] === 'check-in')).toMatchObject({
      ...{ outcome: 'counted', enteredAs: 'self', methodText: '补录', annuls: '' },
    });
    expect(await own('of-V4', '?year=2019')).toEqual([]);
  });
});

describe('the monthly sheet', () => {
  const print = (who: string, more: Body = {}) =>
    ask(who, 'POST', '/monthly-sheets', {
      month: at(8 - 3).slice(0, 7),
      division: VILLAGE,
      because: '发给村民',
      ...more,
    });

  test('is a PDF for who has no account, asked for with a reason that is in the audit log', async () => {
    const no = await held({ 活动名称: '河道清洁' });
    await record(no, 'V8');
    const { status, headers, body } = await print('village');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(String(body)).toMatch(/^%PDF-/);
    expect((await print('village', { because: '' })).status).toBe(400);
    expect((await print('village', { month: '2026-13' })).status).toBe(400);
    expect(await print('village', { division: '430922001002' })).toMatchObject({ status: 403 });
    expect(await print('administrator', { division: '430922009999' })).toMatchObject({ status: 404 });
    const { entries } = (await ask('administrator', 'GET', '/audit')).body as { entries: Body[] };
    expect(entries).toContainEqual(
      expect.objectContaining({ act: 'POST /api/v1/monthly-sheets', because: '发给村民', by: 'village' }),
    );
  });
});
