import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Grant } from '#contracts';
import { type Answer, attendanceCsv, csvOf, sessionsCsv, TestStack, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();
/** A day in UTC+08:00, so many days from today. */
const day = (days = 0): string => new Date(Date.now() + (days * 24 + 8) * HOUR).toISOString().slice(0, 10);

const COUNTY = '430922';
const [JIA, YI] = ['430922001', '430922002'];
/** 东, 西 and 南 lie in 甲镇, 北 in 乙镇. */
const [EAST, WEST, SOUTH, NORTH] = ['430922001001', '430922001002', '430922001003', '430922002001'];
/** Founded here: the village that 东 and 西 become, 南 in 乙镇, a part of that. */
const [NEW, MOVED, PART] = ['430922001009', '430922002009', '430922002010'];
const PLACES = [COUNTY, JIA, YI, EAST, WEST, SOUTH, NORTH];
const VILLAGES = { E: EAST, W: WEST, S: SOUTH, N: NORTH };
type Letter = keyof typeof VILLAGES;
const LETTERS = Object.keys(VILLAGES) as Letter[];
const EACH = 5;
const numbers = (of: Letter): string[] => Array.from({ length: EACH }, (_, i) => `${of}${String(i)}`);
const APPROVAL = { document: '桃政函〔2026〕1号', because: '村级区划调整' };

let stack: TestStack;
const tokens = new Map<string, string>();
const ask = (who: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const act = (path: string, json: object): Promise<Answer> =>
  ask('admin', 'POST', `/divisions${path}`, { ...APPROVAL, ...json });
const code = ({ status, body }: Answer) => [status, (body as { code?: string }).code];
const signIn = async (who: string) => tokens.set(who, await stack.signIn(who, PASSWORD));

const divisionRow = (of: string, name: string) => ({
  ...{ 区划代码: of, 名称: name, 上级代码: of.slice(0, -3) },
  级别: { 6: '县', 9: '乡镇', 12: '村' }[of.length] ?? '',
});
const divisions = [COUNTY, JIA, YI, EAST, WEST, SOUTH, NORTH].map((of, i) => divisionRow(of, `区划${String(i)}`));
const volunteers = (): string =>
  LETTERS.map((of) => volunteersCsv(numbers(of), { 区划代码: VILLAGES[of] }))
    .map((csv, i) => (i === 0 ? csv : csv.split('\r\n').slice(1).join('\r\n')))
    .join('');
const teams = (name = '队伍') =>
  csvOf(
    'teams',
    LETTERS.map((of) => ({ 队伍编号: `T-${of}`, 队伍名称: name + of, 区划代码: VILLAGES[of], 成立日期: '2020-01-01' })),
  );
const sessions = (): string =>
  LETTERS.map((of) => sessionsCsv([`S-${of}`], { 区划代码: VILLAGES[of], 队伍编号: `T-${of}` }))
    .map((csv, i) => (i === 0 ? csv : csv.split('\r\n').slice(1).join('\r\n')))
    .join('');
const attendance = attendanceCsv(
  LETTERS.flatMap((of) =>
    [...numbers(of), 'N0'].flatMap((no) => [
      { 记录编号: randomUUID(), 场次编号: `S-${of}`, 志愿者编号: no },
      {
        记录编号: randomUUID(),
        场次编号: `S-${of}`,
        志愿者编号: no,
        类型: '签退',
        发生时间: '2022-05-01T10:00:00+08:00',
      },
    ]),
  ),
);

type Report = Record<string, unknown> & { registeredVolunteers: number; teams: number };
async function report(
  of: string,
): Promise<{ registered: number; teams: number; bySessions: unknown; byHome: unknown }> {
  const found = (await stack.report(2022, of)) as Report;
  const { asOf: _, labels: __, divisionName: ___, registeredVolunteers: registered, ...figures } = found;
  const { teams: count, activeRate: ____, byHomeTownship: byHome, ...bySessions } = figures;
  return { registered, teams: count, bySessions, byHome };
}
const reports = async () =>
  Object.fromEntries(await Promise.all(PLACES.map(async (p) => [p, await report(p)] as const)));
/** Registered volunteers and teams of some divisions, when they are as expected, or as they are after a while. */
async function counted(expected: Record<string, [number, number]>): Promise<void> {
  const found = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.keys(expected).map(async (of) => {
          const { registered, teams: count } = await report(of);
          return [of, [registered, count]] as const;
        }),
      ),
    );
  // A division that was founded just now is not known at once.
  const isSo = async () => JSON.stringify(await found().catch(() => null)) === JSON.stringify(expected);
  await stack.until(10_000, 'counted', isSo).catch(() => undefined);
  expect(await found()).toEqual(expected);
}
const villageOf = async (no: string) => (await ask('admin', 'GET', `/volunteers/${no}`)).body.division as string;
const recounted = async () => (await ask('admin', 'POST', '/reports/years/2022/recount')).body.equal as boolean;

