import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Answer,
  divisionsCsv,
  knownToCheckIn,
  publishSession,
  type StackInSight,
  startInSight,
  teamsCsv,
  type TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';
import exceljs from 'exceljs';

type Body = Record<string, unknown>;

const HOUR = 3_600_000;
const PASSWORD = 'Patient-river-88';
const VOLUNTEERS = ['V0', 'V1', 'V2', 'V3'];
/** Others than volunteers, by their names. */
const STAFF: Readonly<Record<string, Body>> = {
  organiser: { role: 'organiser', division: VILLAGE },
  organiser2: { role: 'organiser', division: VILLAGE },
  scanner: { role: 'scanner', division: VILLAGE },
  'far-organiser': { role: 'organiser', division: '430922001002' },
  village: { role: 'village', division: VILLAGE },
  leader: { role: 'leader', team: 'T1' },
};
/** A site, and so many metres to the north of it. */
const SITE = { name: '村委会', latitude: 28.52, longitude: 112.16, datum: 'WGS-84', radiusMetres: 200 } as const;
const north = (metres: number, accuracyMetres = 10) => ({
  ...{ latitude: SITE.latitude + metres / 111_195, longitude: SITE.longitude, datum: 'WGS-84', accuracyMetres },
});

const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();

let stack: TestStack;
let sight: StackInSight;
let db: ReturnType<StackInSight['database']>;
const tokens = new Map<string, string>();

const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> => {
  const token = who === 'admin' ? stack.token : tokens.get(who);
  return stack.request(method, `/api/v1${path}`, { token, ...(json === undefined ? {} : { json }) });
};
const code = ({ status, body }: Answer): [number, unknown] => [status, body.code];

async function account(username: string, more: Body): Promise<void> {
  tokens.set(username, await stack.account({ username, password: PASSWORD, ...more }));
}

/** A session at which one can check in now, known to check-in. */
async function published(change: Body = {}): Promise<string> {
  const no = await publishSession(stack, { startsAt: at(0.5), endsAt: at(2), ...change });
  await knownToCheckIn(stack, no);
  return no;
}

async function codeOf(sessionNo: string): Promise<{ qr: string; digits: string; renewAt: string; validUntil: string }> {
  const { status, body } = await ask('organiser', 'GET', `/sessions/${sessionNo}/check-in-code`);
  expect(status).toBe(200);
  return body as Awaited<ReturnType<typeof codeOf>>;
}
const own = (who: string, sessionNo: string, shown: Body): Promise<Answer> =>
  ask(who, 'POST', '/me/attendance-records', { id: randomUUID(), sessionNo, kind: 'check-in', ...shown });
const evidenceOf = (record: string) => db.collection('evidence').find({ record }).toArray();

beforeAll(async () => {
  sight = await startInSight();
  stack = sight.stack;
  db = sight.database('check_in');
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1']));
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  for (const no of VOLUNTEERS) await account(no.toLowerCase(), { grants: [{ role: 'volunteer' }], volunteerNo: no });
  for (const [name, grant] of Object.entries(STAFF)) await account(name, { grants: [grant] });
}, 180_000);
afterAll(() => sight.stop());

