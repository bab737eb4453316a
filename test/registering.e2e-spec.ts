import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Answer,
  attendanceCsv,
  divisionsCsv,
  publishSession,
  sessionsCsv,
  teamsCsv,
  TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';

const PASSWORD = 'Patient-river-88';
const PHOTO = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(700_000, 7)]);
const OTHER_VILLAGE = '430922001002';
type Body = Record<string, unknown>;

let stack: TestStack;
const tokens = new Map<string, string>();

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1', 'T2']));
  await stack.bringIn('volunteers', volunteersCsv(['V1', 'V2']));
  await stack.bringIn('volunteers', volunteersCsv(['W1'], { 区划代码: OTHER_VILLAGE }));
  const grants = { village: { role: 'village', division: VILLAGE }, leader: { role: 'leader', team: 'T1' } };
  for (const [username, grant] of Object.entries(grants)) {
    const json = { username, password: PASSWORD, grants: [grant] };
    expect((await stack.post('/api/v1/accounts', { token: stack.token, json })).status).toBe(201);
    tokens.set(username, await stack.signIn(username, PASSWORD));
  }
  tokens.set('admin', stack.token);
}, 180_000);
afterAll(() => stack.stop());

const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const codes = (answer: Answer) => (answer.body.errors as { code: string }[]).map((e) => e.code);

async function photo(who: string, content: Uint8Array<ArrayBuffer> = Uint8Array.from(PHOTO)): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([content]), 'photo');
  return stack.post('/api/v1/consent-photos', { token: tokens.get(who), body: form });
}

let made = 0;
/** Somebody whom nobody has seen before. */
const somebody = (change: Body = {}): Body => ({
  ...{ name: '王小明', documentType: '02', documentNumber: `NEW${++made}`, bornOn: '1990-05-01', phone: '14000000000' },
  ...{ gender: '1', politicalStatus: '13', education: '20', division: VILLAGE, consent: { version: '1' }, ...change },
});
async function register(who: string, change: Body = {}): Promise<Answer> {
  return ask(who, 'POST', '/volunteers', { ...somebody(change), photo: (await photo(who)).body.photo as string });
}
const registered = async (year: number): Promise<number> =>
  (await stack.report(year, VILLAGE)).registeredVolunteers as number;
const thisYear = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();