const GRANTS: Readonly<Record<string, Grant>> = {
  east: { role: 'village', division: EAST },
  north: { role: 'village', division: NORTH },
  yi: { role: 'township', division: YI },
  county: { role: 'county', division: COUNTY },
  other: { role: 'county', division: '430923' },
};
let before: Awaited<ReturnType<typeof reports>>;
let planned = '';
const session = (division: string) => ({
  ...{ name: '河道清洁', division, startsAt: at(2), endsAt: at(4), personInCharge: '张三丰', risks: '湿滑' },
  ...{ safeguards: '安全员', posts: [{ id: 'a', name: '清洁', capacity: 9 }], signUp: { minimumAge: 16 } },
});

beforeAll(async () => {
  stack = await TestStack.start({ REPLICAS: '2' });
  tokens.set('admin', stack.token);
  await stack.bringIn('divisions', csvOf('divisions', divisions));
  await stack.bringIn('teams', teams());
  await stack.bringIn('volunteers', volunteers());
  await stack.bringIn('sessions', sessions());
  await stack.bringIn('attendance', attendance);
  for (const [username, grant] of Object.entries(GRANTS)) {
    await ask('admin', 'POST', '/accounts', { username, password: PASSWORD, grants: [grant] });
    await signIn(username);
  }
  planned = (await ask('admin', 'POST', '/sessions', session(EAST))).body.sessionNo as string;
  await counted({ [COUNTY]: [20, 4], [JIA]: [15, 3], [YI]: [5, 1], [EAST]: [5, 1], [NORTH]: [5, 1] });
  await stack.until(20_000, 'counted', async () => ((await stack.report(2022)) as Report)['personTimes'] === 23);
  before = await reports();
}, 180_000);
afterAll(() => stack.stop());

test('two villages become a new one: people and teams go along, what took place stays', async () => {
  const { status, body } = await act(`/${EAST}/merge`, { with: [WEST], into: { code: NEW, name: '东西村' } });
  expect([status, body]).toMatchObject([
    200,
    {
      code: EAST,
      endedOn: day(),
      heir: NEW,
      moved: { volunteers: 10, teams: 2 },
      acts: [{ kind: 'merge', ...APPROVAL }],
    },
  ]);
  await counted({ [COUNTY]: [20, 4], [JIA]: [15, 3], [NEW]: [10, 2], [EAST]: [0, 0], [WEST]: [0, 0], [SOUTH]: [5, 1] });
  const after = await reports();
  for (const each of PLACES) expect(after[each]?.bySessions).toEqual(before[each]?.bySessions);
  for (const each of PLACES) expect(after[each]?.byHome).toEqual(before[each]?.byHome);
  expect(await recounted()).toBe(true);
  expect([await villageOf('E1'), await villageOf('W1'), await villageOf('S1')]).toEqual([NEW, NEW, SOUTH]);
});

test('the history tells what they were, and which went where', async () => {
  const find = async (of: string, on = day()) =>
    (await ask('admin', 'GET', `/divisions/${of}?on=${on}`)).body as object;
  expect(await find(EAST, day(-1))).toMatchObject({ endedOn: null, heir: null, acts: [] });
  expect(await find(NEW)).toMatchObject({
    name: '东西村',
    foundedOn: day(),
    endedOn: null,
    predecessors: [EAST, WEST],
  });
  expect(await find(NEW, day(-1))).toMatchObject({ code: 'DIVISION.UNKNOWN' });
  expect((await ask('admin', 'GET', `/teams/T-E`)).body.division).toBe(NEW);
  expect((await ask('admin', 'GET', `/teams/T-E?on=${day(-1)}`)).body.division).toBe(EAST);
  const { body } = await ask('admin', 'GET', `/audit?target=${EAST}`);
  expect(body.entries).toMatchObject([{ act: 'POST /api/v1/divisions/{code}/merge', because: APPROVAL.because }]);
});