describe('the code on the screen', () => {
  test('checks a volunteer in and out by QR or digits, as a verified record with its evidence', async () => {
    const no = await published();
    const { qr, digits, renewAt, validUntil } = await codeOf(no);
    expect(Date.parse(validUntil) - Date.parse(renewAt)).toBe(30_000);
    const id = randomUUID();
    const came = await own('v0', no, { id, code: qr });
    expect(came).toMatchObject({ status: 201, body: { id, outcome: 'counted', attendance: { evidence: 'verified' } } });
    expect(await own('v0', no, { digits, kind: 'check-out' })).toMatchObject({
      ...{ status: 201, body: { outcome: 'counted', attendance: { sessionNo: no } } },
    });
    const [evidence] = await evidenceOf(id);
    const slot = Math.floor(Date.parse(renewAt) / 30_000) - 1;
    expect(evidence).toMatchObject({ way: 'code', slot, account: 'v0', sessionNo: no, record: id });
    // The same again, without a time, stays as it is; so it does when the code has long expired or is another one.
    for (const shown of [{ code: qr }, { digits: '000000' }, { code: 'x.y.z' }])
      expect(await own('v0', no, { id, ...shown })).toMatchObject({ status: 200, body: { outcome: 'counted' } });
    expect(code(await own('v1', no, { id, code: qr }))).toEqual([409, 'ATTENDANCE.ID_REUSED']);
    expect(code(await own('v0', no, { id, code: 'x', kind: 'check-out' }))).toEqual([409, 'ATTENDANCE.ID_REUSED']);
  });

  test('of another session, altered or unsigned is no record, but an attempt with its reason', async () => {
    const [no, other] = [await published(), await published()];
    const { qr } = await codeOf(no);
    const [header, payload, signature] = qr.split('.') as [string, string, string];
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'check-in-code' })).toString('base64url');
    const forged: [string, string, string][] = [
      [other, qr, 'CHECK_IN.CODE_OF_OTHER_SESSION'],
      [no, `${none}.${payload}.`, 'CHECK_IN.CODE_INVALID'],
      [no, `${none}.${payload}.${signature}`, 'CHECK_IN.CODE_INVALID'],
      [no, `${header}.${payload}.${signature.slice(0, -2)}AA`, 'CHECK_IN.CODE_INVALID'],
    ];
    const ids: string[] = [];
    for (const [sessionNo, text, reason] of forged) {
      const id = randomUUID();
      ids.push(id);
      const refused = await own('v2', sessionNo, { id, code: text });
      expect(code(refused)).toEqual([422, reason]);
      expect(refused.body.detail).toMatch(/码/);
    }
    expect(code(await own('v2', 'nothing', { code: qr }))).toEqual([404, 'SESSION.UNKNOWN']);
    expect(code(await own('organiser', no, { code: qr }))).toEqual([403, 'ACCOUNT.NOT_A_VOLUNTEER']);
    expect((await own('v2', no, {})).status).toBe(400);
    const attempts = await db
      .collection('attempts')
      .find({ recordId: { $in: ids } })
      .toArray();
    expect(attempts.map((a) => a['reason'] as string).sort()).toEqual(forged.map((f) => f[2]).sort());
    expect(Object.keys(attempts[0]!).sort()).toEqual(
      ['_id', 'account', 'at', 'reason', 'recordId', 'sessionNo', 'way'].sort(),
    );
    expect(await db.collection('records').countDocuments({ _id: { $in: ids } as never })).toBe(0);
  });

  test('is shown to who records attendance there, and to nobody else', async () => {
    const no = await published();
    const seen = async (who: string) => (await ask(who, 'GET', `/sessions/${no}/check-in-code`)).status;
    expect(await Promise.all(['scanner', 'organiser', 'far-organiser', 'v0'].map(seen))).toEqual([200, 200, 404, 403]);
  });

  test('is not found by trying digits: after some the next takes longer and longer, for this account at this session', async () => {
    const no = await published();
    const { digits } = await codeOf(no);
    const wrong = digits === '123456' ? '654321' : '123456';
    const tried = await Promise.all(Array.from({ length: 30 }, () => own('v3', no, { digits: wrong })));
    const count = (status: number) => tried.filter((t) => t.status === status).length;
    expect(count(422) + count(429)).toBe(30);
    expect(count(422)).toBeLessThanOrEqual(12);
    const waiting = tried.find((t) => t.status === 429)!;
    expect(waiting.body).toMatchObject({ code: 'CHECK_IN.TOO_MANY_GUESSES' });
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    // However they are typed.
    const typed = (await codeOf(no)).digits.replace(/^\d{3}/, (some) => `${some.replace('1', '１')} `);
    expect((await own('v2', no, { digits: typed })).status).toBe(201);
    expect((await own('v3', no, { code: (await codeOf(no)).qr })).status).toBe(201);
  });

  test('is for now: a volunteer cannot say that he came an hour ago, and a device whose clock is off is flagged', async () => {
    const no = await published();
    const { qr } = await codeOf(no);
    expect(code(await own('v1', no, { code: qr, occurredAt: at(-0.4) }))).toEqual([422, 'CHECK_IN.NOT_NOW']);
    const id = randomUUID();
    const off = await own('v1', no, { id, code: qr, occurredAt: at(-0.4), deviceTime: at(-0.4) });
    expect(off).toMatchObject({ status: 201, body: { outcome: 'counted' } });
    const [evidence] = await evidenceOf(id);
    expect(evidence).toMatchObject({ isSkewed: true });
    expect(Math.abs((evidence!['clockOffset'] as number) - 0.4 * HOUR)).toBeLessThan(5_000);
  });
});

