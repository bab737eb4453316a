import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Answer, divisionsCsv, sessionsCsv, teamsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

type Body = Record<string, unknown>;

const HOUR = 3_600_000;
const PASSWORD = 'Patient-river-88';
const at = (hours: number): string => {
  const china = new Date(Math.floor(Date.now() / 1000) * 1000 + (hours + 8) * HOUR);
  return china.toISOString().replace('.000Z', '+08:00');
};

let stack: TestStack;
let volunteer = '';

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(['V0', 'V1', 'V2', 'V3']));
  const account = { username: 'v0', password: PASSWORD, grants: [{ role: 'volunteer' }], volunteerNo: 'V0' };
  expect((await stack.post('/api/v1/accounts', { token: stack.token, json: account })).status).toBe(201);
  volunteer = await stack.signIn('v0', PASSWORD);
}, 120_000);
afterAll(() => stack.stop());

const request = (method: string, path: string, json?: Body, token = stack.token): Promise<Answer> =>
  stack.request(method, `/api/v1/sessions${path}`, { token, ...(json === undefined ? {} : { json }) });

const planned = (change: Body = {}): Body => ({
  ...{ name: '防溺水巡河', division: VILLAGE, place: '东河', startsAt: at(48), endsAt: at(50) },
  ...{ personInCharge: '张三丰', risks: '河岸湿滑', safeguards: '救生衣' },
  posts: [{ id: 'a', name: '巡河', capacity: 2 }],
  signUp: { minimumAge: 16, closesAt: at(40), cancelUntil: at(-1) },
  ...change,
});
async function draft(change: Body = {}): Promise<string> {
  return (await request('POST', '', planned(change))).body.sessionNo as string;
}
async function published(change: Body = {}): Promise<string> {
  const no = await draft(change);
  for (const step of ['submit', 'publish']) expect((await request('POST', `/${no}/${step}`)).status).toBe(200);
  return no;
}
const signUp = (no: string, volunteerNo: string) =>
  request('POST', `/${no}/sign-ups`, { volunteerNo, post: 'a', overriding: ['clash'] });
const states = async (no: string) =>
  ((await request('GET', `/${no}/sign-ups`)).body.signUps as { volunteerNo: string; state: string }[]).map((s) => [
    s.volunteerNo,
    s.state,
  ]);
const codes = ({ body }: Answer) => (body.errors as { code: string }[]).map((e) => e.code);
const noticesOf = async (no: string) => {
  const { body } = await stack.get('/api/v1/notices', { token: volunteer });
  return (body.notices as { sessionNo: string; kind: string; text: string }[]).filter((n) => n.sessionNo === no);
};

test('a published session that is moved takes its sign-ups along: everybody is told why and may cancel until it starts', async () => {
  const no = await published();
  await signUp(no, 'V0');
  expect(codes(await request('DELETE', `/${no}/sign-ups/V0`))).toEqual(['too_late_to_cancel']);
  const [startsAt, endsAt, closesAt] = [at(72), at(74), at(64)];
  const moved = { startsAt, place: '西河', because: '东河涨水' };
  expect(await request('PATCH', `/${no}`, moved)).toMatchObject({
    status: 200,
    body: {
      ...{ startsAt, endsAt, place: '西河' },
      signUp: { closesAt, cancelUntil: startsAt },
    },
  });
  await stack.until(20_000, 'told', async () => (await noticesOf(no)).length > 0);
  expect(await noticesOf(no)).toMatchObject([
    { kind: 'changed', text: expect.stringMatching(/东河涨水.*西河/) as unknown },
  ]);
  // What is at the new time clashes now, and what was at the old time no longer.
  const then = await published({ startsAt: at(73), endsAt: at(75) });
  expect(codes(await request('POST', `/${then}/sign-ups`, { volunteerNo: 'V0', post: 'a' }))).toEqual(['clash']);
  const before = await published();
  expect((await request('POST', `/${before}/sign-ups`, { volunteerNo: 'V0', post: 'a' })).status).toBe(201);
  expect((await request('DELETE', `/${no}/sign-ups/V0`)).status).toBe(200);
});