test('the same file again changes nothing, and one that comes later leads to where it would have led before', async () => {
  const again = await stack.bringIn('volunteers', volunteers());
  expect(again.rows).toMatchObject({ accepted: 0, unchanged: 20, refused: 0 });
  expect((await stack.bringIn('teams', teams())).rows).toMatchObject({ unchanged: 4 });
  // An old file with another phone number, and one with people who were never brought in.
  await stack.bringIn('volunteers', volunteersCsv(['E1'], { 区划代码: EAST, 手机: '13800000001' }));
  await stack.bringIn('volunteers', volunteersCsv(['E9'], { 区划代码: EAST }));
  await stack.bringIn('teams', teams('老队伍'));
  expect([await villageOf('E1'), await villageOf('E9')]).toEqual([NEW, NEW]);
  await counted({ [COUNTY]: [21, 4], [NEW]: [11, 2], [EAST]: [0, 0] });
  const file = csvOf('divisions', [{ ...divisions[3], 名称: '旧名' }]);
  expect((await stack.bringIn('divisions', file)).rows).toMatchObject({ accepted: 1 });
  expect((await ask('admin', 'GET', `/divisions/${EAST}`)).body).toMatchObject({ name: '旧名', heir: NEW });
  expect(await recounted()).toBe(true);
});

describe('in a village that has ended', () => {
  const ended = { status: 409, body: { code: 'DIVISION.ENDED', title: expect.stringContaining(`${NEW}（东西村）`) } };
  test('nothing new is placed', async () => {
    const team = { name: '新队', division: EAST, leader: { name: '王小明' } };
    expect(await ask('admin', 'POST', '/teams', team)).toMatchObject(ended);
    expect(await ask('admin', 'POST', '/sessions', session(EAST))).toMatchObject(ended);
    const { startsAt: _, endsAt: __, ...activity } = session(EAST);
    expect(await ask('admin', 'POST', '/activities', { ...activity, minutes: 60 })).toMatchObject(ended);
    const himself = {
      ...{ name: '王小明', documentType: '02', documentNumber: 'H7000', bornOn: '1990-05-01', phone: '13812340001' },
      ...{ gender: '1', password: PASSWORD, consent: { version: '1' } },
    };
    expect(await ask('', 'POST', '/register', { ...himself, division: EAST })).toMatchObject(ended);
    expect((await ask('', 'POST', '/register', { ...himself, division: NEW })).status).toBe(201);
    tokens.set('himself', await stack.signIn('13812340001', PASSWORD));
    expect(await ask('himself', 'PATCH', '/me', { division: WEST })).toMatchObject(ended);
    expect((await ask('himself', 'PATCH', '/me', { division: NORTH })).status).toBe(200);
    expect(await ask('admin', 'PATCH', `/divisions/${EAST}`, { name: '东' })).toMatchObject(ended);
  });

  test('what was planned is not published there, and not planned there anew', async () => {
    const submitted = await ask('admin', 'POST', `/sessions/${planned}/submit`);
    expect(submitted).toMatchObject({ status: 422, body: { errors: [{ code: 'division_ended' }] } });
    expect(await ask('admin', 'PUT', `/sessions/${planned}`, session(EAST))).toMatchObject(ended);
  });

  test('its heir’s office acts on what took place there, and its own on nobody any more', async () => {
    await ask('admin', 'POST', '/accounts', {
      ...{ username: 'new', password: PASSWORD, grants: [{ role: 'village', division: NEW }] },
    });
    for (const who of ['new', 'east']) await signIn(who);
    const may = async (who: string) => [
      (await ask(who, 'GET', '/volunteers/E1')).status,
      (await ask(who, 'GET', `/sessions/${planned}/sign-ups`)).status,
      (await ask(who, 'GET', `/reports/years/2022?division=${EAST}`)).status,
      (await ask(who, 'GET', `/teams/T-E/members`)).status,
      (
        await ask(who, 'POST', '/attendance-records', {
          ...{ id: randomUUID(), sessionNo: 'S-E', volunteerNo: 'E1', kind: 'check-in', method: 'roll-call' },
          occurredAt: '2022-05-01T09:00:00+08:00',
        })
      ).status,
    ];
    expect(await may('new')).toEqual([200, 200, 200, 200, 201]);
    expect(await may('north')).toEqual([404, 404, 403, 403, 403]);
    expect(await may('east')).toEqual([404, 200, 200, 403, 201]);
    expect((await ask('new', 'GET', '/reports/years/2022')).body.division).toBe(NEW);
  });
});