describe('a position', () => {
  test('is enough where the session says so, within a site; a poor one is asked about', async () => {
    const no = await published({ checkIn: { ways: ['location'], sites: [SITE] } });
    const id = randomUUID();
    const position = north(150);
    expect(await own('v0', no, { id, position })).toMatchObject({ status: 201, body: { outcome: 'counted' } });
    const [evidence] = await evidenceOf(id);
    expect(evidence).toMatchObject({ way: 'location', site: '村委会', inside: true, datum: 'WGS-84', accuracy: 10 });
    expect(Math.abs((evidence!['distance'] as number) - 150)).toBeLessThanOrEqual(1);
    expect(JSON.stringify(evidence)).not.toContain(String(position.latitude));
    const far = await own('v1', no, { position: north(1_000) });
    expect(code(far)).toEqual([422, 'CHECK_IN.TOO_FAR']);
    expect(far.body.detail).toContain('村委会');
    const poor = { position: north(250, 900) };
    expect(code(await own('v1', no, poor))).toEqual([422, 'CHECK_IN.ACCURACY_POOR']);
    const asked = randomUUID();
    expect(await own('v1', no, { id: asked, ...poor, confirmed: true })).toMatchObject({ status: 201 });
    expect(await evidenceOf(asked)).toMatchObject([{ isConfirmed: true }]);
    // Who only says that his phone knows nothing is not there for it.
    expect(code(await own('v2', no, { position: north(5_000, 9_000), confirmed: true }))).toEqual([
      ...[422, 'CHECK_IN.TOO_FAR'],
    ]);
    expect(code(await own('v2', no, { code: (await codeOf(no)).qr }))).toEqual([422, 'CHECK_IN.WAY_NOT_ENOUGH']);
  });

  test('is not enough where nothing was said, and is once the session says so, until it is over', async () => {
    const no = await published();
    expect(code(await own('v0', no, { position: north(0) }))).toEqual([422, 'CHECK_IN.WAY_NOT_ENOUGH']);
    const change = { checkIn: { ways: ['code', 'location'], sites: [SITE] }, because: '签到点定了' };
    const noSites = { ...change, checkIn: { ways: ['location'] } };
    expect((await ask('organiser', 'PATCH', `/sessions/${no}`, noSites)).status).toBe(400);
    const changed = await ask('organiser', 'PATCH', `/sessions/${no}`, change);
    expect(changed).toMatchObject({ status: 200, body: { checkIn: change.checkIn } });
    await stack.until(10_000, 'told', async () => (await own('v0', no, { position: north(0) })).status === 201);
  });
});

describe('an annulment', () => {
  const record = (sessionNo: string, more: Body = {}) => ({
    ...{ id: randomUUID(), sessionNo, volunteerNo: 'V0', kind: 'check-in', occurredAt: at(0), method: 'qr' },
    ...more,
  });
  const annulment = (of: Body, more: Body = {}) =>
    record(of['sessionNo'] as string, { kind: 'annul', annuls: of['id'], deviceId: of['deviceId'] ?? '', ...more });
  const send = (who: string, sent: Body) => ask(who, 'POST', '/attendance-records', sent);

  test('is made within minutes by the same device, later by the organiser who says why, and by nobody else', async () => {
    const no = await published();
    const came = record(no, { deviceId: 'phone-1' });
    expect((await send('scanner', came)).body).toMatchObject({ outcome: 'counted' });
    const late = ['CHECK_IN.ANNUL_TOO_LATE', 'CHECK_IN.ANNUL_NEEDS_REASON'];
    expect(code(await send('scanner', annulment(came, { deviceId: 'phone-2' })))).toEqual([422, late[0]]);
    expect(code(await send('scanner', annulment(came, { occurredAt: at(0.3) })))).toEqual([422, late[0]]);
    expect(code(await send('organiser', annulment(came, { occurredAt: at(0.3) })))).toEqual([422, late[1]]);
    expect(code(await send('organiser', annulment(came, { deviceId: '' })))).toEqual([422, late[1]]);
    // A reason of which nothing can be seen is none.
    expect(code(await send('organiser', annulment(came, { deviceId: '', note: '\u200b' })))).toEqual([422, late[1]]);
    const soon = annulment(came);
    expect(await send('scanner', soon)).toMatchObject({ status: 201, body: { outcome: 'not-counted' } });
    expect((await send('scanner', came)).body).toMatchObject({ outcome: 'not-counted', reason: 'annulled' });
    const again = record(no, { deviceId: 'phone-1' });
    await send('scanner', again);
    const because = annulment(again, { occurredAt: at(0.3), note: '扫错了人' });
    expect(code(await send('scanner', because))).toEqual([422, late[0]]);
    expect((await send('organiser', because)).status).toBe(201);
    // Nothing is deleted, and what is there is there for whoever sends it again.
    expect((await send('scanner', because)).status).toBe(200);
    expect(await db.collection('records').countDocuments({ sessionNo: no })).toBe(4);
  });

  test('lies where what it annuls lies, whatever session it names; files annul as ever', async () => {
    const [near, far] = [await published(), await published({ division: '430922001002' })];
    const came = record(far);
    expect((await send('admin', came)).status).toBe(201);
    expect(code(await send('organiser', annulment(came, { sessionNo: near, note: '无权' })))).toEqual([
      ...[403, 'AUTH.OUT_OF_SCOPE'],
    ]);
    expect((await send('admin', came)).body).toMatchObject({ outcome: 'counted' });
    expect((await send('admin', annulment(came, { occurredAt: at(100) }))).status).toBe(201);
    expect((await send('admin', came)).body).toMatchObject({ reason: 'annulled' });
  });

  test('in a batch is of a record that comes with it', async () => {
    const no = await published();
    const came = record(no, { deviceId: 'phone-1' });
    const records = [annulment(came, { deviceId: 'phone-2' }), came, annulment(came)];
    const { body } = await ask('scanner', 'POST', '/attendance-records:batch', { records });
    expect((body.results as Body[]).map((r) => r['status'])).toEqual([422, 201, 201]);
  });
});

