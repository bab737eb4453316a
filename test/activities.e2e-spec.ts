import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, divisionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

type Body = Record<string, unknown>;
interface Planned {
  readonly sessionNo: string;
  readonly stage: string;
  readonly startsAt: string;
}

const DAY = 86_400_000;
/** A time of day in China so many days from today. */
const on = (days: number, time = '07:30'): string =>
  `${new Date(Date.now() + 8 * 3_600_000 + days * DAY).toISOString().slice(0, 10)}T${time}:00+08:00`;

let stack: TestStack;
let leader = '';

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(['V1']));
  await stack.post('/api/v1/accounts', {
    token: stack.token,
    json: { username: 'leader', password: 'Patient-river-88', grants: [{ role: 'leader', team: 'T1' }] },
  });
  leader = await stack.signIn('leader', 'Patient-river-88');
}, 120_000);
afterAll(() => stack.stop());

const request = (method: string, path: string, json?: Body, token = stack.token): Promise<Answer> =>
  stack.request(method, `/api/v1/activities${path}`, { token, ...(json === undefined ? {} : { json }) });

const patrol = (change: Body = {}): Body => ({
  name: '防溺水巡河',
  campaign: '平安夏季',
  division: VILLAGE,
  place: '东河',
  minutes: 90,
  personInCharge: '张三丰',
  risks: '河岸湿滑',
  safeguards: '救生衣与安全员',
  posts: [{ id: 'a', name: '巡河', capacity: 4 }],
  signUp: { minimumAge: 16, opensBefore: 7 * 24 * 60, closesBefore: 60 },
  ...change,
});
async function activity(change: Body = {}): Promise<string> {
  const { status, body } = await request('POST', '', patrol(change));
  expect(status).toBe(201);
  return body.activityNo as string;
}
const schedule = (no: string, asked: Body, token?: string) => request('POST', `/${no}/sessions`, asked, token);
const sessionsOf = async (no: string, after = '') =>
  (await request('GET', `/${no}/sessions?after=${after}`)).body.sessions as Planned[];
const session = (no: string, token = stack.token) => stack.request('GET', `/api/v1/sessions/${no}`, { token });
const resultsOf = ({ body }: Answer) => body.results as { sessionNo: string; refused: { code: string }[] }[];

describe('sessions of an activity', () => {
  test('by a rule: a patrol every day but on one, each with the sign-up times that belong to its start', async () => {
    const no = await activity();
    const rule = { startsAt: on(10), rule: 'FREQ=DAILY;COUNT=4', exceptions: [on(12).slice(0, 10)] };
    const { status, body } = await schedule(no, rule);
    const planned = body.sessions as Planned[];
    expect(status).toBe(201);
    expect(planned.map((s) => [s.startsAt, s.stage])).toEqual([10, 11, 13].map((d) => [on(d), 'draft']));
    expect(await session(planned[1]!.sessionNo)).toMatchObject({
      body: {
        ...{ activityNo: no, name: '防溺水巡河', campaign: '平安夏季', personInCharge: '张三丰' },
        ...{ startsAt: on(11), endsAt: on(11, '09:00') },
        signUp: { opensAt: on(4), closesAt: on(11, '06:30'), cancelUntil: on(11), minimumAge: 16 },
      },
    });
    expect(await sessionsOf(no)).toEqual(planned);
    expect(await sessionsOf(no, planned[0]!.sessionNo)).toEqual(planned.slice(1));
  });

  test('are handed in and published together, each by itself, and signed up for as any', async () => {
    const no = await activity();
    await schedule(no, { startsAt: on(20), rule: 'FREQ=WEEKLY;COUNT=3' });
    await schedule(no, { startsAt: on(-1) });
    const submitted = resultsOf(await request('POST', `/${no}/submit`));
    expect(submitted.map((r) => r.refused.map((x) => x.code))).toEqual([
      ['starts_in_the_past', 'sign_up_over'],
      ...[[], [], []],
    ]);
    const published = resultsOf(await request('POST', `/${no}/publish`));
    expect(published.map((r) => r.refused)).toEqual([[], [], []]);
    expect((await sessionsOf(no)).map((s) => s.stage)).toEqual(['draft', 'published', 'published', 'published']);
    expect(resultsOf(await request('POST', `/${no}/publish`))).toEqual([]);
    const answer = await stack.post(`/api/v1/sessions/${published[0]!.sessionNo}/sign-ups`, {
      ...{ token: stack.token, json: { volunteerNo: 'V1', post: 'a' } },
    });
    // Sign-up opens a week before.
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ code: 'opens_later' }] } });
  });

  test('stay as they are when the activity is planned anew', async () => {
    const no = await activity();
    const [before] = (await schedule(no, { startsAt: on(5) })).body.sessions as Planned[];
    const revised = await request('PUT', `/${no}`, patrol({ place: '西河', minutes: 60 }));
    expect(revised).toMatchObject({ status: 200, body: { activityNo: no, place: '西河' } });
    const [after] = (await schedule(no, { startsAt: on(6) })).body.sessions as Planned[];
    expect(await session(before!.sessionNo)).toMatchObject({ body: { place: '东河', endsAt: on(5, '09:00') } });
    expect(await session(after!.sessionNo)).toMatchObject({ body: { place: '西河', endsAt: on(6, '08:30') } });
  });

  test('keep their activity when one of them is planned anew', async () => {
    const no = await activity();
    const [planned] = (await schedule(no, { startsAt: on(5) })).body.sessions as Planned[];
    const { minutes: _, signUp: __, ...rest } = patrol({ startsAt: on(6), endsAt: on(6, '10:00') });
    const revised = await stack.request('PUT', `/api/v1/sessions/${planned!.sessionNo}`, {
      ...{ token: stack.token, json: rest },
    });
    expect(revised).toMatchObject({ status: 200, body: { activityNo: no, startsAt: on(6) } });
    expect((await sessionsOf(no)).map((s) => s.startsAt)).toEqual([on(6)]);
  });
});