test('a village moves to another township, and that township’s office acts on what took place before', async () => {
  expect(code(await act(`/${SOUTH}/move`, { to: { code: '430922001010' } }))).toEqual([422, 'DIVISION.NOT_FITTING']);
  expect(code(await act(`/${SOUTH}/move`, { to: { code: NORTH } }))).toEqual([409, 'DIVISION.CODE_TAKEN']);
  const { body } = await act(`/${SOUTH}/move`, { to: { code: MOVED } });
  expect(body).toMatchObject({ heir: MOVED, moved: { volunteers: 5, teams: 1 } });
  expect((await ask('admin', 'GET', `/divisions/${MOVED}`)).body).toMatchObject({ name: '区划5', parent: YI });
  await counted({ [COUNTY]: [21, 4], [JIA]: [11, 2], [YI]: [10, 2], [MOVED]: [5, 1], [SOUTH]: [0, 0] });
  const after = await reports();
  for (const each of PLACES) expect(after[each]?.bySessions).toEqual(before[each]?.bySessions);
  const personTimes = (home: unknown, of: string) => (home as Record<string, { personTimes: number }>)[of]?.personTimes;
  expect(personTimes(after[COUNTY]?.byHome, YI)).toBe((personTimes(before[COUNTY]?.byHome, YI) ?? 0) + EACH);
  expect(await recounted()).toBe(true);
  await signIn('yi');
  expect((await ask('yi', 'GET', `/reports/years/2022?division=${SOUTH}`)).status).toBe(200);
  expect((await ask('yi', 'GET', '/volunteers/S0')).status).toBe(200);
  expect((await ask('yi', 'GET', '/reports/years/2022')).body.division).toBe(YI);
});

test('of a village that is divided, who is named goes with all his numbers, and the rest stays', async () => {
  await stack.bringIn('volunteers', volunteersCsv(['S1-again'], { 区划代码: SOUTH, 证件号码: 'HS1' }));
  const parts = (...volunteerNos: string[]) => [{ code: PART, name: '新南村', volunteerNos, teamNos: ['T-S'] }];
  expect(code(await act(`/${MOVED}/split`, { parts: parts('S1', 'N1') }))).toEqual([422, 'DIVISION.NOT_IN_IT']);
  const { body } = await act(`/${MOVED}/split`, { parts: parts('S1', 'S2') });
  expect(body).toMatchObject({ endedOn: null, moved: { volunteers: 3, teams: 1 } });
  await counted({ [YI]: [10, 2], [MOVED]: [3, 0], [PART]: [2, 1] });
  expect(await Promise.all(['S1', 'S1-again', 'S0'].map(villageOf))).toEqual([PART, PART, MOVED]);
  // The file of before, with other content: who was named still goes with his part.
  const change = { 区划代码: SOUTH, 手机: '13800000002' };
  await stack.bringIn('volunteers', volunteersCsv(['S0', 'S1'], change));
  await stack.bringIn('teams', teams('新名'));
  expect(await Promise.all(['S1', 'S0'].map(villageOf))).toEqual([PART, MOVED]);
  expect((await ask('admin', 'GET', '/teams/T-S')).body.division).toBe(PART);
  // Divided once more, this time for good: the rest goes with one of the parts.
  const last = { parts: [{ code: NORTH, volunteerNos: ['S3'], teamNos: [] }, { code: PART }], rest: PART };
  expect((await act(`/${MOVED}/split`, last)).body).toMatchObject({ heir: PART, moved: { volunteers: 3 } });
  expect(await Promise.all(['S3', 'S0'].map(villageOf))).toEqual([NORTH, PART]);
  await stack.bringIn('volunteers', volunteersCsv(['S0', 'S3'], { ...change, 手机: '13800000003' }));
  expect(await Promise.all(['S3', 'S0'].map(villageOf))).toEqual([NORTH, PART]);
  expect(await recounted()).toBe(true);
});