describe('a back-fill', () => {
  const asked = (more: Body = {}): Body => ({
    ...{ id: randomUUID(), volunteerNo: 'V0', kind: 'check-in', occurredAt: at(0), reason: '手机没电' },
    ...{ evidence: '队长李四看到他在现场', ...more },
  });
  const request = (who: string, no: string, sent: Body) => ask(who, 'POST', `/sessions/${no}/back-fills`, sent);
  const decide = (who: string, sent: Body, how = 'approve') =>
    ask(who, 'POST', `/back-fills/${sent['id'] as string}/${how}`);
  const records = (no: string) => db.collection('records').find({ sessionNo: no }).toArray();

  test('becomes one record with both names when another approves it, however often and by however many at once', async () => {
    const no = await published();
    const sent = asked();
    expect(await request('scanner', no, sent)).toMatchObject({ status: 201, body: { state: 'open', decidedAt: null } });
    expect(await request('scanner', no, sent)).toMatchObject({ status: 201, body: { state: 'open' } });
    expect(code(await request('scanner', no, { ...sent, reason: '别的' }))).toEqual([409, 'ATTENDANCE.ID_REUSED']);
    expect(code(await request('far-organiser', no, asked()))).toEqual([404, 'SESSION.UNKNOWN']);
    expect(await records(no)).toEqual([]);
    expect(code(await decide('far-organiser', sent))).toEqual([404, 'BACK_FILL.UNKNOWN']);
    const approved = await Promise.all(
      ['organiser', 'organiser2', 'organiser', 'village'].map((who) => decide(who, sent)),
    );
    for (const answer of approved)
      expect(answer).toMatchObject({
        ...{ status: 200, body: { state: 'approved', record: { outcome: 'counted' } } },
      });
    expect((await decide('organiser2', sent)).status).toBe(200);
    expect(code(await decide('organiser2', sent, 'decline'))).toEqual([409, 'BACK_FILL.DECIDED']);
    const [record, ...others] = await records(no);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ method: 'back-fill', enteredBy: 'scanner' });
    expect(['organiser', 'organiser2', 'village']).toContain(record!['approvedBy']);
    const { body } = await ask('organiser', 'GET', `/sessions/${no}/back-fills`);
    expect(body.backFills).toMatchObject([{ reason: '手机没电', requestedBy: 'scanner', recordId: record!._id }]);
    // What was written about it is nowhere in the open.
    expect(JSON.stringify(await db.collection('back-fills').find().toArray())).not.toContain('队长');
  });

  test('is approved by nobody who has asked for it, under another account or name neither, and not after it was declined', async () => {
    const no = await published();
    const grants = [STAFF['organiser']];
    await account('same-name', { grants, displayName: '李 四' });
    await account('same-name-2', { grants, displayName: '李四\u200b' });
    for (const [who, other] of [
      ['organiser', 'organiser'],
      ['same-name', 'same-name-2'],
    ] as const) {
      const sent = asked();
      expect((await request(who, no, sent)).status).toBe(201);
      expect(code(await decide(other, sent))).toEqual([422, 'BACK_FILL.SAME_PERSON']);
    }
    // Nor by whom it is about, whether the account is his own or only called as he is.
    await account('organises-v2', { grants, displayName: '志愿者\u200bV2' });
    const about = asked({ volunteerNo: 'V2' });
    expect((await request('organiser', no, about)).status).toBe(201);
    expect(code(await decide('organises-v2', about))).toEqual([422, 'BACK_FILL.SAME_PERSON']);
    expect((await decide('organises-v2', about, 'decline')).status).toBe(200);
    const sent = asked();
    await request('organiser', no, sent);
    expect(await decide('organiser2', sent, 'decline')).toMatchObject({ status: 200, body: { state: 'declined' } });
    expect((await decide('organiser2', sent, 'decline')).status).toBe(200);
    expect(code(await decide('organiser2', sent))).toEqual([409, 'BACK_FILL.DECIDED']);
    expect(await records(no)).toEqual([]);
    expect(code(await decide('organiser2', { id: randomUUID() }))).toEqual([404, 'BACK_FILL.UNKNOWN']);
    const closed = await published({ checkIn: { ways: ['code'] } });
    expect(code(await request('organiser', closed, asked()))).toEqual([422, 'CHECK_IN.WAY_NOT_ENOUGH']);
    const toCome = asked({ occurredAt: at(0.5) });
    expect(code(await request('organiser', no, toCome))).toEqual([422, 'BACK_FILL.TO_COME']);
  });
});

