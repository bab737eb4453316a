import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type Answer,
  divisionsCsv,
  publishSession,
  type StackInSight,
  startInSight,
  teamsCsv,
  type TestStack,
  volunteersCsv,
} from '#testing';

type Body = Record<string, unknown>;
interface SignUp {
  readonly volunteerNo: string;
  readonly state: string;
}

const HOUR = 3_600_000;
const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();
const MEMBERS = Array.from({ length: 30 }, (_, i) => `M${i}`);
const OTHERS = Array.from({ length: 30 }, (_, i) => `X${i}`);

let sight: StackInSight;
let stack: TestStack;
let leader = '';

beforeAll(async () => {
  sight = await startInSight({ REPLICAS: '2' });
  stack = sight.stack;
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1', 'T2', 'R1', 'R2', 'R3', 'R4']));
  await stack.bringIn('volunteers', volunteersCsv(MEMBERS, { 队伍编号: 'T1' }));
  await stack.bringIn('volunteers', volunteersCsv(OTHERS));
  await stack.post('/api/v1/accounts', {
    token: stack.token,
    json: { username: 'leader', password: 'Patient-river-88', grants: [{ role: 'leader', team: 'T1' }] },
  });
  leader = await stack.signIn('leader', 'Patient-river-88');
}, 120_000);
afterAll(() => sight.stop());

const request = (method: string, path: string, json?: Body, token = stack.token): Promise<Answer> =>
  stack.request(method, `/api/v1/sessions${path}`, { token, ...(json === undefined ? {} : { json }) });

function published(capacity: number, change: Body = {}): Promise<string> {
  const planned = {
    ...{ name: '防溺水巡河', place: '东河', posts: [{ id: 'a', name: '巡河', capacity }] },
    ...{ risks: '河岸湿滑', safeguards: '救生衣' },
  };
  return publishSession(stack, { startsAt: at(48), endsAt: at(50), ...planned, ...change });
}
const reserve = (no: string, places: number, change: Body = {}, team = 'T1') =>
  request('PUT', `/${no}/teams/${team}/reservations/a`, { places, ...change }, leader);
const name = (no: string, add: string[], remove: string[] = []) =>
  request('POST', `/${no}/teams/T1/names`, { post: 'a', add, remove }, leader);
const signUp = (no: string, volunteerNo: string) =>
  request('POST', `/${no}/sign-ups`, { volunteerNo, post: 'a', overriding: ['clash'] });
const states = async (no: string) =>
  Object.fromEntries(
    ((await request('GET', `/${no}/sign-ups`)).body.signUps as SignUp[]).map((s) => [s.volunteerNo, s.state]),
  );
const errorsOf = ({ body }: Answer) => (body.errors as { path: string; code: string }[]).map((e) => [e.path, e.code]);

test('a leader reserves places, names and swaps people in one act, and sees who has agreed', async () => {
  const no = await published(3);
  expect(await reserve(no, 2)).toMatchObject({ status: 200, body: { reservations: [{ post: 'a', places: 2 }] } });
  await signUp(no, 'X0');
  expect((await signUp(no, 'X1')).body.state).toBe('waiting');
  expect((await name(no, ['M0', 'M1'])).status).toBe(200);
  await request('POST', `/${no}/sign-ups/M0/accept`, undefined, leader);
  const swapped = await name(no, ['M2'], ['M1']);
  expect(swapped.body.signUps).toMatchObject([
    { volunteerNo: 'M0', state: 'confirmed', team: 'T1' },
    { volunteerNo: 'M2', state: 'offered', team: 'T1' },
  ]);
  expect((await request('GET', `/${no}/teams/T1`, undefined, leader)).body).toMatchObject({
    signUps: swapped.body.signUps as SignUp[],
  });
  expect(await states(no)).toEqual({ M0: 'confirmed', M2: 'offered', X0: 'confirmed', X1: 'waiting' });
  await reserve(no, 0);
  await request('DELETE', `/${no}/sign-ups/M2`);
  expect(await states(no)).toEqual({ M0: 'confirmed', X0: 'confirmed', X1: 'offered' });
});

