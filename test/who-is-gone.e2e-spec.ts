import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import { type Answer, divisionsCsv, teamsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const HOUR = 3_600_000;
const SESSIONS = 8;
/** Who will be gone, in the order in which they sign up, and who waits for their places. */
const GONE = ['G0', 'G1', 'G2'];
const WAITING = ['W0', 'W1', 'W2', 'W3', 'W4'];

let stack: TestStack;
const tokens = new Map<string, string>();
const at = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

/** Asks until it is answered; whoever was killed meanwhile may have done it already. */
async function insist(who: string, method: string, path: string, json?: unknown): Promise<Answer> {
  for (;;) {
    const answer = await stack
      .request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) })
      .catch(() => undefined);
    if (answer !== undefined && ![429, 503].includes(answer.status)) return answer;
    await sleep(50);
  }
}

beforeAll(async () => {
  stack = await TestStack.start({ REPLICAS: '2' });
  tokens.set('admin', stack.token);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv([...GONE, ...WAITING]));
  const accounts = {
    organiser: { grants: [{ role: 'village', division: VILLAGE }] },
    other: { grants: [{ role: 'village', division: VILLAGE }] },
    ...Object.fromEntries(WAITING.map((no) => [no, { grants: [{ role: 'volunteer' }], volunteerNo: no }])),
  };
  for (const [username, account] of Object.entries(accounts)) {
    await insist('admin', 'POST', '/accounts', { username, password: PASSWORD, ...account });
    tokens.set(username, await stack.signIn(username, PASSWORD));
  }
}, 180_000);
afterAll(() => stack.stop());

async function published(hours: number): Promise<string> {
  const planned = {
    ...{ name: '清扫', division: VILLAGE, startsAt: at(hours), endsAt: at(hours + 1), personInCharge: '张三丰' },
    ...{ risks: '车辆', safeguards: '安全员', posts: [{ id: 'a', name: '清扫', capacity: GONE.length }] },
    signUp: { minimumAge: 16 },
  };
  const no = (await insist('organiser', 'POST', '/sessions', planned)).body.sessionNo as string;
  for (const step of ['submit', 'publish'])
    expect((await insist('organiser', 'POST', `/sessions/${no}/${step}`)).status).toBe(200);
  for (const volunteerNo of [...GONE, ...WAITING])
    expect((await insist('organiser', 'POST', `/sessions/${no}/sign-ups`, { volunteerNo, post: 'a' })).status).toBe(
      201,
    );
  return no;
}
const states = async (no: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      (await insist('admin', 'GET', `/sessions/${no}/sign-ups`)).body.signUps as {
        volunteerNo: string;
        state: string;
      }[]
    ).map((s) => [s.volunteerNo, s.state]),
  );
interface Shown {
  kind: string;
  sessionNo: string;
  because: string;
  text: string;
}
const noticesOf = async (who: string): Promise<Shown[]> =>
  (await insist(who, 'GET', '/notices')).body.notices as Shown[];
function kill(pattern: RegExp): void {
  for (const p of stack.processes()) if (pattern.test(p.name) && isRunning(p)) process.kill(p.pid, 'SIGKILL');
}