describe('registering somebody who has signed', () => {
  test('gives a number that figures count as one of a file', async () => {
    const before = await registered(thisYear);
    const answer = await register('village');
    expect(answer).toMatchObject({ status: 201 });
    const [no] = answer.body.volunteerNos as [string];
    expect(no).toMatch(/^ZY\d{8}-/);
    await stack.until(20_000, 'counted', async () => (await registered(thisYear)) === before + 1);
    const { rows } = await stack.bringIn('volunteers', volunteersCsv([no]));
    expect(rows).toMatchObject({ total: 1, refused: 1 });
  });

  test('leads to the number that is there where he is registered already, also when two do so at the same time', async () => {
    const again = somebody();
    const photos = await Promise.all([photo('village'), photo('village')]);
    const both = await Promise.all(
      photos.map((p) => ask('village', 'POST', '/volunteers', { ...again, photo: p.body.photo as string })),
    );
    expect(both.map((a) => a.status).sort()).toEqual([200, 201]);
    expect(both[0]!.body).toEqual(both[1]!.body);
    const imported = await register('village', { documentNumber: ' hv1' });
    expect(imported).toMatchObject({ status: 200, body: { volunteerNos: ['V1'] } });
    const { rows } = await stack.bringIn('volunteers', volunteersCsv(['X1'], { 证件号码: 'HV1' }));
    expect(rows.accepted).toBe(1);
    expect((await register('village', { documentNumber: 'HV1' })).body).toEqual({ volunteerNos: ['V1', 'X1'] });
  });

  test('is of one person, however the type of the document and its number are typed, also at the same moment', async () => {
    const said = somebody({ documentType: '414' });
    const number = said['documentNumber'] as string;
    const spellings = [said, { documentType: ' ４１４', documentNumber: number.toLowerCase() }];
    const more = [{ documentType: '4１4', documentNumber: `\u200b${number} ` }, { documentType: '414\u3000' }];
    const photos = await Promise.all([...spellings, ...more].map(() => photo('village')));
    const answers = await Promise.all(
      [...spellings, ...more].map((typed, i) =>
        ask('village', 'POST', '/volunteers', { ...said, ...typed, photo: photos[i]!.body.photo as string }),
      ),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map((a) => JSON.stringify(a.body))).size).toBe(1);
    for (const documentType of ['1', 'passport', '4140', { $ne: '' }])
      expect(await register('village', { documentType })).toMatchObject({
        ...{ status: 400, body: { errors: [{ path: 'documentType' }] } },
      });
  });

  test('does not tell who is registered elsewhere, and registers nobody outside the scope', async () => {
    const elsewhere = await register('village', { documentNumber: 'HW1' });
    expect(elsewhere).toMatchObject({ status: 409, body: { code: 'REGISTERING.ASK_OFFICE' } });
    expect(JSON.stringify(elsewhere.body)).not.toContain('W1');
    const outside = await register('village', { division: OTHER_VILLAGE });
    expect(outside).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
    for (const teams of [[], ['T2'], ['T1', 'T2']])
      expect(await register('leader', { teams })).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
    expect(await register('leader', { teams: ['T1'], division: OTHER_VILLAGE })).toMatchObject({ status: 201 });
  });

  test('finds who is registered elsewhere for the leader of a team that he has joined here, until he has left it', async () => {
    const said = somebody({ division: OTHER_VILLAGE });
    const first = await ask('admin', 'POST', '/volunteers', { ...said, photo: (await photo('admin')).body.photo });
    const [no] = first.body.volunteerNos as [string];
    const again = async () =>
      ask('leader', 'POST', '/volunteers', {
        ...{ ...said, division: VILLAGE, teams: ['T1'], photo: (await photo('leader')).body.photo as string },
      });
    expect(await again()).toMatchObject({ status: 409, body: { code: 'REGISTERING.ASK_OFFICE' } });
    const password = { username: 'joins', password: PASSWORD, volunteerNo: no, grants: [{ role: 'volunteer' }] };
    expect((await ask('admin', 'POST', '/accounts', password)).status).toBe(201);
    tokens.set('joins', await stack.signIn('joins', PASSWORD));
    await ask('joins', 'POST', '/teams/T1/applications');
    await ask('leader', 'POST', `/teams/T1/applications/${no}/accept`);
    expect(await again()).toMatchObject({ status: 200, body: { volunteerNos: [no] } });
    await ask('joins', 'POST', '/teams/T1/leave');
    expect(await again()).toMatchObject({ status: 409 });
  });

  test('is refused with every reason at once', async () => {
    const wrong = { documentType: '01', documentNumber: '11010519491231002X', consent: { version: '0' } };
    const answer = await register('admin', { ...wrong, division: '430922001', teams: ['T0'] });
    expect(answer).toMatchObject({ status: 422, body: { code: 'REGISTERING.REFUSED' } });
    expect(codes(answer)).toEqual(['village_unknown', 'team_unknown', 'text_outdated']);
    expect(codes(await register('admin', { documentType: '01', documentNumber: '110105194912310020' }))).toEqual([
      'identity_invalid',
    ]);
    expect(codes(await register('admin', { bornOn: null }))).toEqual(['birth_date_missing']);
    const child = { bornOn: `${thisYear - 10}-01-01` };
    expect(codes(await register('admin', child))).toEqual(['guardian_missing']);
    expect((await register('admin', { ...child, consent: { version: '1', guardian: '王大明' } })).status).toBe(201);
  });

  test('lets a minor take part of whom a guardian has consented', async () => {
    const child = { bornOn: `${thisYear - 15}-01-01`, consent: { version: '1', guardian: '王大明' } };
    const { volunteerNos } = (await register('village', child)).body as { volunteerNos: string[] };
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const planned = {
      ...{ name: '清扫', division: VILLAGE, startsAt: at(48), endsAt: at(49), personInCharge: '张三丰' },
      ...{ risks: '车辆', safeguards: '安全员', posts: [{ id: 'a', name: '清扫', capacity: 9 }] },
      signUp: { minimumAge: 12 },
    };
    const no = (await ask('village', 'POST', '/sessions', planned)).body.sessionNo as string;
    for (const step of ['submit', 'publish']) await ask('village', 'POST', `/sessions/${no}/${step}`);
    const wish = { volunteerNo: volunteerNos[0], post: 'a' };
    expect(await ask('village', 'POST', `/sessions/${no}/sign-ups`, wish)).toMatchObject({ status: 201 });
  });

  test('asks for a photo of one’s own that was not used', async () => {
    expect(await photo('admin', Uint8Array.from(Buffer.from('%PDF')))).toMatchObject({ status: 400 });
    const large = Uint8Array.from(Buffer.concat([PHOTO, Buffer.alloc(4 << 20)]));
    expect(await photo('admin', large)).toMatchObject({ status: 413, body: { code: 'REQUEST.TOO_LARGE' } });
    const { photo: id } = (await photo('admin')).body as { photo: string };
    const withPhoto = (who: string, of: string) => ask(who, 'POST', '/volunteers', { ...somebody(), photo: of });
    expect(codes(await withPhoto('village', id))).toEqual(['photo_unknown']);
    expect((await withPhoto('admin', id)).status).toBe(201);
    expect(codes(await withPhoto('admin', id))).toEqual(['photo_unknown']);
  });
});