test('more places are offered to who waits; fewer than are held are refused, with every reason', async () => {
  const no = await published({ posts: [{ id: 'a', name: '巡河', capacity: 1 }] });
  for (const v of ['V1', 'V2', 'V3']) await signUp(no, v);
  const posts = (capacity: number) => ({ posts: [{ id: 'a', name: '巡河', capacity }], because: '增加人手' });
  expect((await request('PATCH', `/${no}`, posts(2))).status).toBe(200);
  expect(await states(no)).toEqual([
    ...[
      ['V1', 'confirmed'],
      ['V2', 'offered'],
      ['V3', 'waiting'],
    ],
  ]);
  const refused = await request('PATCH', `/${no}`, { ...posts(1), startsAt: at(-1), endsAt: at(-2) });
  expect(refused).toMatchObject({ status: 422, body: { code: 'SESSION.CHANGE_REFUSED' } });
  expect(codes(refused)).toEqual(['starts_in_the_past', 'ends_before_it_starts', 'sign_up_over', 'places_taken']);
  expect(codes(await request('PATCH', `/${no}`, { because: '无' }))).toEqual(['nothing_to_change']);
  expect((await request('PATCH', `/${no}`, { place: '西河' })).status).toBe(400);
});

test('a draft, a session under way and one that a file has brought are not changed so', async () => {
  const change = { place: '西河', because: '换地点' };
  expect((await request('PATCH', `/${await draft()}`, change)).body.code).toBe('SESSION.NOT_CHANGEABLE');
  const no = await published({ startsAt: at(3 / 3600), endsAt: at(1), signUp: { minimumAge: 16 } });
  await stack.until(20_000, 'running', async () => (await request('GET', `/${no}`)).body.stage === 'running');
  expect(await request('PATCH', `/${no}`, change)).toMatchObject({ status: 409 });
  await stack.bringIn('sessions', sessionsCsv(['S1']));
  expect((await request('PATCH', '/S1', change)).body.code).toBe('SESSION.UNKNOWN');
});

test('what a file has brought is found and listed as what was planned here', async () => {
  await stack.bringIn(
    'sessions',
    sessionsCsv(['F1', 'F2'], { 开始时间: '2031-05-01 08:00', 结束时间: '2031-05-01 09:00' }),
  );
  const no = await published({ startsAt: '2031-05-01T08:30:00+08:00', endsAt: '2031-05-01T09:30:00+08:00' });
  expect(await request('GET', '/F1', undefined, volunteer)).toMatchObject({
    ...{ status: 200, body: { sessionNo: 'F1', posts: [], personInCharge: '' } },
  });
  const list = async (query: string) => {
    const { body } = await request('GET', `?from=2031-05-01T00:00:00Z&${query}`, undefined, volunteer);
    return (body.sessions as { sessionNo: string }[]).map((s) => s.sessionNo);
  };
  expect(await list('')).toEqual(['F1', 'F2', no]);
  expect(await list('after=F1')).toEqual(['F2', no]);
  expect(await list(`after=${no}`)).toEqual([]);
  expect(await list(`division=${VILLAGE}`)).toContain(no);
  expect(await list('division=999999')).toEqual([]);
  expect(await list('until=2031-05-01T00:10:00Z')).toEqual(['F1', 'F2']);
});

test('a page goes on where the one before ended, although the session there was moved meanwhile', async () => {
  const on = (day: number) => ({
    startsAt: `2032-05-0${day}T08:30:00+08:00`,
    endsAt: `2032-05-0${day}T09:30:00+08:00`,
  });
  const [first, second, third] = [await published(on(1)), await published(on(2)), await published(on(3))];
  const list = async (query: string) => {
    const { body } = await request('GET', `?from=2032-05-01T00:00:00Z&${query}`);
    return (body.sessions as { sessionNo: string; startsAt: string }[]).map((s) => s.sessionNo);
  };
  expect(await list('')).toEqual([first, second, third]);
  expect((await request('PATCH', `/${first}`, { ...on(9), because: '改期' })).status).toBe(200);
  const start = encodeURIComponent(on(1).startsAt);
  expect(await list(`after=${first}&afterStart=${start}`)).toEqual([second, third, first]);
});