test('a township ends when no village is left in it, and never comes back', async () => {
  expect(code(await act(`/${JIA}/end`, { into: YI }))).toEqual([409, 'DIVISION.HAS_VILLAGES']);
  expect(code(await act(`/${NEW}/end`, { into: NORTH }))).toEqual([422, 'DIVISION.NOT_FITTING']);
  const team = await ask('admin', 'POST', '/teams', { name: '镇队', division: JIA, leader: { name: '王小明' } });
  expect((await act(`/${NEW}/merge`, { into: { code: NORTH } })).body).toMatchObject({ moved: { volunteers: 11 } });
  expect((await act(`/${JIA}/end`, { into: YI })).body).toMatchObject({ heir: YI, moved: { volunteers: 0, teams: 1 } });
  expect((await ask('admin', 'GET', `/teams/${team.body.teamNo as string}`)).body.division).toBe(YI);
  expect(code(await act('', { code: '430922001011', name: '新村' }))).toEqual([409, 'DIVISION.ENDED']);
  expect(code(await act('', { code: JIA, name: '甲镇' }))).toEqual([409, 'DIVISION.CODE_TAKEN']);
  await counted({ [COUNTY]: [21, 4], [JIA]: [0, 0], [YI]: [21, 4] });
  const after = await reports();
  for (const each of PLACES) expect(after[each]?.bySessions).toEqual(before[each]?.bySessions);
  expect(await villageOf('E1')).toBe(NORTH);
});

test('an act needs an approval, a day that can be, and the right where it acts', async () => {
  const found = { code: '430922002020', name: '新村' };
  expect(code(await ask('admin', 'POST', '/divisions', found))).toEqual([400, 'REQUEST.MALFORMED']);
  expect(code(await act('', { ...found, code: '43092200202' }))).toEqual([400, 'REQUEST.MALFORMED']);
  expect(code(await act('', { ...found, from: day(1) }))).toEqual([422, 'DIVISION.DAY_REFUSED']);
  expect(code(await ask('other', 'POST', '/divisions', { ...APPROVAL, ...found }))).toEqual([403, 'AUTH.OUT_OF_SCOPE']);
  expect(code(await ask('yi', 'POST', '/divisions', { ...APPROVAL, ...found }))).toEqual([403, 'AUTH.FORBIDDEN']);
  expect((await ask('county', 'POST', '/divisions', { ...APPROVAL, ...found, from: day(-30) })).status).toBe(201);
  const merge = (from: string) => act(`/${found.code}/merge`, { into: { code: '430922002021', name: '再新村' }, from });
  expect(code(await merge(day(-31)))).toEqual([422, 'DIVISION.DAY_REFUSED']);
  expect((await merge(day(-20))).body).toMatchObject({ endedOn: day(-20) });
  expect((await ask('admin', 'GET', `/divisions/${found.code}?on=${day(-21)}`)).body).toMatchObject({ endedOn: null });
  expect(code(await act('/430999/move', { to: { code: MOVED } }))).toEqual([404, 'DIVISION.UNKNOWN']);
});

test('a village that ends while a file brings people to it loses none of them, and of two acts one comes after the other', async () => {
  const [from, into, other] = ['430922002030', '430922002031', '430922002032'];
  for (const each of [from, into, other]) await act('', { code: each, name: each });
  const many = Array.from({ length: 3_000 }, (_, i) => `M${String(i)}`);
  const upload = await stack.upload('volunteers', volunteersCsv(many, { 区划代码: from }));
  await stack.until(
    30_000,
    'under way',
    async () => {
      const { body } = await ask('admin', 'GET', `/imports/${upload.body.id as string}`);
      return (body.rows as { accepted: number }).accepted > 0;
    },
    5,
  );
  const merges = await Promise.all([into, other].map((to) => act(`/${from}/merge`, { into: { code: to } })));
  expect(merges.map((a) => a.status).sort()).toEqual([200, 409]);
  const heir = merges[0]?.status === 200 ? into : other;
  expect((await stack.imported(upload.body.id as string)).rows).toMatchObject({ accepted: 3_000 });
  await counted({ [from]: [0, 0], [heir]: [3_000, 0] });
}, 60_000);