const CONSENT = { version: '1' };
const login = (username: string, password = PASSWORD) =>
  stack.post('/api/v1/auth/login', { json: { username, password } });
let phones = 13_900_000_000;
const newPhone = () => String(++phones);
const registerOneself = (change: Body = {}) => ask('nobody', 'POST', '/register', ownInput(change));
const ownInput = (change: Body = {}): Body => somebody({ phone: newPhone(), password: PASSWORD, ...change });

/** Somebody with an account of his own, signed in under the name of his phone number. */
async function ownAccount(change: Body = {}): Promise<{ phone: string; no: string; input: Body }> {
  const input = ownInput(change);
  const answer = await ask('nobody', 'POST', '/register', input);
  expect(answer).toMatchObject({ status: 201 });
  const phone = input['phone'] as string;
  tokens.set(phone, await stack.signIn(phone, PASSWORD));
  return { phone, no: answer.body.volunteerNo as string, input };
}

test('the photo of a signed consent is shown to the office where the volunteer lives, for a reason', async () => {
  const { volunteerNos } = (await register('village')).body as { volunteerNos: string[] };
  const show = (who: string, no = volunteerNos[0], because: unknown = '核对签名') =>
    fetch(`${stack.address}/api/v1/volunteers/${no}/consent-photo`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${tokens.get(who)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ because }),
    });
  const shown = await show('village');
  expect(shown.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await shown.arrayBuffer()).equals(PHOTO)).toBe(true);
  expect((await show('leader')).status).toBe(403);
  expect((await show('village', volunteerNos[0], '')).status).toBe(400);
  expect(await (await show('village', 'V1')).json()).toMatchObject({ status: 404, code: 'CONSENT.NO_PHOTO' });
  expect(await (await show('village', 'W1')).json()).toMatchObject({ status: 404, code: 'VOLUNTEER.UNKNOWN' });
});

