import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Answer,
  divisionsCsv,
  knownToCheckIn,
  sessionsCsv,
  type StackInSight,
  startInSight,
  type TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';

type Body = Record<string, unknown>;

const HOUR = 3_600_000;
const PASSWORD = 'Patient-river-88';
/** Those with an account of their own, and whose number leads to the same person as another's. */
const OWN = ['V1', 'V2', 'V3', 'V4'];
const NO_PHONE = 'V9';

let stack: TestStack;
let sight: StackInSight;
let db: ReturnType<StackInSight['database']>;
const tokens = new Map<string, string>();

const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const code = ({ status, body }: Answer): [number, unknown] => [status, body.code];
/** One instant for all tests, so that minutes come out even. */
const NOW = Math.floor(Date.now() / 1000) * 1000;
const at = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();
/** The same instant, however it is written. */
const time = (text: unknown): number => Date.parse(text as string);

async function account(username: string, more: Body): Promise<void> {
  tokens.set(username, await stack.account({ username, password: PASSWORD, ...more }));
}

beforeAll(async () => {
  // On the shared mongod, so that the test can look into the database.
  sight = await startInSight();
  stack = sight.stack;
  db = sight.database('check_in');
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv([...OWN, NO_PHONE]));
  // One person under two numbers.
  await stack.bringIn('volunteers', volunteersCsv(['W1'], { 证件号码: 'HV1' }));
  await stack.bringIn('volunteers', volunteersCsv(['V5']));
  await stack.bringIn('volunteers', volunteersCsv(['W5'], { 证件号码: 'HV5' }));
  tokens.set('administrator', stack.token);
  const organiser = { role: 'organiser', division: VILLAGE };
  await account('scribe', { grants: [organiser] });
  await account('organiser', { grants: [organiser] });
  await account('colleague', { grants: [organiser] });
  await account('elsewhere', { grants: [{ role: 'organiser', division: '430922001002' }] });
  await account('village', { grants: [{ role: 'village', division: VILLAGE }] });
  await account('township', { grants: [{ role: 'township', division: '430922001' }] });
  await account('township2', { grants: [{ role: 'township', division: '430922001' }] });
  for (const no of OWN) await account(`of-${no}`, { grants: [{ role: 'volunteer' }], volunteerNo: no });
}, 180_000);
afterAll(() => sight.stop());

/** A session of two hours that ended an hour ago, under 按签退. */
async function held(): Promise<string> {
  const no = `S-${randomUUID().slice(0, 8)}`;
  await stack.bringIn('sessions', sessionsCsv([no], { 开始时间: at(-3), 结束时间: at(-1), 区划代码: VILLAGE }));
  await knownToCheckIn(stack, no);
  return no;
}

async function record(sessionNo: string, volunteerNo: string, change: Body = {}, who = 'scribe'): Promise<string> {
  const said = { id: randomUUID(), sessionNo, volunteerNo, kind: 'check-in', method: 'roll-call', occurredAt: at(-3) };
  expect(await ask(who, 'POST', '/attendance-records', { ...said, ...change })).toMatchObject({ status: 201 });
  return said.id;
}

const disputing = (more: Body): Body => ({ id: randomUUID(), claim: 'wrong', text: '我九点才到', ...more });
const open = (who: string, sent: Body) => ask(who, 'POST', '/me/disputes', sent);
async function opened(who: string, more: Body): Promise<string> {
  const answer = await open(who, disputing(more));
  expect(answer).toMatchObject({ status: 201, body: { state: 'open', level: 'organiser', isOverdue: false } });
  return answer.body.id as string;
}
const uphold = (who: string, id: string) => ask(who, 'POST', `/disputes/${id}/uphold`, {});
const reject = (who: string, id: string) =>
  ask(who, 'POST', `/disputes/${id}/reject`, { because: '签到表上有您的签名' });
const attended = async (volunteerNo: string, no: string) => {
  const { body } = await ask('administrator', 'GET', `/volunteers/${volunteerNo}/service-record`);
  return ((body.attendances ?? []) as Body[]).find((a) => a['sessionNo'] === no);
};
const records = (no: string) =>
  db.collection('records').find({ sessionNo: no }).sort({ storedAt: 1, _id: 1 }).toArray();