test('who is gone is taken off although registry and scheduling are killed meanwhile: each place goes to the next once, nobody is lost, and who planned it is told', async () => {
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, (_, i) => published(48 + 3 * i)));
  const taken = async () => {
    const all = await Promise.all(sessions.map(states));
    return all.filter((s) => GONE.every((no) => !(no in s))).length;
  };
  for (const no of ['G0', 'G1']) expect((await insist('admin', 'DELETE', `/volunteers/${no}`)).status).toBe(204);
  await stack.bringIn('volunteers', volunteersCsv(['G2'], { 证件号码: 'SOMEBODY-ELSE' }));
  // A scheduling that has just started looks at once.
  kill(/^scheduling/);
  const during: number[] = [];
  for (const pattern of [/^scheduling/, /^(scheduling|registry)/]) {
    const before = await taken();
    await stack.until(
      60_000,
      'taken off',
      async () => {
        const now = await taken();
        if (now > before || now === SESSIONS) during.push(now);
        return now > before || now === SESSIONS;
      },
      1,
    );
    kill(pattern);
  }
  expect(during[0]).toBeGreaterThan(0);
  await stack.until(120_000, 'all taken off', async () => (await taken()) === SESSIONS);
  await stack.untilReady(60_000);
  const offered = WAITING.slice(0, GONE.length);
  const toldOffers = async () =>
    Promise.all(
      WAITING.map(async (no) => {
        const offers = (await noticesOf(no)).filter((n) => n.kind === 'offer').map((n) => n.sessionNo);
        return offers.toSorted();
      }),
    );
  const toldOrganiser = async () => {
    const notices = (await noticesOf('organiser')).filter((n) => n.kind === 'taken_off');
    return sessions.map((no) =>
      notices
        .filter((n) => n.sessionNo === no)
        .flatMap((n) => n.because.split('、'))
        .toSorted(),
    );
  };
  await stack.until(30_000, 'told', async () => {
    const [offers, organiser] = await Promise.all([toldOffers(), toldOrganiser()]);
    return offers.flat().length >= SESSIONS * GONE.length && organiser.flat().length >= SESSIONS * GONE.length;
  });
  await sleep(3_000); // in which more would come
  for (const no of sessions)
    expect(await states(no)).toEqual(
      Object.fromEntries(WAITING.map((who) => [who, offered.includes(who) ? 'offered' : 'waiting'])),
    );
  expect(await toldOffers()).toEqual(WAITING.map((who) => (offered.includes(who) ? sessions.toSorted() : [])));
  expect(await toldOrganiser()).toEqual(sessions.map(() => GONE));
  // An account that is nobody's own sees what is told to it alone.
  expect(await noticesOf('other')).toEqual([]);
  expect(await noticesOf('admin')).toEqual([]);
  const [first] = await noticesOf('organiser');
  expect(first?.text).toMatch(/已移出报名名单：G/);
}, 300_000);

test('of who is gone the leader of the team that had named him is told too, and no other', async () => {
  await stack.bringIn('teams', teamsCsv(['T1']));
  await stack.bringIn('volunteers', volunteersCsv(['N0', 'N1', 'N2'], { 队伍编号: 'T1' }));
  for (const [username, team] of [
    ['leader', 'T1'],
    ['other-leader', 'T2'],
  ] as const)
    tokens.set(username, await stack.account({ username, password: PASSWORD, grants: [{ role: 'leader', team }] }));
  const planned = {
    ...{ name: '巡河', division: VILLAGE, startsAt: at(90), endsAt: at(91), personInCharge: '张三丰' },
    ...{ risks: '车辆', safeguards: '安全员', posts: [{ id: 'a', name: '巡河', capacity: 5 }] },
    signUp: { minimumAge: 16 },
  };
  const no = (await insist('organiser', 'POST', '/sessions', planned)).body.sessionNo as string;
  for (const step of ['submit', 'publish']) await insist('organiser', 'POST', `/sessions/${no}/${step}`);
  await insist('leader', 'PUT', `/sessions/${no}/teams/T1/reservations/a`, { places: 2 });
  await insist('leader', 'POST', `/sessions/${no}/teams/T1/names`, { post: 'a', add: ['N0', 'N1'], remove: [] });
  await insist('organiser', 'POST', `/sessions/${no}/sign-ups`, { volunteerNo: 'N2', post: 'a' });
  for (const gone of ['N0', 'N2']) expect((await insist('admin', 'DELETE', `/volunteers/${gone}`)).status).toBe(204);
  kill(/^scheduling/);
  const told = async (who: string) =>
    (await noticesOf(who)).filter((n) => n.sessionNo === no).map((n) => [n.kind, n.because.split('、').toSorted()]);
  await stack.until(60_000, 'told', async () => (await told('leader')).length > 0);
  await sleep(2_000); // in which more would come
  expect(await told('leader')).toEqual([['taken_off_of_team', ['N0']]]);
  expect(await told('organiser')).toEqual([['taken_off', ['N0', 'N2']]]);
  expect(await told('other-leader')).toEqual([]);
  expect(await states(no)).toEqual({ N1: 'offered' });
}, 120_000);