describe('registering oneself', () => {
  test('gives an account to which one signs in by phone number, however it is typed', async () => {
    const { phone, no } = await ownAccount();
    expect(no).toMatch(/^ZY/);
    const { body } = await login(`+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`);
    expect(body.user).toMatchObject({ volunteerNo: no, displayName: '', grants: [{ role: 'volunteer' }] });
    expect(JSON.stringify(body)).not.toContain(phone);
    expect((await login(phone, 'not-it-at-all')).status).toBe(401);
  });

  test('whoever was brought in by a file takes his number over by the name and phone that are registered', async () => {
    await stack.bringIn('volunteers', volunteersCsv(['C1'], { 手机: '13800000001' }));
    const claim = { documentNumber: 'HC1', name: '志愿者C1', phone: '13800000001' };
    const told = await Promise.all([
      registerOneself({ ...claim, name: '王小明' }),
      registerOneself({ ...claim, phone: newPhone() }),
      registerOneself({ documentNumber: 'HV1' }),
    ]);
    for (const answer of told) expect(answer).toMatchObject({ status: 409, body: { code: 'REGISTERING.ASK_OFFICE' } });
    expect(new Set(told.map((a) => a.body.detail as string)).size).toBe(1);
    expect(await registerOneself(claim)).toMatchObject({ status: 201, body: { volunteerNo: 'C1' } });
    expect(await registerOneself(claim)).toMatchObject({ status: 409 });
    expect(await registerOneself({ phone: claim.phone })).toMatchObject({ status: 409 });
  });

  test('of two at the same time with one identity or one phone number one gets an account', async () => {
    const phone = newPhone();
    const same = [{ documentNumber: 'TWICE' }, { phone }];
    for (const change of same) {
      const answers = await Promise.all([registerOneself(change), registerOneself(change)]);
      expect(answers.map((a) => a.status).sort()).toEqual([201, 409]);
    }
  });

  test('with a code that a leader gave one joins the team, as often as it may be used', async () => {
    const invite = (who: string, team: string, json: Body = { uses: 1 }) =>
      ask(who, 'POST', `/teams/${team}/invitation-codes`, json);
    expect(await invite('leader', 'T2')).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
    expect(await invite('leader', 'T0')).toMatchObject({ status: 404, body: { code: 'TEAM.UNKNOWN' } });
    const { code } = (await invite('leader', 'T1')).body as { code: string };
    const { phone } = await ownAccount({ invitation: code.toLowerCase().replaceAll('-', ' ') });
    expect((await ask(phone, 'GET', '/me')).body.teams).toEqual(['T1']);
    expect(codes(await registerOneself({ invitation: code }))).toEqual(['invitation_unknown']);
  });

  test('is refused with every reason, and to children, who need a signature', async () => {
    const child = { bornOn: `${thisYear - 10}-01-01`, phone: '0737-8822110', consent: { version: '0', guardian: '' } };
    expect(codes(await registerOneself(child))).toEqual([
      ...['text_outdated', 'guardian_missing', 'guardian_must_sign', 'phone_invalid'],
    ]);
  });

  test('trying out whose number can be taken over is slowed down', async () => {
    await stack.bringIn('volunteers', volunteersCsv(['C2'], { 手机: '13800000002' }));
    const guess = () => registerOneself({ documentNumber: 'HC2', name: '志愿者C2' });
    const told = (await Promise.all(Array.from({ length: 14 }, guess))).map((a) => a.status);
    expect(told.filter((s) => s === 409).length).toBeLessThanOrEqual(11);
    expect(told.filter((s) => s === 429).length).toBe(14 - told.filter((s) => s === 409).length);
    // From this address nobody registers for a while, and then again.
    await stack.until(30_000, 'let in again', async () => (await registerOneself()).status === 201, 500);
  });
});