describe('a dispute', () => {
  test('that a time is wrong is upheld by one new record and an annulment, and the old one stays', async () => {
    const no = await held();
    const wrong = await record(no, 'V1');
    await record(no, 'V1', { kind: 'check-out', occurredAt: at(-1) });
    expect(await attended('V1', no)).toMatchObject({ minutes: 120 });
    const id = await opened('of-V1', { recordId: wrong, cameAt: at(-2) });
    const answers = await Promise.all(['organiser', 'colleague', 'organiser', 'village'].map((who) => uphold(who, id)));
    for (const { status, body } of answers) {
      expect([status, body.state]).toEqual([200, 'upheld']);
      expect((body.records as Body[]).map((r) => r['outcome'])).toEqual(['not-counted', 'counted']);
    }
    await stack.until(10_000, 'derived', async () => (await attended('V1', no))?.['minutes'] === 60);
    const all = await records(no);
    expect(all.map((r) => `${r['kind'] as string} ${r['method'] as string}`).sort()).toEqual([
      ...['annul back-fill', 'check-in back-fill', 'check-in roll-call', 'check-out roll-call'],
    ]);
    const annulment = all.find((r) => r['kind'] === 'annul')!;
    expect(annulment).toMatchObject({ annuls: wrong, enteredBy: 'V1' });
    const right = all.find((r) => r['kind'] === 'check-in' && r['method'] === 'back-fill');
    expect(right).toMatchObject({ volunteerNo: 'V1', enteredBy: 'V1', approvedBy: annulment['approvedBy'] });
    expect(code(await reject('colleague', id))).toEqual([409, 'DISPUTE.DECIDED']);
    // Taken along with everything else that is kept about him, and by nobody else.
    const taken = (await ask('of-V1', 'GET', '/me/export')).body;
    expect(taken.disputes).toMatchObject([{ id, state: 'upheld', text: '我九点才到' }]);
    const csv = (await ask('of-V1', 'GET', '/me/export?format=csv')).body as string;
    expect(csv).toMatch(new RegExp(`\n异议,${no} .* wrong upheld 我九点才到\r`));
    expect((await ask('of-V2', 'GET', '/me/export')).body.disputes).toEqual([]);
    // What he wrote is nowhere in the open.
    expect(JSON.stringify(await db.collection('disputes').find().toArray())).not.toContain('九点');
  });

  test('that a check-out is missing is upheld by one, and the minutes count', async () => {
    const no = await held();
    await record(no, 'V2');
    expect(await attended('V2', no)).toMatchObject({ minutes: 0 });
    const id = await opened('of-V2', { claim: 'missing', sessionNo: no, leftAt: at(-1.5) });
    expect(await uphold('organiser', id)).toMatchObject({ body: { records: [{ outcome: 'counted' }] } });
    await stack.until(10_000, 'derived', async () => (await attended('V2', no))?.['minutes'] === 90);
    expect(await records(no)).toHaveLength(2);
  });

  test('that somebody was not there leaves nothing that counts', async () => {
    const no = await held();
    const id = await opened('of-V1', { claim: 'not-me', recordId: await record(no, 'W1') });
    expect((await uphold('organiser', id)).status).toBe(200);
    await stack.until(10_000, 'derived', async () => (await attended('V1', no)) === undefined);
    const again = disputing({ claim: 'not-me', recordId: await record(await held(), 'V2') });
    expect(code(await open('of-V1', again))).toEqual([404, 'RECORD.UNKNOWN']);
  });

  test('is decided by nobody who made or approved the record, has opened it or is whom it is about', async () => {
    await account('organises-too', { grants: [{ role: 'organiser', division: VILLAGE }], volunteerNo: 'W5' });
    const no = await held();
    const made = await opened('of-V3', { recordId: await record(no, 'V3') });
    expect(code(await uphold('scribe', made))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    expect(code(await reject('scribe', made))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    expect(code(await uphold('elsewhere', made))).toEqual([404, 'DISPUTE.UNKNOWN']);
    // His own, and one that was opened for him under his other number.
    const own = await opened('organises-too', { claim: 'missing', sessionNo: no, cameAt: at(-3) });
    expect(code(await uphold('organises-too', own))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    const his = disputing({ claim: 'missing', sessionNo: await held(), cameAt: at(-3) });
    expect((await ask('village', 'POST', '/volunteers/V5/disputes', his)).status).toBe(201);
    expect(code(await uphold('organises-too', his['id'] as string))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    // Whoever hands it in for somebody without an account.
    const sent = disputing({ claim: 'missing', sessionNo: no, cameAt: at(-3), leftAt: at(-2) });
    const handedIn = await ask('village', 'POST', `/volunteers/${NO_PHONE}/disputes`, sent);
    expect(handedIn).toMatchObject({ status: 201, body: { openedBy: 'village', volunteerNo: NO_PHONE } });
    expect(code(await uphold('village', sent['id'] as string))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    expect((await ask('elsewhere', 'GET', `/volunteers/${NO_PHONE}/disputes`)).status).toBe(403);
    expect((await uphold('organiser', sent['id'] as string)).status).toBe(200);
    // What was made by that has been entered and approved by two who do not decide about it.
    const [filled] = await db.collection('records').find({ volunteerNo: NO_PHONE, kind: 'check-in' }).toArray();
    const about = disputing({ claim: 'wrong', recordId: filled!._id });
    expect(await ask('township', 'POST', `/volunteers/${NO_PHONE}/disputes`, about)).toMatchObject({ status: 201 });
    for (const who of ['village', 'organiser', 'township'])
      expect(code(await uphold(who, about['id'] as string))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    expect((await uphold('colleague', about['id'] as string)).status).toBe(200);
  });

  test('is not decided by whom it is about with a second account of his name, however that is spelt', async () => {
    await stack.bringIn('volunteers', volunteersCsv(['V6'], { 姓名: '欧阳小明' }));
    const grants = [{ role: 'organiser', division: VILLAGE }];
    await account('organises-himself', { grants, volunteerNo: 'V6', displayName: '河长办小王' });
    await account('second-of-account', { grants, displayName: '河长办 小王' });
    await account('second-of-name', { grants, displayName: '欧阳\u200b小明' });
    const own = await opened('organises-himself', { claim: 'missing', sessionNo: await held(), cameAt: at(-3) });
    for (const who of ['second-of-account', 'second-of-name'])
      expect(code(await uphold(who, own))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    expect((await uphold('organiser', own)).status).toBe(200);
  });

  test('shows and records nobody by the phone number that his account is called, and nobody by a name that is none', async () => {
    const [phone, invisible] = ['139 8765 4321', 'organises-unseen'];
    const grants = [{ role: 'village', division: VILLAGE }];
    await account(phone, { grants });
    await account(invisible, { grants, displayName: '\u200b' });
    const sent = disputing({ claim: 'missing', sessionNo: await held(), cameAt: at(-3), leftAt: at(-2) });
    const answers = [
      await ask(phone, 'POST', `/volunteers/${NO_PHONE}/disputes`, sent),
      await uphold(invisible, sent['id'] as string),
    ];
    expect(answers.map((a) => a.status)).toEqual([201, 200]);
    expect(answers[1]!.body.records).toMatchObject([{ outcome: 'counted' }, { outcome: 'counted' }]);
    const kept = await records(sent['sessionNo'] as string);
    expect(kept).toHaveLength(2);
    for (const r of kept) expect(r).toMatchObject({ enteredBy: '139******21', approvedBy: invisible });
    for (const { body } of answers) expect(JSON.stringify(body)).not.toContain(phone);
  });

  test('that is rejected is taken to the office above once, where another decides', async () => {
    const no = await held();
    const id = await opened('of-V4', { recordId: await record(no, 'V4') });
    const appeal = (text: string) => ask('of-V4', 'POST', `/me/disputes/${id}/appeal`, { text });
    expect(code(await appeal('我没有签过名'))).toEqual([409, 'DISPUTE.NO_APPEAL']);
    expect(code(await ask('organiser', 'POST', `/disputes/${id}/reject`, { because: '' }))).toEqual([
      ...[400, 'REQUEST.MALFORMED'],
    ]);
    expect(await reject('township', id)).toMatchObject({ status: 200, body: { state: 'rejected' } });
    expect(code(await uphold('organiser', id))).toEqual([409, 'DISPUTE.DECIDED']);
    expect(await records(no)).toHaveLength(1);
    expect(await appeal('我没有签过名')).toMatchObject({
      body: { state: 'open', level: 'office', appeal: '我没有签过名' },
    });
    expect(code(await uphold('organiser', id))).toEqual([403, 'AUTH.OUT_OF_SCOPE']);
    expect(code(await uphold('township', id))).toEqual([422, 'DISPUTE.SAME_PERSON']);
    expect(await reject('township2', id)).toMatchObject({
      body: {
        state: 'rejected',
        decisions: [
          { level: 'organiser', by: 'township' },
          { level: 'office', by: 'township2' },
        ],
      },
    });
    expect((await appeal('再看一次')).body.state).toBe('rejected');
    const { body } = await ask('of-V4', 'GET', '/me/disputes');
    expect((body.disputes as Body[]).find((d) => d['id'] === id)).toMatchObject({ state: 'rejected', level: 'office' });
  });

  test('that is rejected is not opened again about the same; what else is wrong may be said', async () => {
    const no = await held();
    const recordId = await record(no, 'V4');
    const again = (more: Body) => open('of-V4', disputing(more));
    const refused = (id: string) => ({
      status: 409,
      body: { code: 'DISPUTE.REJECTED_BEFORE', detail: expect.stringContaining(id) },
    });
    const id = await opened('of-V4', { recordId, cameAt: at(-2) });
    expect((await reject('organiser', id)).status).toBe(200);
    // With another time neither; it is to be taken to the office above, whose decision is final.
    expect(await again({ recordId, cameAt: at(-2.5) })).toMatchObject(refused(id));
    expect((await ask('of-V4', 'POST', `/me/disputes/${id}/appeal`, { text: '请复核' })).status).toBe(200);
    expect(await again({ recordId, cameAt: at(-2.5) })).toMatchObject({ body: { code: 'DISPUTE.ALREADY_OPEN' } });
    expect((await reject('township', id)).status).toBe(200);
    expect(await again({ recordId, cameAt: at(-2.5) })).toMatchObject(refused(id));
    expect(
      await ask('village', 'POST', '/volunteers/V4/disputes', disputing({ recordId, cameAt: at(-2) })),
    ).toMatchObject(refused(id));
    await opened('of-V4', { recordId, claim: 'not-me' });
    // Of what is missing at a session: one thing and another.
    const came = await opened('of-V4', { claim: 'missing', sessionNo: no, cameAt: at(-2) });
    expect((await reject('organiser', came)).status).toBe(200);
    expect(await again({ claim: 'missing', sessionNo: no, cameAt: at(-2) })).toMatchObject(refused(came));
    await opened('of-V4', { claim: 'missing', sessionNo: no, leftAt: at(-1.5) });
  });

  test('is one however often it is sent, and one about the same at a time; withdrawn, it is not decided', async () => {
    const no = await held();
    const recordId = await record(no, 'V3');
    const sent = disputing({ recordId });
    const all = await Promise.all([sent, sent, disputing({ recordId })].map((d) => open('of-V3', d)));
    expect(all.map((a) => a.status).sort()).toEqual(all[2]!.status === 201 ? [201, 409, 409] : [201, 201, 409]);
    const [there] = (await ask('of-V3', 'GET', '/me/disputes')).body.disputes as Body[];
    const id = there!['id'] as string;
    expect(code(await open('of-V3', { ...sent, id, text: '别的' }))).toEqual([409, 'ATTENDANCE.ID_REUSED']);
    expect(code(await ask('of-V4', 'POST', `/me/disputes/${id}/withdraw`))).toEqual([404, 'DISPUTE.UNKNOWN']);
    for (let i = 0; i < 2; i++)
      expect(await ask('of-V3', 'POST', `/me/disputes/${id}/withdraw`)).toMatchObject({ body: { state: 'withdrawn' } });
    expect(code(await uphold('organiser', id))).toEqual([409, 'DISPUTE.DECIDED']);
    const unfitting = [
      ...[{ recordId, leftAt: at(-2) }, { recordId, claim: 'missing' }, { sessionNo: no }],
      { claim: 'missing', sessionNo: no, cameAt: at(-2), leftAt: at(1) },
      // What lies outside of the session's window could not count.
      { recordId, cameAt: at(-4.1) },
    ];
    for (const wrong of unfitting)
      expect(code(await open('of-V3', disputing(wrong)))).toEqual([422, 'DISPUTE.NOT_FITTING']);
    expect(code(await open('of-V3', disputing({ recordId, sessionNo: no })))).toEqual([400, 'REQUEST.MALFORMED']);
    expect(code(await open('of-V3', disputing({ claim: 'missing', sessionNo: 'none', cameAt: at(-3) })))).toEqual([
      ...[404, 'SESSION.UNKNOWN'],
    ]);
  });

  test('that is overdue is first in the list, and says so', async () => {
    const [late, soon] = [await held(), await held()];
    const first = await opened('of-V1', { claim: 'missing', sessionNo: soon, cameAt: at(-3) });
    const second = await opened('of-V1', { claim: 'missing', sessionNo: late, cameAt: at(-3) });
    await db.collection('disputes').updateOne({ _id: second as never }, { $set: { dueAt: new Date(Date.now() - 1) } });
    const { body } = await ask('colleague', 'GET', '/disputes');
    const ids = (body.disputes as Body[]).map((d) => [d['id'], d['isOverdue']]);
    expect(ids[0]).toEqual([second, true]);
    expect(ids).toContainEqual([first, false]);
    const after = (await ask('colleague', 'GET', `/disputes?after=${second}`)).body.disputes as Body[];
    expect(after.map((d) => d['id'])).toEqual(ids.slice(1).map(([id]) => id));
    // By the end of the tenth day.
    expect(new Date(time(after[0]!['dueAt']) + 8 * HOUR).toISOString().slice(11, 19)).toBe('23:59:59');
    expect((await ask('elsewhere', 'GET', '/disputes')).body.disputes).toEqual([]);
  });
});