describe('somebody who comes without a number', () => {
  const walkIn = (who: string, no: string, more: Body = {}) =>
    ask(who, 'POST', `/sessions/${no}/walk-ins`, { id: randomUUID(), name: '赵小六', occurredAt: at(0), ...more });
  const settle = (who: string, provisionalNo: string, volunteerNo: string) =>
    ask(who, 'PUT', `/provisional-numbers/${provisionalNo}/person`, { volunteerNo });
  const open = async (who: string) => (await ask(who, 'GET', '/provisional-numbers')).body.provisionalNumbers as Body[];
  const attended = async (volunteerNo: string, no: string) => {
    const { body } = await ask('village', 'GET', `/volunteers/${volunteerNo}/service-record`);
    return ((body.attendances ?? []) as Body[]).filter((a) => a['sessionNo'] === no);
  };

  test('is kept under a provisional number, and counts once that leads to a person', async () => {
    const no = await published();
    const sent = { id: randomUUID(), phone: '13900001111', occurredAt: at(0) };
    const came = await walkIn('scanner', no, sent);
    expect(came).toMatchObject({ status: 201, body: { outcome: 'not-counted', reason: 'unknown_volunteer' } });
    const provisionalNo = came.body.volunteerNo as string;
    expect(provisionalNo).toMatch(/^LS\d{8}-/);
    expect(await walkIn('scanner', no, sent)).toMatchObject({ status: 200, body: { volunteerNo: provisionalNo } });
    expect(code(await walkIn('scanner', no, { ...sent, name: '别人' }))).toEqual([409, 'ATTENDANCE.ID_REUSED']);
    expect(code(await walkIn('far-organiser', no))).toEqual([404, 'SESSION.UNKNOWN']);
    const [evidence] = await evidenceOf(sent.id);
    expect(evidence).toMatchObject({ way: 'walk-in', account: 'scanner' });
    // Whoever records does not look through them; the office sees who it is said to be.
    expect((await ask('scanner', 'GET', '/provisional-numbers')).status).toBe(403);
    expect((await open('village')).find((n) => n['provisionalNo'] === provisionalNo)).toMatchObject({
      ...{ name: '赵小六', phone: '139******11', sessionNo: no },
    });
    const stored = await sight.database('registry').collection('provisional-numbers').find().toArray();
    expect(JSON.stringify(stored)).not.toMatch(/赵小六|13900001111/);
    expect(code(await settle('village', provisionalNo, 'NOBODY'))).toEqual([404, 'VOLUNTEER.UNKNOWN']);
    expect(await attended('V3', no)).toEqual([]);
    const before = await stack.report(new Date().getFullYear());
    expect((await settle('village', provisionalNo, 'V3')).status).toBe(204);
    await stack.until(10_000, 'counted', async () => (await attended('V3', no)).length === 1);
    expect((await settle('village', provisionalNo, 'V3')).status).toBe(204);
    expect(code(await settle('village', provisionalNo, 'V2'))).toEqual([409, 'PROVISIONAL.SETTLED']);
    expect((await open('village')).map((n) => n['provisionalNo'])).not.toContain(provisionalNo);
    // He is one person as before: nobody was registered by it.
    await stack.until(10_000, 'reported', async () => {
      const after = await stack.report(new Date().getFullYear());
      return (after.personTimes as number) > (before.personTimes as number);
    });
    expect((await stack.report(new Date().getFullYear())).registeredVolunteers).toBe(before.registeredVolunteers);
    // A file cannot take the number.
    const { rows } = await stack.bringIn('volunteers', volunteersCsv([provisionalNo]));
    expect(rows).toMatchObject({ refused: 1 });
  });

  test('is settled where he came and by who may see the volunteer; not where a session takes no walk-ins', async () => {
    const no = await published();
    const { body } = await walkIn('organiser', no);
    expect(code(await settle('leader', body.volunteerNo as string, 'V3'))).toEqual([404, 'PROVISIONAL.UNKNOWN']);
    expect(code(await settle('village', 'LS20260101-AAAAAAAAAA', 'V3'))).toEqual([404, 'PROVISIONAL.UNKNOWN']);
    const closed = await published({ checkIn: { ways: ['code'] } });
    const count = (await open('village')).length;
    expect(code(await walkIn('organiser', closed))).toEqual([422, 'CHECK_IN.WAY_NOT_ENOUGH']);
    expect(await open('village')).toHaveLength(count);
  });
});

