import { createPrivateKey, hkdfSync, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Answer,
  attendanceCsv,
  csvOf,
  divisionsCsv,
  publishSession,
  sessionsCsv,
  TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';

const PASSWORD = 'Patient-river-88';
const DAY = 24 * 3_600_000;
/** A day in UTC+08:00, so many days from today. */
const day = (days = 0): string => new Date(Date.now() + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
const FOUNDED = '2020-01-01';
const VOLUNTEERS = Array.from({ length: 10 }, (_, i) => `V${i}`);
type Body = Record<string, unknown>;

let stack: TestStack;

const teamRow = (no: string, change: Record<string, string> = {}) => ({
  ...{ 队伍编号: no, 队伍名称: `队伍${no}`, 区划代码: VILLAGE, 负责人: '欧阳小明', 联系电话: '13900001111' },
  ...{ 成立日期: FOUNDED, ...change },
});
const bringTeams = (...rows: Record<string, string>[]) => stack.bringIn('teams', csvOf('teams', rows));

beforeAll(async () => {
  stack = await TestStack.start({ REPLICAS: '2' });
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
}, 180_000);
afterAll(() => stack.stop());

const request = (method: string, path: string, json?: Body, token = stack.token): Promise<Answer> =>
  stack.request(method, `/api/v1/teams${path}`, { token, ...(json === undefined ? {} : { json }) });
const post = (path: string, json: Body = {}) => request('POST', path, json);
const code = ({ status, body }: Answer) => [status, (body as { code?: string }).code];

async function founded(name = '春风服务队'): Promise<string> {
  const leader = { name: '欧阳小明', phone: '13900001111' };
  const { status, body } = await post('', { name, division: VILLAGE, category: '0001', leader });
  expect(status).toBe(201);
  return body.teamNo as string;
}

describe('a team', () => {
  test('is founded today under a number of its own; its leader is shown masked', async () => {
    const no = await founded();
    expect(no).toMatch(/^TD\d{8}-\w{10}$/);
    expect(await request('GET', `/${no}`)).toMatchObject({
      status: 200,
      body: {
        ...{ teamNo: no, name: '春风服务队', division: VILLAGE, foundedOn: day(), endedOn: null, mergedInto: null },
        leader: { name: '欧***', phone: '139******11' },
      },
    });
    const unknown = await post('', { name: 'x', division: '430922009', leader: { name: 'x' } });
    expect(code(unknown)).toEqual([404, 'DIVISION.UNKNOWN']);
    expect(code(await request('PATCH', `/${no}`, {}))).toEqual([400, 'REQUEST.MALFORMED']);
    expect(code(await request('GET', '/T-nowhere'))).toEqual([404, 'TEAM.UNKNOWN']);
  });

  test('is not changed by a file that has its number', async () => {
    const no = await founded();
    expect((await bringTeams(teamRow(no))).refusalsByCode).toEqual({ team_founded_here: 1 });
    expect((await request('GET', `/${no}`)).body.name).toBe('春风服务队');
  });

  test('that is renamed was called otherwise before; it begins on its founding day', async () => {
    await bringTeams(teamRow('T10'));
    const changed = await request('PATCH', '/T10', {
      name: '夏荷服务队',
      leader: { name: '诸葛小红', phone: '13711112222' },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: '夏荷服务队', leader: { name: '诸***' } } });
    expect((await request('PATCH', '/T10', { name: '秋实服务队' })).status).toBe(200);
    const on = async (when: string) => (await request('GET', `/T10?on=${when}`)).body as Body;
    expect(await on(day())).toMatchObject({ name: '秋实服务队', leader: { phone: '137******22' } });
    expect(await on(day(-1))).toMatchObject({ name: '队伍T10', leader: { phone: '139******11' } });
    expect(await on(FOUNDED)).toMatchObject({ name: '队伍T10' });
    expect(await on('2019-12-31')).toMatchObject({ code: 'TEAM.UNKNOWN' });
    expect(code(await request('GET', '/T10?on=yesterday'))).toEqual([400, 'REQUEST.MALFORMED']);
  });

  test('that is renamed here is called as a later file says, if that says something else than the one before', async () => {
    await bringTeams(teamRow('T11'));
    await request('PATCH', '/T11', { name: '夏荷服务队' });
    expect((await bringTeams(teamRow('T11'))).rows).toMatchObject({ unchanged: 1 });
    expect((await request('GET', '/T11')).body.name).toBe('夏荷服务队');
    await bringTeams(teamRow('T11', { 队伍名称: '冬青服务队' }));
    expect((await request('GET', '/T11')).body.name).toBe('冬青服务队');
    expect((await request('GET', `/T11?on=${day(-1)}`)).body.name).toBe('队伍T11');
  });

  test('is acted for by the account of its leader, and by the next one’s when he changes', async () => {
    const no = await founded();
    await stack.bringIn('volunteers', volunteersCsv(['L1', 'L2'], { 手机: '13700000001' }));
    const account = (username: string, volunteerNo: string, grant: Body) => {
      const json = { username, password: PASSWORD, volunteerNo, grants: [grant] };
      return stack.post('/api/v1/accounts', { token: stack.token, json });
    };
    await account('first', '', { role: 'leader', team: no });
    await account('second', 'L1', { role: 'volunteer' });
    await account('third', 'L2', { role: 'leader', team: 'T-other' });
    const mayAct = async () =>
      Promise.all(
        ['first', 'second', 'third'].map(async (who) => {
          const token = await stack.signIn(who, PASSWORD);
          return (await request('GET', `/${no}/members`, undefined, token)).status === 200;
        }),
      );
    const lead = async (leader: Body) => {
      const { status, body } = await request('PATCH', `/${no}`, { leader });
      return [status, (body.leaderAccount ?? body.code) as string];
    };
    expect(await mayAct()).toEqual([true, false, false]);
    expect(await lead({ name: '欧阳小明', phone: '13900002222' })).toEqual([200, 'unchanged']);
    expect(await mayAct()).toEqual([true, false, false]);
    // By his name and phone number, which others in his house have too.
    expect(await lead({ name: '志愿者L1', phone: '137 0000 0001' })).toEqual([200, 'moved']);
    expect(await mayAct()).toEqual([false, true, false]);
    expect(await lead({ name: '志愿者L2', phone: '13700000001' })).toEqual([200, 'moved']);
    expect(await mayAct()).toEqual([false, false, true]);
    expect(await lead({ name: '志愿者L1', phone: '', volunteerNo: 'L1' })).toEqual([200, 'moved']);
    expect(await mayAct()).toEqual([false, true, false]);
    expect(await lead({ name: '赵六', volunteerNo: 'L9' })).toEqual([404, 'VOLUNTEER.UNKNOWN']);
    expect(await mayAct()).toEqual([false, true, false]);
    const { body } = await request('PATCH', `/${no}`, { leader: { name: '赵六' } });
    expect(body).toMatchObject({ leaderAccount: 'missing', notice: expect.stringContaining('还没有账号') });
    expect(await mayAct()).toEqual([false, false, false]);
    const signedIn = await stack.post('/api/v1/auth/login', { json: { username: 'third', password: PASSWORD } });
    expect(signedIn.body.user.grants).toEqual([{ role: 'leader', team: 'T-other' }]);
  });

  test('that has ended changes no more, also by two at once, and no file begins it again', async () => {
    await bringTeams(teamRow('T12'));
    const twice = await Promise.all([post('/T12/dissolve'), post('/T12/dissolve')]);
    expect(twice.map(code).sort()).toEqual([
      [200, undefined],
      [409, 'TEAM.ENDED'],
    ]);
    expect(code(await request('PATCH', '/T12', { name: 'x' }))).toEqual([409, 'TEAM.ENDED']);
    await bringTeams(teamRow('T12', { 队伍名称: '又来服务队' }));
    expect((await request('GET', '/T12')).body).toMatchObject({ name: '又来服务队', endedOn: day() });
    expect((await request('GET', `/T12?on=${day(-1)}`)).body).toMatchObject({ name: '队伍T12', endedOn: null });
  });

  test('is merged into another that has not ended, and not into itself', async () => {
    await bringTeams(teamRow('T13'), teamRow('T14'));
    expect(code(await post('/T13/merge', { into: 'T13' }))).toEqual([400, 'REQUEST.MALFORMED']);
    expect(code(await post('/T13/merge', { into: 'T12' }))).toEqual([409, 'TEAM.ENDED']);
    expect(await post('/T13/merge', { into: 'T14' })).toMatchObject({
      status: 200,
      body: { teamNo: 'T13', endedOn: day(), mergedInto: 'T14' },
    });
    expect((await request('GET', '/T14')).body).toMatchObject({ endedOn: null, mergedInto: null });
  });

  test('that has ended plans and publishes nothing more, also by who led it', async () => {
    const [no, heir] = [await founded(), await founded()];
    const token = await stack.account({
      ...{ username: `led-${no}`, password: PASSWORD, grants: [{ role: 'leader', team: no }] },
    });
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const planned = {
      ...{
        name: '河道清洁',
        division: VILLAGE,
        teamNo: no,
        startsAt: at(30),
        endsAt: at(32),
        personInCharge: '张三丰',
      },
      ...{ risks: '湿滑', safeguards: '安全员', posts: [{ id: 'a', name: '清洁', capacity: 3 }] },
      signUp: { minimumAge: 16 },
    };
    const plan = (json: Body) => stack.post('/api/v1/sessions', { token, json });
    const [early, late] = [await plan(planned), await plan(planned)].map((a) => a.body.sessionNo as string);
    const step = (session: string, name: string) =>
      stack.post(`/api/v1/sessions/${session}/${name}`, { token: stack.token });
    expect((await step(late!, 'submit')).status).toBe(200);
    expect((await post(`/${no}/merge`, { into: heir })).status).toBe(200);
    expect(code(await plan(planned))).toEqual([409, 'TEAM.ENDED']);
    expect(code(await request('POST', `/${no}/invitation-codes`, { uses: 1 }, token))).toEqual([409, 'TEAM.ENDED']);
    for (const refused of [await step(early!, 'submit'), await step(late!, 'publish')])
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ code: 'team_ended' }] } });
    const again = (teamNo: string) =>
      stack.request('PUT', `/api/v1/sessions/${early!}`, { token: stack.token, json: { ...planned, teamNo } });
    expect(code(await again(no))).toEqual([409, 'TEAM.ENDED']);
    expect((await again(heir)).status).toBe(200);
    expect((await step(early!, 'submit')).status).toBe(200);
  });

  test('changes no figure of any year when it is renamed, merged or dissolved', async () => {
    await bringTeams(...['T20', 'T21', 'T22', 'T23'].map((no) => teamRow(no)));
    const sessions = ['T20', 'T21', 'T22'];
    for (const no of sessions) await stack.bringIn('sessions', sessionsCsv([`S-${no}`], { 队伍编号: no }));
    const records = sessions.map((no) => ({ 记录编号: randomUUID(), 场次编号: `S-${no}`, 志愿者编号: 'V1' }));
    await stack.bringIn('attendance', attendanceCsv(records));
    const year = Number(day().slice(0, 4));
    const figures = async () => {
      const reports = [2022, year, year + 1].flatMap((y) => [stack.report(y), stack.report(y, VILLAGE)]);
      return (await Promise.all(reports)).map(({ asOf: _, labels: __, ...rest }) => rest as Body);
    };
    await stack.until(20_000, 'counted', async () => (await figures())[0]!['sessions'] === 3);
    const before = await figures();
    expect(Object.keys(before[0]!['byTeam'] as Body)).toEqual(sessions);
    await request('PATCH', '/T20', { name: '夏荷服务队' });
    await post('/T21/merge', { into: 'T20' });
    await post('/T22/dissolve');
    await bringTeams(teamRow('T23', { 队伍名称: '冬青服务队' }), teamRow('T24'));
    // The last team of the file is new, and its fact comes after all others.
    await stack.until(
      20_000,
      'told',
      async () => (await figures())[0]!['teams'] === (before[0]!['teams'] as number) + 1,
    );
    const expected = before.map((f) => ({ ...f, teams: (f['teams'] as number) + 1 }));
    expect(await figures()).toEqual(expected);
  });
});

