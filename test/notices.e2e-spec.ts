import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import { type Answer, divisionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const HOUR = 3_600_000;
const PASSWORD = 'Patient-river-88';
const VOLUNTEERS = Array.from({ length: 12 }, (_, i) => `V${i}`);
/** Of a replica of scheduling or registry, or of MongoDB, while notices are given. */
const KILLS = 6;

interface Shown {
  id: string;
  kind: string;
  sessionNo: string;
  text: string;
  readAt: string | null;
}

let stack: TestStack;
const tokens = new Map<string, string>();

beforeAll(async () => {
  stack = await TestStack.start({ REPLICAS: '2' });
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  for (const volunteerNo of VOLUNTEERS) {
    const account = { username: `of-${volunteerNo}`, password: PASSWORD, grants: [{ role: 'volunteer' }], volunteerNo };
    expect(await stack.post('/api/v1/accounts', { token: stack.token, json: account })).toMatchObject({ status: 201 });
    tokens.set(volunteerNo, await stack.signIn(account.username, PASSWORD));
  }
}, 180_000);
afterAll(() => stack.stop());

const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();
const ask = (method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1/sessions${path}`, { token: stack.token, ...(json === undefined ? {} : { json }) });

/** Asks until it is answered; whoever was killed meanwhile may have done it already. */
async function insist(method: string, path: string, json?: unknown): Promise<Answer> {
  for (;;) {
    const answer = await ask(method, path, json).catch(() => undefined);
    if (answer !== undefined && ![429, 503].includes(answer.status)) return answer;
    await sleep(100);
  }
}

/** A published session from in so many hours' time, with one place. */
async function published(hours: number): Promise<string> {
  const planned = {
    ...{ name: '河道清洁', division: VILLAGE, startsAt: at(hours), endsAt: at(hours + 2), personInCharge: '张三丰' },
    ...{ risks: '河岸湿滑', safeguards: '救生衣', posts: [{ id: 'a', name: '清洁', capacity: 1 }] },
    signUp: { minimumAge: 16 },
  };
  const no = (await insist('POST', '', planned)).body.sessionNo as string;
  for (const step of ['submit', 'publish']) await insist('POST', `/${no}/${step}`);
  return no;
}

const signUp = (no: string, volunteerNo: string) =>
  insist('POST', `/${no}/sign-ups`, { volunteerNo, post: 'a', overriding: ['clash'] });

async function noticesOf(volunteerNo: string, headers: Record<string, string> = {}): Promise<Shown[]> {
  const answer = await stack.get('/api/v1/notices', { token: tokens.get(volunteerNo), headers });
  expect(answer.status).toBe(200);
  return answer.body.notices as Shown[];
}
/** What somebody was told of a session, by kind. */
const told = async (volunteerNo: string, no: string) =>
  (await noticesOf(volunteerNo)).filter((n) => n.sessionNo === no).map((n) => n.kind);

describe('a notice', () => {
  test('of an offered place comes to who waited longest, and one of a cancellation to everybody on the roster', async () => {
    const no = await published(48);
    for (const v of ['V0', 'V1', 'V2']) await signUp(no, v);
    await insist('DELETE', `/${no}/sign-ups/V0`);
    await stack.until(10_000, 'offered', async () => (await told('V1', no)).length > 0);
    expect(await told('V1', no)).toEqual(['offer']);
    await insist('POST', `/${no}/cancel`);
    await stack.until(10_000, 'cancelled', async () => (await told('V2', no)).length > 0);
    expect(await Promise.all(['V0', 'V1', 'V2', 'V3'].map((v) => told(v, no)))).toEqual([
      [],
      ['cancelled', 'offer'],
      ['cancelled'],
      [],
    ]);
  });

  test('says in the language that is asked for what happened and what to do, until when', async () => {
    const offer = (found: Shown[]) => found.find((n) => n.kind === 'offer')!;
    const { text, sessionNo } = offer(await noticesOf('V1'));
    expect(text).toMatch(new RegExp(`“河道清洁”（${sessionNo}，20\\d\\d-.*有名额留给您，请在 20\\d\\d-.* 之前接受`));
    expect(offer(await noticesOf('V1', { 'Accept-Language': 'en' })).text).toMatch(
      /is kept for you; accept it before 20/,
    );
  });

  test('is read by whom it concerns, once, and by nobody else', async () => {
    const { id } = (await noticesOf('V1'))[0]!;
    const read = (token: string | undefined, path = id) => stack.post(`/api/v1/notices/${path}/read`, { token });
    expect(await read(tokens.get('V2'))).toMatchObject({ status: 404, body: { code: 'NOTICE.UNKNOWN' } });
    expect(await read(stack.token)).toMatchObject({ status: 404, body: { code: 'NOTICE.UNKNOWN' } });
    expect((await noticesOf('V1'))[0]!.readAt).toBeNull();
    const first = await read(tokens.get('V1'));
    expect(first).toMatchObject({ status: 200, body: { id, readAt: expect.stringMatching(/\+08:00$/) } });
    await sleep(1_100);
    expect((await read(tokens.get('V1'))).body.readAt).toBe(first.body.readAt);
  });

  test('stays with the number under which somebody signed up when the register is corrected', async () => {
    const no = await published(72);
    await signUp(no, 'V11');
    await stack.bringIn('volunteers', volunteersCsv(['V11'], { 证件号码: 'corrected' }));
    await insist('POST', `/${no}/cancel`);
    await stack.until(10_000, 'told', async () => (await told('V11', no)).length > 0);
  });

  test('is not there for an account that is nobody’s own, and no account is made for a number that is nobody’s', async () => {
    expect(await stack.get('/api/v1/notices', { token: stack.token })).toMatchObject({ body: { notices: [] } });
    const account = { username: 'of-nobody', password: PASSWORD, grants: [{ role: 'volunteer' }], volunteerNo: 'V99' };
    const refused = await stack.post('/api/v1/accounts', { token: stack.token, json: account });
    expect(refused).toMatchObject({ status: 404, body: { code: 'VOLUNTEER.UNKNOWN' } });
  });
});

test('no double notice: each is given once on two replicas, although services and MongoDB are killed meanwhile', async () => {
  const over = new AbortController();
  const killing = (async () => {
    let killed = 0;
    while (!over.signal.aborted && killed < KILLS) {
      await sleep(200 + Math.random() * 800);
      const victims = stack.processes().filter((p) => /scheduling|registry|mongod/.test(p.name) && isRunning(p));
      const victim = victims[Math.floor(Math.random() * victims.length)];
      if (victim === undefined) continue;
      process.kill(victim.pid, 'SIGKILL');
      killed++;
    }
    return killed;
  })();
  const sessions: string[] = [];
  for (let i = 0; i < 6; i++) {
    const no = await published(100 + i * 3);
    sessions.push(no);
    for (const v of VOLUNTEERS.slice(0, 6)) await signUp(no, v);
    await insist('DELETE', `/${no}/sign-ups/V0`);
    await insist('POST', `/${no}/cancel`);
  }
  const killed = await killing;
  over.abort();
  expect(killed).toBeGreaterThan(2);
  await stack.untilReady(60_000);
  const each = (v: string) => (v === 'V0' ? [] : v === 'V1' ? ['cancelled', 'offer'] : ['cancelled']);
  const find = async () => {
    const found = VOLUNTEERS.slice(0, 6).map(async (v) => {
      const notices = await noticesOf(v);
      return sessions.map((no) =>
        notices
          .filter((n) => n.sessionNo === no)
          .map((n) => n.kind)
          .sort(),
      );
    });
    return Promise.all(found);
  };
  await stack.until(30_000, 'told', async () => (await find()).flat(2).length >= 6 * 6);
  await sleep(3_000); // in which another would come
  expect(await find()).toEqual(VOLUNTEERS.slice(0, 6).map((v) => sessions.map(() => each(v))));
}, 240_000);