describe('a roll-call', () => {
  const search = async (who: string, no: string, text: string): Promise<unknown> => {
    const { status, body } = await ask(who, 'POST', `/sessions/${no}/people/search`, { text });
    return status === 200 ? body.people : [status, body.code];
  };

  test('finds by three characters who is signed up to this session, masked; a scanner cannot browse', async () => {
    await stack.bringIn('volunteers', volunteersCsv(['W1'], { 姓名: '欧阳小明', 手机: '13812345678', 队伍编号: 'T1' }));
    await stack.bringIn('volunteers', volunteersCsv(['W2'], { 姓名: '欧阳小红', 队伍编号: 'T1' }));
    const no = await published({ teamNo: 'T1' });
    expect((await ask('admin', 'POST', `/sessions/${no}/sign-ups`, { volunteerNo: 'W1', post: 'a' })).status).toBe(201);
    const found = [{ volunteerNo: 'W1', name: '欧**明' }];
    for (const text of ['欧阳小', '5678', '12345678']) expect(await search('scanner', no, text)).toEqual(found);
    // Neither by less, nor by what is common to all, nor who is not signed up here.
    for (const text of ['', '欧阳', 'W1', '678']) expect(await search('scanner', no, text)).not.toEqual(found);
    for (const text of ['小红', '欧\u200b\u200b', '1 8', '欧 \u2060阳'])
      expect(await search('scanner', no, text)).toEqual([400, 'REQUEST.MALFORMED']);
    expect(await search('scanner', no, '欧阳小红')).toEqual([]);
    expect(await search('scanner', no, '%%%')).toEqual([]);
    expect(await search('scanner', no, '.*.*')).toEqual([]);
    expect(await search('scanner', await published(), '欧阳小')).toEqual([]);
    expect(await search('far-organiser', no, '欧阳小')).toEqual([404, 'SESSION.UNKNOWN']);
    expect(await search('v0', no, '欧阳小')).toEqual([403, 'AUTH.FORBIDDEN']);
    // A leader calls up his team as well.
    expect(await search('leader', no, '欧阳小')).toEqual([...found, { volunteerNo: 'W2', name: '欧**红' }]);
    expect((await ask('scanner', 'GET', `/sessions/${no}/sign-ups`)).status).toBe(403);
    expect((await ask('scanner', 'GET', '/volunteers/W1')).status).toBe(403);
  });
});