test('of those who plan a draft anew at the same moment with the rev they have seen, one does, and the others are told', async () => {
  const no = await draft();
  const seen = (await request('GET', `/${no}`)).body as { rev: number };
  const put = (name: string, change: Body = {}) => request('PUT', `/${no}`, planned({ name, ...change }));
  const answers = await Promise.all(['一', '二', '三', '四'].map((name) => put(name, { rev: seen.rev })));
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409, 409]);
  const kept = answers.find((a) => a.status === 200)!.body as { name: string; rev: number };
  expect(answers.find((a) => a.status === 409)!.body.code).toBe('SESSION.CHANGED_MEANWHILE');
  expect((await request('GET', `/${no}`)).body).toMatchObject({ name: kept.name, rev: kept.rev });
  expect((await put('五', { rev: kept.rev })).status).toBe(200);
  // Who does not say what he has seen has the last word, as before there was a rev.
  const unasked = await Promise.all(['六', '七', '八'].map((name) => put(name)));
  expect(unasked.map((a) => a.status)).toEqual([200, 200, 200]);
  expect(new Set(unasked.map((a) => (a.body as { rev: number }).rev)).size).toBe(3);
});

test('drafts and what is in review are listed for those who plan there, and for nobody else', async () => {
  const [one, other] = [await draft(), await draft()];
  await request('POST', `/${other}/submit`);
  const list = async (stage: string, token?: string) => {
    const { body } = await request('GET', `?stage=${stage}`, undefined, token);
    return (body.sessions as { sessionNo: string }[]).map((s) => s.sessionNo);
  };
  expect(await list('draft')).toContain(one);
  expect(await list('draft')).not.toContain(other);
  expect(await list('review')).toEqual([other]);
  expect(await list('review', volunteer)).toEqual([]);
  expect((await request('GET', '?stage=published')).status).toBe(400);
});