test('from one address no more than sixty register within an hour, whoever is refused not counted', async () => {
  const from = (address: string, change: Body = {}) =>
    stack.post('/api/v1/register', { json: ownInput(change), headers: { 'X-Forwarded-For': address } });
  const all: Answer[] = [];
  // A few at a time: more at the same moment are slowed down before they have succeeded.
  for (let i = 0; i < 13; i++) all.push(...(await Promise.all(Array.from({ length: 5 }, () => from('203.0.113.7')))));
  const refused = all.filter((a) => a.status !== 201);
  expect([all.length - refused.length, refused.length]).toEqual([60, 5]);
  for (const answer of refused) expect(answer).toMatchObject({ status: 429, body: { code: 'REGISTERING.TOO_MANY' } });
  expect(Number(refused[0]!.headers.get('Retry-After'))).toBeGreaterThan(3_000);
  expect((await from('203.0.113.8')).status).toBe(201);
}, 60_000);

test('one person has one account, whoever makes it and whichever of his numbers is named', async () => {
  await stack.bringIn('volunteers', volunteersCsv(['U1', 'U2'], { 证件号码: 'HU', 手机: '13800000077' }));
  const make = (username: string, volunteerNo: string) =>
    ask('admin', 'POST', '/accounts', { username, password: PASSWORD, volunteerNo, grants: [{ role: 'volunteer' }] });
  const himself = { documentNumber: 'HU', name: '志愿者U1', phone: '13800000077' };
  const answers = await Promise.all([make('u-one', 'U1'), make('u-two', 'U2'), registerOneself(himself)]);
  expect(answers.map((a) => a.status).sort()).toEqual([201, 409, 409]);
  const again = await make('u-three', 'U2');
  expect(again).toMatchObject({ status: 409, body: { code: 'ACCOUNT.OWNER_HAS_ONE' } });
  expect(again.body.title).toContain('重置密码');
});