test('a sheet is printed with who is signed up, and brought back becomes records; the same again changes nothing', async () => {
  const no = await published();
  for (const volunteerNo of ['V0', 'V1'])
    expect(
      (await ask('admin', 'POST', `/sessions/${no}/sign-ups`, { volunteerNo, post: 'a', overriding: ['clash'] }))
        .status,
    ).toBe(201);
  const printed = await fetch(`${stack.address}/api/v1/sessions/${no}/sheet.xlsx`, {
    headers: { Authorization: `Bearer ${tokens.get('organiser')!}` },
  });
  expect(printed.status).toBe(200);
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load(await printed.arrayBuffer());
  const sheet = workbook.worksheets[0]!;
  expect((sheet.getRow(1).values as unknown[]).slice(1)).toEqual([
    ...['场次编号', '志愿者编号', '姓名', '签到时间', '签退时间', '签名'],
  ]);
  const rows = [2, 3].map((n) => [2, 3].map((c) => sheet.getRow(n).getCell(c).text));
  expect(rows).toEqual([
    ['V0', '志愿者V0'],
    ['V1', '志愿者V1'],
  ]);
  const clock = (hours: number) =>
    new Date(Date.parse(at(hours)) + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ');
  const fill = (row: number, cells: Readonly<Record<number, string>>) => {
    for (const [column, value] of Object.entries(cells)) sheet.getRow(row).getCell(Number(column)).value = value;
  };
  fill(2, { 4: clock(0.5), 5: clock(1.5) });
  fill(3, { 4: '昨天' });
  fill(4, { 3: '王 五', 4: clock(0.6), 5: clock(1) });
  fill(5, { 2: 'V77', 4: clock(0.5) });
  fill(6, { 3: '志愿者V0', 4: clock(0.5) });
  const file = new Blob([await workbook.xlsx.writeBuffer()]);
  const bring = async (who: string, blob = file) => {
    const body = new FormData();
    body.append('file', blob, 'sheet.xlsx');
    return stack.post(`/api/v1/sessions/${no}/sheet`, { token: tokens.get(who)!, body });
  };
  const first = await bring('organiser');
  expect(first).toMatchObject({
    status: 200,
    body: {
      ...{ accepted: 5, unchanged: 0 },
      problems: [
        { row: 3, column: '签到时间', code: 'time_malformed' },
        { row: 6, column: '志愿者编号', code: 'number_of_listed_missing' },
      ],
      notCounted: expect.arrayContaining([expect.objectContaining({ row: 5, code: 'unknown_volunteer' })]),
    },
  });
  expect((first.body.problems as Body[])[0]!['message']).toMatch(/9:05/);
  expect((first.body.notCounted as Body[]).every((n) => !(n['message'] as string).includes('record.'))).toBe(true);
  expect((await bring('organiser2')).body).toMatchObject({ accepted: 0, unchanged: 5 });
  const records = await db.collection('records').find({ sessionNo: no }).toArray();
  expect(records.map((r) => r['method'] as string)).toEqual(Array<string>(5).fill('paper'));
  const walkIns = new Set(
    records.flatMap((r) => (/^LS/.test(r['volunteerNo'] as string) ? [r['volunteerNo'] as string] : [])),
  );
  expect(walkIns.size).toBe(1);
  // Who cannot read it is told so; who may not, that it is not there.
  expect(code(await bring('organiser', new Blob(['a,b\n1,2\n'])))).toEqual([400, 'REQUEST.MALFORMED']);
  expect(code(await bring('organiser', new Blob(['%PDF-1.4'])))).toEqual([400, 'REQUEST.MALFORMED']);
  expect(code(await bring('far-organiser'))).toEqual([404, 'SESSION.UNKNOWN']);
  expect(code(await bring('scanner'))).toEqual([403, 'AUTH.FORBIDDEN']);
});

describe('a card', () => {
  const record = (sessionNo: string, shown: string, more: Body = {}) => ({
    ...{ id: randomUUID(), sessionNo, code: shown, kind: 'check-in', occurredAt: at(0), method: 'qr', ...more },
  });
  const send = (who: string, sent: Body) => ask(who, 'POST', '/attendance-records', sent);
  const cardOf = async (who: string) => (await ask(who, 'GET', '/me/card')).body as { token: string; cardId: string };

  test('that is scanned is a record of its number, with the card as evidence; a revoked one is an attempt', async () => {
    const no = await published();
    const { token, cardId } = await cardOf('v2');
    const sent = record(no, token);
    expect(await send('scanner', sent)).toMatchObject({
      ...{ status: 201, body: { outcome: 'counted', attendance: { evidence: 'verified' } } },
    });
    expect(await evidenceOf(sent.id)).toMatchObject([{ way: 'card', cardId }]);
    expect(await db.collection('records').findOne({ _id: sent.id as never })).toMatchObject({ volunteerNo: 'V2' });
    expect((await ask('v2', 'DELETE', '/me/card')).status).toBe(204);
    const late = record(no, token);
    const refused = await send('scanner', late);
    expect(code(refused)).toEqual([422, 'CHECK_IN.CARD_REVOKED']);
    expect(refused.body.detail).toMatch(/作废/);
    expect(await db.collection('attempts').findOne({ recordId: late.id })).toMatchObject({
      ...{ way: 'card', reason: 'CHECK_IN.CARD_REVOKED', account: 'scanner' },
    });
    // What is there is there: its card may be revoked meanwhile.
    expect((await send('scanner', sent)).status).toBe(200);
    expect((await send('scanner', record(no, (await cardOf('v2')).token))).status).toBe(201);
  });

  test('that is forged or something else is none, and harms no other of its batch', async () => {
    const [no, closed] = [await published(), await published({ checkIn: { ways: ['code'] } })];
    const { token } = await cardOf('v3');
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'volunteer-card' })).toString('base64url');
    const other = Buffer.from(payload, 'base64url').toString().replace('V3', 'V1');
    const forged = [
      ...[
        'x',
        `${none}.${payload}.`,
        `${none}.${payload}.${signature}`,
        `${header}.${payload}.${signature.slice(4)}AAAA`,
      ],
      ...[
        `${header}.${Buffer.from(other).toString('base64url')}.${signature}`,
        (await codeOf(no)).qr,
        token.slice(0, -1),
      ],
    ];
    const records = [record(no, token), ...forged.map((f) => record(no, f)), record(closed, token)];
    const { body } = await ask('scanner', 'POST', '/attendance-records:batch', { records });
    expect((body.results as Body[]).map((r) => [r['status'], r['code']])).toEqual([
      [201, undefined],
      ...forged.map(() => [422, 'CHECK_IN.CARD_INVALID']),
      [422, 'CHECK_IN.WAY_NOT_ENOUGH'],
    ]);
    // Nor does a card do for the code on the screen.
    expect(code(await own('v3', no, { code: token }))).toEqual([422, 'CHECK_IN.CODE_INVALID']);
    for (const wrong of [{ volunteerNo: 'V3' }, { method: 'paper' }, { code: '' }])
      expect((await send('scanner', record(no, token, wrong))).status).toBe(400);
  });
});