test('a shared activity is one that other teams plan their own sessions of, and do not change', async () => {
  const own = await activity();
  const shared = await activity({ division: VILLAGE.slice(0, 9), shared: true });
  const elsewhere = await request('GET', '', undefined, leader);
  expect((elsewhere.body.activities as { activityNo: string }[]).map((a) => a.activityNo)).toEqual([shared]);
  expect((await request('GET', `/${own}`, undefined, leader)).body.code).toBe('ACTIVITY.UNKNOWN');
  expect(await request('GET', `/${shared}`, undefined, leader)).toMatchObject({
    ...{ status: 200, body: { name: '防溺水巡河', personInCharge: '' } },
  });
  expect((await request('PUT', `/${shared}`, patrol({ teamNo: 'T1' }), leader)).body.code).toBe('AUTH.OUT_OF_SCOPE');
  const asItIs = await schedule(shared, { startsAt: on(3) }, leader);
  expect(asItIs).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
  const his = await schedule(shared, { startsAt: on(3), teamNo: 'T1', division: VILLAGE, place: '村口' }, leader);
  const [planned] = his.body.sessions as Planned[];
  expect(planned).toMatchObject({ teamNo: 'T1', division: VILLAGE, place: '村口' });
  expect(await session(planned!.sessionNo, leader)).toMatchObject({
    body: { personInCharge: '', campaign: '平安夏季' },
  });
  expect((await sessionsOf(shared)).map((s) => s.sessionNo)).toEqual([planned!.sessionNo]);
});

test.each([
  ['no rule', { rule: 'every day' }, 'rule'],
  ['a rule without an end', { rule: 'FREQ=DAILY' }, 'rule'],
  ['more than a year of days', { rule: 'FREQ=DAILY;COUNT=400' }, 'rule'],
  ['exceptions that leave nothing', { rule: 'FREQ=DAILY;COUNT=1', exceptions: [on(3).slice(0, 10)] }, 'rule'],
  ['an exception that is no day', { rule: 'FREQ=DAILY;COUNT=2', exceptions: ['2026-02-30'] }, 'exceptions.0'],
  ['no start', { startsAt: undefined }, 'startsAt'],
])('%s is told with what to do', async (_, asked, path) => {
  const no = await activity();
  const answer = await schedule(no, { startsAt: on(3), ...asked });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  expect(await sessionsOf(no)).toEqual([]);
});

test('an activity that nobody could sign up for is refused when it is planned', async () => {
  const signUp = { opensBefore: 5, closesBefore: 60, minimumAge: 60, maximumAge: 16 };
  const { status, body } = await request('POST', '', patrol({ signUp }));
  expect(status).toBe(400);
  expect((body.errors as { code: string }[]).map((e) => e.code)).toEqual([
    ...['opens_after_it_closes', 'minimum_above_maximum'],
  ]);
  expect((await request('GET', '/XM-1')).status).toBe(404);
});