test('who is in charge sees what every team has reserved and named, a leader what his team has', async () => {
  const no = await published(9);
  await reserve(no, 3);
  await request('PUT', `/${no}/teams/T2/reservations/a`, { places: 2 });
  expect((await name(no, ['M11'])).status).toBe(200);
  const seen = async (token?: string) =>
    (await request('GET', `/${no}/sign-ups`, undefined, token)).body.reservations as Body[];
  const own = { team: 'T1', post: 'a', places: 3, named: 1, until: expect.stringMatching(/\+08:00$/) };
  expect(await seen()).toEqual([own, { ...own, team: 'T2', places: 2, named: 0 }]);
  expect(await seen(leader)).toEqual([own]);
});

test('where somebody in charge decides who comes, he grants a team its places; whom it names needs no approval', async () => {
  const no = await published(5, { signUp: { minimumAge: 16, approval: true } });
  const refused = await reserve(no, 2);
  expect([refused.status, errorsOf(refused)]).toEqual([422, [['', 'not_granted']]]);
  await request('PUT', `/${no}/teams/T1/reservations/a`, { places: 2 });
  expect((await name(no, ['M12'])).status).toBe(200);
  expect((await request('POST', `/${no}/sign-ups/M12/accept`, undefined, leader)).body.state).toBe('confirmed');
  expect((await reserve(no, 1)).status).toBe(200);
});

test('nothing is kept for a team that nobody knows', async () => {
  const no = await published(2);
  const keep = (places: number) => request('PUT', `/${no}/teams/T-nobody/reservations/a`, { places });
  expect(await keep(1)).toMatchObject({ status: 404, body: { code: 'TEAM.UNKNOWN' } });
  expect((await keep(0)).status).toBe(200);
});

test('who named or took back is kept with those on whom he acted, and nobody with those to whom their places go', async () => {
  const no = await published(2);
  await reserve(no, 2);
  expect((await name(no, ['M27'])).status).toBe(200);
  for (const x of ['X27', 'X28']) expect((await signUp(no, x)).body.state).toBe('waiting');
  await reserve(no, 1);
  expect((await name(no, [], ['M27'])).status).toBe(200);
  await reserve(no, 0);
  const kept = await sight.database('scheduling').collection('sign-ups').find({ sessionNo: no }).toArray();
  const acts = kept.map((d) => [
    d['volunteerNo'] as string,
    ...(d['history'] as { became: string; by: string }[]).map((h) => `${h.became} ${h.by}`),
  ]);
  expect(acts.sort()).toEqual([
    ['M27', 'offered leader', 'cancelled leader'],
    ['X27', 'waiting admin', 'offered '],
    ['X28', 'waiting admin', 'offered '],
  ]);
});

test('nobody is named where anything speaks against one of them, and every reason is told of each', async () => {
  const no = await published(5);
  await reserve(no, 2);
  await signUp(no, 'M5');
  const refused = await name(no, ['M5', 'M6'], ['M7']);
  expect(refused).toMatchObject({ status: 422, body: { code: 'SIGN_UP.REFUSED' } });
  expect(errorsOf(refused)).toEqual([
    ['M5', 'already_signed_up'],
    ['M7', 'not_of_the_team'],
  ]);
  expect(errorsOf(await name(no, ['M8', 'M9', 'M10']))).toEqual([['', 'too_few_places']]);
  expect(await states(no)).toEqual({ M5: 'confirmed' });
  expect(errorsOf(await reserve(no, 5))).toEqual([['', 'too_few_places']]);
  expect(errorsOf(await reserve(no, 1, { until: at(49) }))).toEqual([['', 'reserved_until_too_late']]);
});

test('a leader acts for his own team and people alone', async () => {
  const no = await published(5);
  expect(await reserve(no, 2, {}, 'T2')).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
  await reserve(no, 2);
  expect(await name(no, ['X5'])).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
  expect(await name(no, ['nobody'])).toMatchObject({ status: 404, body: { code: 'VOLUNTEER.UNKNOWN' } });
  expect(await states(no)).toEqual({});
});