test('what a session does not take by a scanner is no record either; files and annulments are not asked', async () => {
  const no = await published({ checkIn: { ways: ['code'] } });
  const record = (method: string) => ({
    ...{ id: randomUUID(), sessionNo: no, volunteerNo: 'V0', kind: 'check-in', occurredAt: at(0), method },
  });
  const records = ['qr', 'roll-call', 'paper'].map(record);
  const statuses = async (who: string) =>
    ((await ask(who, 'POST', '/attendance-records:batch', { records, deviceTime: at(0) })).body.results as Body[]).map(
      (r) => r['status'],
    );
  expect(await statuses('scanner')).toEqual([201, 422, 422]);
  expect(await statuses('admin')).toEqual([200, 201, 201]);
  // What is there now is there, whatever the session takes.
  expect(await statuses('scanner')).toEqual([200, 200, 200]);
});

test('what was acknowledged while check-in was killed is there with its evidence, each once', async () => {
  const no = await published();
  const acknowledged: string[] = [];
  const odd: unknown[] = [];
  let left = 200;
  let kills = 0;
  const comes = async (who: string): Promise<void> => {
    while (left-- > 0) {
      const id = randomUUID();
      for (let tries = 0; ; tries++) {
        // A phone does not wait for long either: it sends the same again.
        const { qr } = (await Promise.race([codeOf(no), sleep(2_000)]).catch(() => undefined)) ?? { qr: '' };
        const sent = qr === '' ? undefined : own(who, no, { id, code: qr });
        const answer = await Promise.race([sent, sleep(2_000)]).catch(() => undefined);
        if (answer?.status === 201 || answer?.status === 200) {
          acknowledged.push(id);
          break;
        }
        if (answer !== undefined && answer.status !== 503 && answer.status !== 429) odd.push(answer.body);
        if (tries > 200) throw new Error('never answered');
        await sleep(50);
      }
      if (kills < 2 && acknowledged.length > 40 + 80 * kills) {
        kills++;
        const victim = stack.processes().find((p) => p.name === 'check-in');
        if (victim !== undefined) process.kill(victim.pid, 'SIGKILL');
      }
    }
  };
  await Promise.all(['v0', 'v1', 'v2', 'v3'].flatMap((who) => [comes(who), comes(who)]));
  expect(odd).toEqual([]);
  expect(kills).toBe(2);
  expect(new Set(acknowledged).size).toBe(200);
  const found = await db
    .collection('evidence')
    .find({ record: { $in: acknowledged } })
    .toArray();
  expect(found.map((e) => e['record'] as string).sort()).toEqual(acknowledged.sort());
  const records = await db
    .collection('records')
    .find({ _id: { $in: acknowledged } as never })
    .toArray();
  expect(records.map((r) => [r._id as unknown, r['digest'] as unknown]).sort()).toEqual(
    found.map((e) => [e['record'] as unknown, e['digest'] as unknown]).sort(),
  );
}, 120_000);