describe('one’s own data', () => {
  test('is seen by oneself, nothing masked, and by nobody without an account of his own', async () => {
    const { phone, no, input } = await ownAccount();
    const { name, documentType, documentNumber, bornOn, gender, politicalStatus, education, division } = input;
    expect((await ask(phone, 'GET', '/me')).body).toEqual({
      ...{ name, documentType, documentNumber, bornOn, gender, politicalStatus, education, division, phone },
      ...{ volunteerNos: [no], guardian: '', teams: [], registeredOn: expect.any(String), phoneConfirmed: false },
    });
    expect(await ask('village', 'GET', '/me')).toMatchObject({ body: { code: 'ACCOUNT.NOT_A_VOLUNTEER' } });
  });

  test('is corrected, which figures follow; the same file again does not undo it', async () => {
    const file = volunteersCsv(['C3'], { 手机: '13800000003' });
    await stack.bringIn('volunteers', file);
    const { phone } = await ownAccount({ documentNumber: 'HC3', name: '志愿者C3', phone: '13800000003' });
    const before = await registered(2021);
    const wrong = await ask(phone, 'PATCH', '/me', { division: '430922001', phone: '1' });
    expect(codes(wrong)).toEqual(['phone_invalid', 'village_unknown']);
    const moved = { name: '王小红', phone: newPhone(), division: OTHER_VILLAGE, politicalStatus: '01' };
    expect(await ask(phone, 'PATCH', '/me', moved)).toMatchObject({ status: 200, body: { ...moved, education: '' } });
    await stack.until(20_000, 'moved', async () => (await registered(2021)) === before - 1);
    expect((await stack.bringIn('volunteers', file)).rows).toMatchObject({ unchanged: 1 });
    expect((await ask(phone, 'GET', '/me')).body).toMatchObject(moved);
    expect([(await login(phone)).status, (await login(moved.phone)).status]).toEqual([401, 200]);
    const { phone: another } = await ownAccount();
    expect(await ask(another, 'PATCH', '/me', { phone: moved.phone })).toMatchObject({ status: 409 });
  });

  test('is taken along, as JSON and as CSV', async () => {
    const { phone, no } = await ownAccount({ name: '=1+1' });
    const json = await ask(phone, 'GET', '/me/export');
    expect(json.headers.get('content-disposition')).toContain('own-data.json');
    expect(json.body).toMatchObject({
      data: { volunteerNos: [no] },
      consents: [{ purpose: 'service' }],
      attendances: [],
    });
    const csv = (await ask(phone, 'GET', '/me/export?format=csv')).body as string;
    expect(csv).toContain(`本人信息,志愿者编号,${no}`);
    expect(csv).toContain('同意记录,service 1,同意 ');
    expect(await ask(phone, 'GET', '/me/export?format=xml')).toMatchObject({ status: 400 });
  });

  test('is taken along with what it was before, teams left, qualifications, cards lost and sign-ups given up', async () => {
    const { phone, no } = await ownAccount();
    const hour = (h: number) => new Date(Date.now() + h * 3_600_000).toISOString();
    const session = await publishSession(stack, { startsAt: hour(60), endsAt: hour(61) });
    const done = [
      await ask(phone, 'PATCH', '/me', { name: '王小红', education: '10' }),
      await ask(phone, 'POST', '/teams/T1/applications'),
      await ask('leader', 'POST', `/teams/T1/applications/${no}/accept`),
      await ask(phone, 'POST', '/teams/T1/leave'),
      await ask('village', 'POST', `/volunteers/${no}/qualifications`, {
        ...{ code: 'first_aid', from: '2020-01-01', until: null, certificate: 'FA-110-2020' },
      }),
      await ask(phone, 'GET', '/me/card'),
      await ask(phone, 'DELETE', '/me/card'),
      await ask(phone, 'POST', '/me/sign-ups', { sessionNo: session, post: 'a' }),
      await ask(phone, 'DELETE', `/me/sign-ups/${session}`),
    ];
    expect(done.filter((a) => a.status >= 300)).toEqual([]);
    const { body } = await ask(phone, 'GET', '/me/export');
    expect(body).toMatchObject({
      data: { name: '王小红', education: '10' },
      earlier: [{ volunteerNo: no, name: '王小明', phone, education: '20', until: expect.stringMatching(/\+08:00$/) }],
      memberships: [{ teamNo: 'T1', volunteerNo: no, state: 'none', spells: [{ until: expect.any(String) }] }],
      qualifications: [{ code: 'first_aid', certificate: 'FA-110-2020' }],
      cards: [{ volunteerNo: no, endedAt: expect.any(String) }],
      signUps: [{ state: 'cancelled', session: { sessionNo: session } }],
    });
    const csv = (await ask(phone, 'GET', '/me/export?format=csv')).body as string;
    for (const said of ['更正前的信息', '王小明;', '队伍经历,T1', 'FA-110-2020', '志愿者证', `报名,${session}`])
      expect(csv).toContain(said);
  });
});

describe('the consent ledger', () => {
  test('holds what was given and withdrawn, and by whom', async () => {
    const { phone } = await ownAccount();
    const decide = (json: Body) => ask(phone, 'POST', '/me/consents', json);
    const mail = { purpose: 'notices-by-mail' };
    expect(await decide({ ...mail, given: true, version: '0' })).toMatchObject({
      body: { code: 'CONSENT.TEXT_OUTDATED' },
    });
    const both = await Promise.all([
      decide({ ...mail, given: true, ...CONSENT }),
      decide({ ...mail, given: true, ...CONSENT }),
    ]);
    expect(both.map((a) => a.status)).toEqual([201, 201]);
    expect(await decide({ ...mail, given: false })).toMatchObject({ status: 201, body: { given: false } });
    const withdrawn = await decide({ purpose: 'service', given: false });
    expect(withdrawn).toMatchObject({ status: 422, body: { code: 'CONSENT.WITHDRAWN_BY_DELETING' } });
    const { consents } = (await ask(phone, 'GET', '/me/consents')).body as { consents: Body[] };
    expect(consents.map((c) => [c['purpose'], c['given'], c['channel']])).toEqual([
      ['service', true, 'online'],
      ...[true, true, false].map((given) => ['notices-by-mail', given, 'online']),
    ]);
    expect((await stack.get('/api/v1/consent-texts')).body.texts).toHaveLength(6);
  });
});