test('what is not taken when a reservation ends goes to who waits, without anybody asking', async () => {
  const no = await published(1);
  await reserve(no, 1, { until: at(3 / 3600) });
  await signUp(no, 'X9');
  await name(no, ['M20']);
  expect(await states(no)).toEqual({ M20: 'offered', X9: 'waiting' });
  await stack.until(20_000, 'offered', async () => (await states(no))['X9'] === 'offered');
  expect(await states(no)).toEqual({ X9: 'offered' });
  expect((await request('GET', `/${no}/teams/T1`, undefined, leader)).body).toEqual({ reservations: [], signUps: [] });
});

test('teams reserve, name and others sign up at the same moment: no place is given twice or left over', async () => {
  const no = await published(20);
  await Promise.all([
    ...[1, 2, 3, 4].map((i) => request('PUT', `/${no}/teams/R${i}/reservations/a`, { places: 4 })),
    reserve(no, 4),
    ...OTHERS.map((v) => signUp(no, v)),
  ]);
  const named = await Promise.all(MEMBERS.slice(0, 8).map((v) => name(no, [v])));
  const { reservations } = (await request('GET', `/${no}/teams/T1`, undefined, leader)).body as {
    reservations: Body[];
  };
  const places = (reservations[0]?.places ?? 0) as number;
  expect(named.filter((a) => a.status === 200)).toHaveLength(places);
  await Promise.all([1, 2, 3, 4].map((i) => request('PUT', `/${no}/teams/R${i}/reservations/a`, { places: 0 })));
  const held = Object.values(await states(no)).filter((s) => s === 'confirmed' || s === 'offered');
  expect(held).toHaveLength(20);
});

test('the text for the group chat says when, where, what to mind and how many places are left, and names nobody', async () => {
  const no = await published(9);
  await reserve(no, 3);
  await name(no, ['M25', 'M26']);
  await request('POST', `/${no}/sign-ups/M25/accept`, undefined, leader);
  const text = (await request('GET', `/${no}/teams/T1/text`, undefined, leader)).body as unknown as string;
  expect(text).toMatch(
    /^【志愿服务】防溺水巡河\n时间：\d{4}-\d\d-\d\d \d\d:\d\d 至 .*\n地点：东河\n注意：河岸湿滑\n保障：救生衣\n/,
  );
  expect(text).toMatch(/巡河：本队已确认 1 人，待本人确认 1 人\n还有 1 个名额，为本队保留到 /);
  expect(text).not.toMatch(/M25|M26|张三丰/);
});

test('whoever is taken off by somebody in charge or by his leader is told, once, and who cancels himself is not', async () => {
  const no = await published(5);
  const own = new Map<string, string>();
  for (const volunteerNo of ['M20', 'M21', 'X20', 'X21']) {
    const account = {
      username: volunteerNo,
      password: 'Patient-river-88',
      volunteerNo,
      grants: [{ role: 'volunteer' }],
    };
    own.set(volunteerNo, await stack.account(account));
  }
  await reserve(no, 2);
  expect((await name(no, ['M20', 'M21'])).status).toBe(200);
  for (const x of ['X20', 'X21']) expect((await signUp(no, x)).status).toBe(201);
  expect((await name(no, ['M22'], ['M20'])).status).toBe(200);
  expect((await name(no, ['M23', 'M24'], ['M21'])).status).toBe(422);
  expect((await request('DELETE', `/${no}/sign-ups/X20`)).status).toBe(200);
  const himself = { token: own.get('X21') };
  expect((await stack.request('DELETE', `/api/v1/me/sign-ups/${no}`, himself)).status).toBe(200);
  const told = async (who: string) =>
    ((await stack.get('/api/v1/notices', { token: own.get(who) })).body.notices as Body[])
      .filter((n) => n['sessionNo'] === no && n['kind'] === 'removed')
      .map((n) => /已由负责人或队长取消/.test(String(n['text'])));
  await stack.until(20_000, 'told', async () => (await told('M20')).length + (await told('X20')).length === 2);
  expect(await Promise.all(['M20', 'M21', 'X20', 'X21'].map(told))).toEqual([[true], [], [true], []]);
});