/** A token of the account of a volunteer, signed by the gateway's own key, worked out anew from the master key. */
function tokenOf(volunteerNo: string): string {
  const [head = '', payload = ''] = stack.token.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const master = Buffer.from(readFileSync(join(stack.dataDir, 'secrets', 'master-key'), 'utf8').trim(), 'base64');
  const secret = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'access-token', 32));
  const seed = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `ed25519:${kid.split('-')[0]}`, 32));
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const claims = { ...said, sub: volunteerNo, grants: [{ role: 'volunteer' }], no: volunteerNo };
  const body = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return `${body}.${sign(null, Buffer.from(body), key).toString('base64url')}`;
}
const as = (volunteerNo: string, path: string) => request('POST', path, undefined, tokenOf(volunteerNo));
const members = async (team: string, on?: string): Promise<string[]> => {
  const { body } = await request('GET', `/${team}/members${on === undefined ? '' : `?on=${on}`}`);
  return (body.members as { volunteerNo: string }[]).map((m) => m.volunteerNo);
};
const pending = async (team: string): Promise<Body> => {
  const { applied, invited } = (await request('GET', `/${team}/members`)).body as Body;
  return { applied, invited };
};

describe('membership', () => {
  test('begins when an application is accepted and ends when the member leaves', async () => {
    const no = await founded();
    expect(await as('V0', `/${no}/applications`)).toMatchObject({
      status: 200,
      body: { state: 'applied', spells: [] },
    });
    expect(code(await as('V0', `/${no}/applications`))).toEqual([409, 'MEMBERSHIP.ALREADY_THERE']);
    expect(await pending(no)).toEqual({ applied: ['V0'], invited: [] });
    expect(await members(no)).toEqual([]);
    const accepted = await post(`/${no}/applications/V0/accept`);
    expect(accepted).toMatchObject({ status: 200, body: { state: 'member', spells: [{ from: day(), until: null }] } });
    expect([await members(no), await members(no, day(-1))]).toEqual([['V0'], []]);
    expect(await as('V0', `/${no}/leave`)).toMatchObject({ body: { state: 'none', spells: [{ until: day() }] } });
    expect(await members(no)).toEqual([]);
    expect(code(await as('V0', `/${no}/leave`))).toEqual([409, 'MEMBERSHIP.NOT_THERE']);
  });

  test('does not begin where an application is declined or withdrawn', async () => {
    const no = await founded();
    await as('V0', `/${no}/applications`);
    await as('V1', `/${no}/applications`);
    expect((await post(`/${no}/applications/V0/decline`)).body.state).toBe('none');
    expect((await as('V1', `/${no}/leave`)).body.state).toBe('none');
    expect(code(await post(`/${no}/applications/V1/accept`))).toEqual([409, 'MEMBERSHIP.NOT_APPLIED']);
    expect(await members(no)).toEqual([]);
  });

  test('begins when an invitation is accepted, by the one who is invited alone', async () => {
    const no = await founded();
    expect((await post(`/${no}/invitations`, { volunteerNo: 'V0' })).body.state).toBe('invited');
    expect(code(await post(`/${no}/invitations`, { volunteerNo: 'nobody' }))).toEqual([404, 'VOLUNTEER.UNKNOWN']);
    expect(code(await as('V1', `/${no}/invitations/accept`))).toEqual([409, 'MEMBERSHIP.NOT_INVITED']);
    expect(code(await post(`/${no}/invitations/accept`))).toEqual([403, 'ACCOUNT.NOT_A_VOLUNTEER']);
    expect((await as('V0', `/${no}/invitations/accept`)).body.state).toBe('member');
    expect((await request('DELETE', `/${no}/members/V0`)).body.state).toBe('none');
    expect(code(await as('V0', '/T-nowhere/applications'))).toEqual([404, 'TEAM.UNKNOWN']);
  });

  test('by a file lasts since the registration, while the team is there, until it is ended here', async () => {
    await bringTeams(teamRow('T30', { 成立日期: '2021-06-01' }));
    await stack.bringIn('volunteers', volunteersCsv(['F0', 'F1'], { 队伍编号: 'T8;T30', 注册日期: '2021-03-01' }));
    const days = ['2021-05-31', '2021-06-01', day(-1), day()];
    const seen = () => Promise.all(days.map((d) => members('T30', d)));
    const both = ['F0', 'F1'];
    expect(await seen()).toEqual([[], both, both, both]);
    expect((await as('F0', '/T30/leave')).body.spells).toEqual([{ from: '2021-03-01', until: day() }]);
    expect(await seen()).toEqual([[], both, both, ['F1']]);
    // What was done here stands, whatever a later file says.
    await stack.bringIn('volunteers', volunteersCsv(['F0'], { 队伍编号: 'T30', 注册日期: '2021-03-02' }));
    expect(await seen()).toEqual([[], both, both, ['F1']]);
    await post('/T30/dissolve');
    expect(await seen()).toEqual([[], both, both, []]);
    expect(code(await as('F0', '/T30/applications'))).toEqual([409, 'TEAM.ENDED']);
  });

  test('decides whom a leader signs up: who joins at once, and who leaves no longer', async () => {
    await bringTeams(teamRow('T31'));
    const password = 'Patient-river-88';
    const grants = [{ role: 'leader', team: 'T31' }];
    await stack.post('/api/v1/accounts', { token: stack.token, json: { username: 'leader', password, grants } });
    const token = await stack.signIn('leader', password);
    const session = await published();
    const isHis = async () => {
      const { body } = await stack.post(`/api/v1/sessions/${session}/sign-ups`, {
        token,
        json: { volunteerNo: 'V9', post: 'a' },
      });
      return (body as Body)['code'] !== 'AUTH.OUT_OF_SCOPE';
    };
    expect(await isHis()).toBe(false);
    await as('V9', '/T31/applications');
    expect(await isHis()).toBe(false);
    expect((await request('POST', '/T31/applications/V9/accept', undefined, token)).status).toBe(200);
    expect(await isHis()).toBe(true);
    await as('V9', '/T31/leave');
    expect(await isHis()).toBe(false);
  });

  test('begins once where an application is accepted, declined and withdrawn at the same moment', async () => {
    const no = await founded();
    const some = VOLUNTEERS.slice(0, 5);
    for (const v of some) await as(v, `/${no}/applications`);
    const told = await Promise.all(
      some.map(async (v) => {
        const acts = [post(`/${no}/applications/${v}/accept`), post(`/${no}/applications/${v}/accept`)];
        return (await Promise.all([...acts, post(`/${no}/applications/${v}/decline`)])).map((a) => a.status).sort();
      }),
    );
    expect(told).toEqual(some.map(() => [200, 409, 409]));
  }, 60_000);

  test('is applied for by very many at the same moment, and each is heard', async () => {
    const no = await founded();
    const many = Array.from({ length: 100 }, (_, i) => `A${String(i)}`);
    await stack.bringIn('volunteers', volunteersCsv(many));
    const answers = await Promise.all(many.map((v) => as(v, `/${no}/applications`)));
    expect(answers.filter((a) => a.status !== 200).map(code)).toEqual([]);
    expect(await pending(no)).toMatchObject({ applied: [...many].sort() });
  });

  test('goes over to the other team in a merger, also of those who join at that moment', async () => {
    await bringTeams(teamRow('T40'), teamRow('T41'));
    await stack.bringIn('volunteers', volunteersCsv(['M0', 'M1'], { 队伍编号: 'T40' }));
    await stack.bringIn('volunteers', volunteersCsv(['M2'], { 队伍编号: 'T40;T41' }));
    for (const v of VOLUNTEERS) await as(v, '/T40/applications');
    await as('M1', '/T40/leave');
    const accepting = VOLUNTEERS.map((v) => post(`/T40/applications/${v}/accept`));
    const [merged, ...accepted] = await Promise.all([post('/T40/merge', { into: 'T41' }), ...accepting]);
    expect(merged).toMatchObject({ status: 200, body: { mergedInto: 'T41' } });
    const joined = VOLUNTEERS.filter((_, i) => accepted[i]!.status === 200);
    expect(accepted.filter((a) => a.status !== 200).map(code)).toEqual(
      VOLUNTEERS.slice(joined.length).map(() => [409, 'TEAM.ENDED']),
    );
    expect(await members('T41')).toEqual(['M0', 'M2', ...joined].sort());
    expect(await members('T41', day(-1))).toEqual(['M2']);
    expect([await members('T40'), await members('T40', day(-1))]).toEqual([[], ['M0', 'M1', 'M2']]);
  }, 60_000);

  test('that is applied for, or offered, is so with the other team after a merger, but for who is there already', async () => {
    const [from, into, last] = [await founded(), await founded(), await founded()];
    for (const [v, team] of [
      ['V0', from],
      ['V1', from],
      ['V2', into],
      ['V2', from],
      ['V4', from],
    ] as const)
      expect((await as(v, `/${team}/applications`)).status).toBe(200);
    for (const v of ['V1', 'V3']) await post(`/${v === 'V1' ? into : from}/invitations`, { volunteerNo: v });
    await as('V4', `/${into}/applications`);
    await post(`/${into}/applications/V4/accept`);
    expect((await post(`/${from}/merge`, { into })).status).toBe(200);
    expect(await pending(into)).toEqual({ applied: ['V0', 'V2'], invited: ['V1', 'V3'] });
    expect([await pending(from), await members(into)]).toEqual([{ applied: [], invited: [] }, ['V4']]);
    expect((await post(`/${into}/merge`, { into: last })).status).toBe(200);
    expect((await post(`/${last}/applications/V0/accept`)).body.state).toBe('member');
    expect((await as('V3', `/${last}/invitations/accept`)).body.state).toBe('member');
    expect(await members(last)).toEqual(['V0', 'V3', 'V4']);
  });

  test('is of the other team for who is registered into one while it is merged', async () => {
    const photo = async () => {
      const form = new FormData();
      form.append('file', new Blob([Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(1_000, 7)])]), 'photo');
      return (await stack.post('/api/v1/consent-photos', { token: stack.token, body: form })).body.photo as string;
    };
    const left: string[] = [];
    let registered = 0;
    for (let round = 0; round < 6; round++) {
      const [from, into] = [`T5${round}`, `T6${round}`];
      await bringTeams(teamRow(from), teamRow(into));
      const photos = await Promise.all(Array.from({ length: 6 }, photo));
      const numbers: string[] = [];
      const register = async (i: number) => {
        const said = {
          ...{ name: '王小明', documentType: '02', documentNumber: `MERGING${round}-${i}`, bornOn: '1990-05-01' },
          ...{ phone: '14000000000', gender: '1', division: VILLAGE, consent: { version: '1' } },
        };
        const json = { ...said, teams: [from], photo: photos[i] };
        const answer = await stack.post('/api/v1/volunteers', { token: stack.token, json });
        // Who comes too late is told so.
        if (answer.status === 201) numbers.push((answer.body.volunteerNos as [string])[0]);
        else expect(answer).toMatchObject({ status: 422, body: { errors: [{ code: 'team_unknown' }] } });
      };
      const merging = register(0).then(() => post(`/${from}/merge`, { into }));
      await Promise.all([merging, ...[1, 2, 3, 4, 5].map(register)]);
      expect((await merging).status).toBe(200);
      registered += numbers.length;
      const there = await members(into);
      left.push(...numbers.filter((no) => !there.includes(no)));
    }
    expect(registered).toBeGreaterThan(5);
    expect(left).toEqual([]);
  }, 60_000);
});

/** A session that is open to everybody. */
function published(): Promise<string> {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  return publishSession(stack, { startsAt: at(2), endsAt: at(4), division: '430922' });
}