describe('deleting', () => {
  const figures = async () => {
    const { asOf: _, ...rest } = (await stack.report(2022)) as Body;
    const { asOf: __, ...now } = (await stack.report(thisYear)) as Body;
    return { rest, now };
  };
  const settled = (at: number) =>
    stack.until(30_000, 'counted', async () => Date.parse((await stack.report(2022)).asOf as string) > at);

  test('leaves every figure as it was, and the same file does not bring the person back', async () => {
    const file = volunteersCsv(['D1', 'D2'], { 手机: '13800000009' });
    await stack.bringIn('volunteers', file);
    await stack.bringIn('volunteers', volunteersCsv(['D3'], { 证件号码: 'HD1', 姓名: '志愿者D1' }));
    await stack.bringIn('sessions', sessionsCsv(['S1']));
    const record = (id: string, change: Record<string, string>) => ({ 记录编号: id, 场次编号: 'S1', ...change });
    await stack.bringIn(
      'attendance',
      attendanceCsv([
        record(randomUUID(), { 志愿者编号: 'D3' }),
        record(randomUUID(), { 志愿者编号: 'D1', 类型: '签退', 发生时间: '2022-05-01T10:30:00+08:00' }),
        record(randomUUID(), { 志愿者编号: 'D2' }),
      ]),
    );
    const { phone } = await ownAccount({ documentNumber: 'HD1', name: '志愿者D1', phone: '13800000009' });
    const cookie = ((await login(phone)).headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    await settled(Date.now());
    const before = await figures();
    expect(before.rest).toMatchObject({ personTimes: 2, participants: 2, minutes: 90 });

    expect((await ask(phone, 'DELETE', '/me')).status).toBe(204);
    await settled(Date.now());
    expect(await figures()).toEqual(before);
    expect(await ask(phone, 'GET', '/me')).toMatchObject({ status: 404, body: { code: 'VOLUNTEER.UNKNOWN' } });
    expect((await login(phone)).status).toBe(401);
    const refresh = await stack.post('/api/v1/auth/refresh', { headers: { Cookie: cookie } });
    expect(refresh.status).toBe(401);

    const again = await stack.bringIn('volunteers', file);
    expect([again.rows, again.refusalsByCode]).toMatchObject([{ unchanged: 1, refused: 1 }, { erased: 1 }]);
    await settled(Date.now());
    expect(await figures()).toEqual(before);
    const recount = await ask('admin', 'POST', '/reports/years/2022/recount');
    expect(recount.body).toMatchObject({ equal: true });
  });

  test('forgets who it was: the same identity registering again is a new person', async () => {
    const { phone, input, no } = await ownAccount();
    const before = await registered(thisYear);
    expect((await ask(phone, 'DELETE', '/me')).status).toBe(204);
    const { no: another } = await ownAccount(input);
    expect(another).not.toBe(no);
    await stack.until(20_000, 'counted', async () => (await registered(thisYear)) === before + 1);
  });

  test('is done by the office where the person lives, and by no other', async () => {
    expect(await ask('village', 'DELETE', '/volunteers/W1')).toMatchObject({ status: 404 });
    expect(await ask('leader', 'DELETE', '/volunteers/V2')).toMatchObject({ status: 403 });
    expect((await ask('village', 'DELETE', '/volunteers/V2')).status).toBe(204);
    expect(await ask('village', 'DELETE', '/volunteers/V2')).toMatchObject({ body: { code: 'VOLUNTEER.UNKNOWN' } });
  });
});