test('a volunteer signs himself up with his own account, sees where, accepts and cancels; nobody signs up so who is none', async () => {
  const own = (method: string, path = '', json?: Body, token = volunteer) =>
    stack.request(method, `/api/v1/me/sign-ups${path}`, { token, ...(json === undefined ? {} : { json }) });
  const times = { startsAt: at(100), endsAt: at(102), signUp: { minimumAge: 16 } };
  const no = await published({ ...times, posts: [{ id: 'a', name: '巡河', capacity: 1 }] });
  await signUp(no, 'V1');
  expect(await own('POST', '', { sessionNo: no, post: 'a' })).toMatchObject({
    status: 201,
    body: { state: 'waiting' },
  });
  expect(codes(await own('POST', '', { sessionNo: no, post: 'a' }))).toEqual(['already_signed_up']);
  await request('DELETE', `/${no}/sign-ups/V1`);
  expect(await own('POST', `/${no}/accept`)).toMatchObject({ status: 200, body: { state: 'confirmed' } });
  const seen = (await own('GET')).body.signUps as { state: string; session: { sessionNo: string; name: string } }[];
  expect(seen.filter((s) => s.session.sessionNo === no)).toMatchObject([
    { state: 'confirmed', session: { name: '防溺水巡河' } },
  ]);
  expect(await own('DELETE', `/${no}`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  expect(await own('POST', '', { sessionNo: await draft(), post: 'a' })).toMatchObject({ status: 404 });
  const asNobody = await own('POST', '', { sessionNo: no, post: 'a' }, stack.token);
  expect(asNobody).toMatchObject({ status: 403, body: { code: 'ACCOUNT.NOT_A_VOLUNTEER' } });
});

test('a minor takes part where a guardian has consented, or where who is in charge has seen it', async () => {
  const fifteen = { 证件类型: '02', 出生日期: `${Number(at(0).slice(0, 4)) - 15}-01-01` };
  await stack.bringIn('volunteers', volunteersCsv(['M1', 'M2'], fifteen));
  const no = await published({ startsAt: at(150), endsAt: at(152), signUp: { minimumAge: 12 } });
  expect(codes(await request('POST', `/${no}/sign-ups`, { volunteerNo: 'M1', post: 'a' }))).toEqual([
    'guardian_missing',
  ]);
  const seen = { volunteerNo: 'M1', post: 'a', overriding: ['guardian_missing'] };
  expect((await request('POST', `/${no}/sign-ups`, seen)).status).toBe(201);
});

test('a post is taken by who has the qualification that it asks for, on the day of the session', async () => {
  const posts = [{ id: 'a', name: '救生', capacity: 5, qualifications: ['lifeguard'] }];
  const no = await published({ startsAt: at(160), endsAt: at(162), posts, signUp: { minimumAge: 16 } });
  const wish = { volunteerNo: 'V2', post: 'a' };
  const lacking = await request('POST', `/${no}/sign-ups`, wish);
  expect(codes(lacking)).toEqual(['qualification_missing']);
  const ask = (method: string, path: string, json?: Body) =>
    stack.request(method, `/api/v1/volunteers/V2/qualifications${path}`, { token: stack.token, json });
  const day = at(160).slice(0, 10);
  const certificate = { code: 'lifeguard', from: '2020-01-01', certificate: 'LG-110-2020' };
  // One that ended the day before is of no use.
  const before = new Date(Date.parse(day) - 24 * 3_600_000).toISOString().slice(0, 10);
  expect((await ask('POST', '', { ...certificate, until: before })).status).toBe(201);
  expect(codes(await request('POST', `/${no}/sign-ups`, wish))).toEqual(['qualification_missing']);
  const recorded = await ask('POST', '', { ...certificate, until: null });
  expect(recorded).toMatchObject({ status: 201, body: { code: 'lifeguard', withdrawnBecause: '' } });
  expect(JSON.stringify(recorded.body)).not.toContain('LG-110-2020');
  expect((await request('POST', `/${no}/sign-ups`, wish)).status).toBe(201);
  const withdrawn = await ask('POST', `/${recorded.body.id as string}/withdraw`, { because: '证书有误' });
  expect(withdrawn).toMatchObject({ status: 200, body: { withdrawnBecause: '证书有误' } });
  expect((await ask('GET', '')).body.qualifications).toHaveLength(2);
  expect(await request('DELETE', `/${no}/sign-ups/V2`)).toMatchObject({ status: 200 });
  expect(codes(await request('POST', `/${no}/sign-ups`, wish))).toEqual(['qualification_missing']);
  expect((await ask('POST', '', { ...certificate, until: '2019-01-01' })).status).toBe(400);
});

test('a calendar program follows a volunteer, or a team, by an address that can be revoked', async () => {
  const no = await published({ startsAt: at(200), endsAt: at(202), teamNo: 'T1' });
  await signUp(no, 'V0');
  await stack.bringIn('teams', teamsCsv(['T1']));
  const read = async (path: string) => {
    const { status, body } = await stack.get(path);
    // Long lines are folded (RFC 5545, 3.1).
    return status === 200 ? (body as unknown as string).replaceAll('\r\n ', '') : status;
  };
  const make = async (path: string, token: string) =>
    (await stack.post(`/api/v1/${path}/calendar`, { token })).body.path as string;
  const event = (status: string) =>
    new RegExp(`BEGIN:VEVENT\\r\\nUID:${no}\\r\\n[^]*?SUMMARY:防溺水巡河\\r\\n[^]*?STATUS:${status}`);
  const [own, ofTeam] = [await make('me', volunteer), await make('teams/T1', stack.token)];
  expect(await read(own)).toMatch(event('CONFIRMED'));
  expect(await read(ofTeam)).toMatch(event('CONFIRMED'));
  await request('POST', `/${no}/cancel`);
  await stack.until(10_000, 'cancelled', async () => event('CANCELLED').test(String(await read(ofTeam))));
  expect(await read(own)).not.toContain(no);
  const anew = await make('me', volunteer);
  expect([await read(own), typeof (await read(anew))]).toEqual([404, 'string']);
  await stack.request('DELETE', '/api/v1/teams/T1/calendar', { token: stack.token });
  expect(await read(ofTeam)).toBe(404);
});