test('nobody is left in a village that ends while people register, are registered and found teams there', async () => {
  const [from, heir] = ['430922002040', '430922002041'];
  for (const each of [from, heir]) await act('', { code: each, name: each });
  // Many who are there already, so that the act takes long enough for others to come in between.
  const there = Array.from({ length: 3_000 }, (_, i) => `L${String(i)}`);
  await stack.bringIn('volunteers', volunteersCsv(there, { 区划代码: from }));
  const photo = async () => {
    const form = new FormData();
    form.append('file', new Blob([Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(1_000, 7)])]), 'photo');
    return (await stack.post('/api/v1/consent-photos', { token: stack.token, body: form })).body.photo as string;
  };
  const photos = await Promise.all(Array.from({ length: 40 }, photo));
  const merging: { answer?: Answer } = {};
  let nth = 0;
  const somebody = () => ({
    ...{
      name: '王小明',
      documentType: '02',
      documentNumber: `MERGED${String(++nth)}`,
      bornOn: '1990-05-01',
      gender: '1',
    },
    ...{ phone: String(14_000_000_000 + nth), division: from, consent: { version: '1' } },
  });
  const done: { what: string; path: string; after: boolean }[] = [];
  const refused: Answer[] = [];
  /** Goes on until a while after the village has ended. */
  const until = async (most: number, make: (i: number) => Promise<{ answer: Answer; what: string; path: string }>) => {
    for (let i = 0, after = 0; i < most && after < 2; i++) {
      const isOver = merging.answer !== undefined;
      const { answer, what, path } = await make(i);
      if (answer.status === 201) done.push({ what, path, after: isOver });
      else refused.push(answer);
      if (isOver) after++;
    }
  };
  const workers = [
    // Few of them: who is refused ten times from one address has to wait.
    ...Array.from({ length: 3 }, () =>
      until(16, async () => {
        const person = somebody();
        const answer = await ask('', 'POST', '/register', { ...person, password: PASSWORD });
        if (answer.status === 201) tokens.set(person.phone, await stack.signIn(person.phone, PASSWORD));
        return { answer, what: 'himself', path: person.phone };
      }),
    ),
    ...Array.from({ length: 4 }, (_, worker) =>
      until(10, async (i) => {
        const answer = await ask('admin', 'POST', '/volunteers', { ...somebody(), photo: photos[worker * 10 + i] });
        return {
          answer,
          what: 'volunteer',
          path: `/volunteers/${String((answer.body.volunteerNos as string[] | undefined)?.[0])}`,
        };
      }),
    ),
    ...Array.from({ length: 2 }, () =>
      until(1_000, async () => {
        const answer = await ask('admin', 'POST', '/teams', {
          name: '新队',
          division: from,
          leader: { name: '王小明' },
        });
        return { answer, what: 'team', path: `/teams/${answer.body.teamNo as string}` };
      }),
    ),
  ];
  const kinds = ['himself', 'volunteer', 'team'];
  await stack.until(30_000, 'under way', () => Promise.resolve(kinds.every((k) => done.some((d) => d.what === k))), 5);
  merging.answer = await act(`/${from}/merge`, { into: { code: heir } });
  await Promise.all(workers);
  expect(merging.answer.status).toBe(200);
  expect(done.filter((d) => d.after)).toEqual([]);
  expect(new Set(refused.map(({ status, body }) => `${String(status)} ${body.code as string}`))).toEqual(
    new Set(['409 DIVISION.ENDED']),
  );
  const where = await Promise.all(
    done.map(async ({ what, path }) => {
      const { body } = await (what === 'himself' ? ask(path, 'GET', '/me') : ask('admin', 'GET', path));
      return body.division as string;
    }),
  );
  expect(new Set(where)).toEqual(new Set([heir]));
  const [teamsMade, people] = [done.filter((d) => d.what === 'team'), done.filter((d) => d.what !== 'team')];
  const thisYear = Number(day().slice(0, 4));
  const figures = async () =>
    Promise.all(
      [from, heir].map(async (of) => {
        const { registeredVolunteers, teams: count } = (await stack.report(thisYear, of)) as Report;
        return [registeredVolunteers, count];
      }),
    );
  const expected = [
    [0, 0],
    [there.length + people.length, teamsMade.length],
  ];
  const isSo = async () => JSON.stringify(await figures().catch(() => null)) === JSON.stringify(expected);
  await stack.until(10_000, 'counted', isSo).catch(() => undefined);
  expect(await figures()).toEqual(expected);
}, 60_000);
