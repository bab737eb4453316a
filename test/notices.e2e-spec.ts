import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import {
  ADMINISTRATOR,
  type Answer,
  divisionsCsv,
  Mailbox,
  TestStack,
  TextGateway,
  VILLAGE,
  volunteersCsv,
} from '#testing';

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
let mailbox: Mailbox;
let gateway: TextGateway;
const folder = mkdtempSync(join(tmpdir(), 'county-notices-'));
const wechatFile = join(folder, 'wechat.jsonl');
const tokens = new Map<string, string>();

beforeAll(async () => {
  mailbox = await Mailbox.open();
  gateway = await TextGateway.open();
  stack = await TestStack.start({
    ...{ REPLICAS: '2', SMTP_URL: mailbox.url, MAIL_FROM: 'county@example.org' },
    ...{ SMS_URL: gateway.url, WECHAT_URL: pathToFileURL(wechatFile).href },
  });
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn(
    'volunteers',
    volunteersCsv(VOLUNTEERS, (v) => ({ 手机: phoneOf(v) })),
  );
  for (const volunteerNo of VOLUNTEERS) {
    const account = { username: `of-${volunteerNo}`, password: PASSWORD, grants: [{ role: 'volunteer' }], volunteerNo };
    expect(await stack.post('/api/v1/accounts', { token: stack.token, json: account })).toMatchObject({ status: 201 });
    tokens.set(volunteerNo, await stack.signIn(account.username, PASSWORD));
  }
}, 180_000);
afterAll(async () => {
  await mailbox.close();
  await gateway.close();
  rmSync(folder, { recursive: true });
  await stack.stop();
});

const own = (volunteerNo: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(volunteerNo), ...(json === undefined ? {} : { json }) });
const addressOf = (volunteerNo: string): string => `${volunteerNo.toLowerCase()}@example.org`;
const mailsTo = (volunteerNo: string): string[] =>
  mailbox.mails.filter((m) => m.to === addressOf(volunteerNo)).map((m) => m.text);
const phoneOf = (volunteerNo: string): string => `138000000${volunteerNo.slice(1).padStart(2, '0')}`;
const textsTo = (phone: string): string[] =>
  gateway.requests.filter((r) => r.body.to === phone).map((r) => r.body.text);
/** What went out by WeChat to somebody. */
const wechatsTo = (openId: string): string[] => {
  // Without what follows the last end of a line: it is being written.
  const lines = existsSync(wechatFile) ? readFileSync(wechatFile, 'utf8').split('\n').slice(0, -1) : [];
  const sent = lines.map((line) => JSON.parse(line) as { to: string; text: string });
  return sent.filter((s) => s.to === openId).map((s) => s.text);
};
/** The mails to somebody that name a session. */
const mailsOf = (volunteerNo: string, no: string) => mailsTo(volunteerNo).filter((text) => text.includes(no));

/** The code in the last mail to somebody, once there is a further one. */
async function codeMailed(volunteerNo: string, after: number): Promise<string> {
  await stack.until(10_000, 'mailed', () => Promise.resolve(mailsTo(volunteerNo).length > after));
  return /验证码 (\w{8})/.exec(mailsTo(volunteerNo).at(-1)!)![1]!;
}

async function confirmEmail(volunteerNo: string): Promise<void> {
  const email = addressOf(volunteerNo);
  expect((await own(volunteerNo, 'PUT', '/account/email', { email, password: PASSWORD })).status).toBe(202);
  const code = await codeMailed(volunteerNo, 0);
  expect((await own(volunteerNo, 'POST', '/account/email/confirm', { code })).status).toBe(204);
  expect((await consent(volunteerNo, true)).status).toBe(201);
}
const consent = (volunteerNo: string, given: boolean, way = 'mail'): Promise<Answer> =>
  own(volunteerNo, 'POST', '/me/consents', { purpose: `notices-by-${way}`, given, version: '1' });

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

/** A published session from in so many hours' time. */
async function published(hours: number, capacity = 1, rules = {}): Promise<string> {
  const planned = {
    ...{ name: '河道清洁', division: VILLAGE, startsAt: at(hours), endsAt: at(hours + 2), personInCharge: '张三丰' },
    ...{ risks: '河岸湿滑', safeguards: '救生衣', posts: [{ id: 'a', name: '清洁', capacity }] },
    signUp: { minimumAge: 16, ...rules },
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

describe('an e-mail address', () => {
  test('is taken from whoever knows the password, and counts once the code that came there is told', async () => {
    const email = addressOf('V9');
    const put = (password: string) => own('V9', 'PUT', '/account/email', { email, password });
    expect(await put('not-the-password')).toMatchObject({ status: 401, body: { code: 'AUTH.FAILED' } });
    expect((await own('V9', 'PUT', '/account/email', { email: 'nobody', password: PASSWORD })).status).toBe(400);
    expect((await put(PASSWORD)).status).toBe(202);
    expect(await put(PASSWORD)).toMatchObject({ status: 429, body: { code: 'AUTH.TOO_MANY_ATTEMPTS' } });
    const code = await codeMailed('V9', 0);
    const confirm = (typed: string, as = 'V9') => own(as, 'POST', '/account/email/confirm', { code: typed });
    for (const wrong of [await confirm('22222222'), await confirm(code, 'V10')])
      expect(wrong).toMatchObject({ status: 422, body: { code: 'ACCOUNT.CODE_WRONG' } });
    const twice = await Promise.all([confirm(` ${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`), confirm(code)]);
    expect(twice.map((a) => a.status).sort()).toEqual([204, 422]);
    expect((await consent('V9', true)).status).toBe(201);
  });

  test('gets nothing before it is confirmed, nor after it was removed', async () => {
    await confirmEmail('V8');
    expect((await own('V8', 'DELETE', '/account/email')).status).toBe(204);
    expect((await own('V7', 'PUT', '/account/email', { email: addressOf('V7'), password: PASSWORD })).status).toBe(202);
    const no = await published(48);
    for (const v of ['V7', 'V8', 'V9']) await signUp(no, v);
    await insist('POST', `/${no}/cancel`);
    await stack.until(10_000, 'mailed', () => Promise.resolve(mailsOf('V9', no).length > 0));
    expect(['V7', 'V8', 'V9'].map((v) => mailsOf(v, no).length)).toEqual([0, 0, 1]);
    expect(mailsOf('V9', no)[0]).toMatch(/“河道清洁”.*已经取消，请不要前往。/);
    expect((await told('V8', no)).length).toBe(1);
  });

  test('gets nothing once its owner has withdrawn his consent; what is told in the application still comes', async () => {
    expect((await consent('V9', false)).status).toBe(201);
    const no = await published(48);
    await signUp(no, 'V9');
    await insist('POST', `/${no}/cancel`);
    await stack.until(10_000, 'told', async () => (await told('V9', no)).length > 0);
    const later = await published(48);
    expect((await consent('V9', true)).status).toBe(201);
    await signUp(later, 'V9');
    await insist('POST', `/${later}/cancel`);
    await stack.until(10_000, 'mailed', () => Promise.resolve(mailsOf('V9', later).length > 0));
    expect(mailsOf('V9', no)).toEqual([]);
  });

  test('can be guessed by no code: after five the right one no longer works', async () => {
    const code = await codeMailed('V7', 0);
    const confirm = (typed: string) => own('V7', 'POST', '/account/email/confirm', { code: typed });
    const wrong = code === '22222222' ? '33333333' : '22222222';
    expect((await Promise.all(Array.from({ length: 5 }, () => confirm(wrong)))).every((a) => a.status === 422)).toBe(
      true,
    );
    expect((await confirm(code)).status).toBe(422);
  });

  test('gets a code for a forgotten password, which is used once and ends what was signed in with the old one', async () => {
    const forgot = (username: string) => stack.post('/api/v1/auth/forgot', { json: { username } });
    const before = mailsTo('V9').length;
    const answers = [
      await forgot('of-V9'),
      await forgot('of-V10'),
      await forgot('nobody-there'),
      await forgot('of-V9'),
    ];
    expect(answers.map((a) => [a.status, a.body as string])).toEqual(answers.map(() => [202, '']));
    const code = await codeMailed('V9', before);
    const login = (password: string) => stack.post('/api/v1/auth/login', { json: { username: 'of-V9', password } });
    const cookie = (await login(PASSWORD)).headers.get('set-cookie')!.split(';')[0]!;
    const reset = (change: object) =>
      stack.post('/api/v1/auth/reset', { json: { username: 'of-V9', code, password: 'Other-river-99', ...change } });
    for (const change of [{ code: '22222222' }, { username: 'of-V10' }, { username: 'nobody-there' }])
      expect(await reset(change)).toMatchObject({ status: 422, body: { code: 'ACCOUNT.CODE_WRONG' } });
    expect((await reset({ password: 'short' })).status).toBe(400);
    const twice = await Promise.all([reset({}), reset({})]);
    expect(twice.map((a) => a.status).sort()).toEqual([204, 422]);
    expect((await stack.post('/api/v1/auth/refresh', { headers: { Cookie: cookie } })).status).toBe(401);
    expect([(await login(PASSWORD)).status, (await login('Other-river-99')).status]).toEqual([401, 200]);
    expect(mailsTo('V9')).toHaveLength(before + 1); // asked for twice, mailed once
  });

  test('is in no log', () => {
    expect(stack.logged('@example.org').filter((line) => !line.includes('county@example.org'))).toEqual([]);
  });
});

/** Has somebody be told that a session is cancelled; until he is, in the application. */
async function cancelFor(volunteerNo: string): Promise<string> {
  const no = await published(48);
  await signUp(no, volunteerNo);
  await insist('POST', `/${no}/cancel`);
  await stack.until(10_000, 'told', async () => (await told(volunteerNo, no)).length > 0);
  return no;
}
const arrive = (texts: () => string[], count: number) =>
  stack.until(10_000, 'sent', () => Promise.resolve(texts().length >= count));
const codeIn = (texts: string[]): string => /验证码 (\w{8})/.exec(texts.at(-1)!)![1]!;

describe('a phone number', () => {
  const office = () => textsTo(phoneOf('V6'));
  const changed = '13911112222';
  const toChanged = () => textsTo(changed);

  test('that the office has gets text messages from who consents to them, until he withdraws', async () => {
    await cancelFor('V6');
    expect((await consent('V6', true, 'sms')).status).toBe(201);
    await cancelFor('V6');
    await arrive(office, 1);
    expect(office()).toEqual([
      expect.stringMatching(/^【志愿服务】“河道清洁”（原定 [-\d]+ [:\d]+）已取消，请不要前往$/),
    ]);
    expect((await consent('V6', false, 'sms')).status).toBe(201);
    await cancelFor('V6');
    expect((await consent('V6', true, 'sms')).status).toBe(201);
    await cancelFor('V6');
    await arrive(office, 2);
    expect(office()).toHaveLength(2);
  });

  test('that somebody gives himself gets nothing before he has confirmed it by the code that came there', async () => {
    const confirmed = async () => (await own('V6', 'GET', '/me')).body.phoneConfirmed as boolean;
    const before = office().length;
    expect((await own('V6', 'PATCH', '/me', { phone: changed })).status).toBe(200);
    await cancelFor('V6');
    const ask = (password: string) => own('V6', 'POST', '/account/phone/code', { password });
    expect(await ask('not-the-password')).toMatchObject({ status: 401, body: { code: 'AUTH.FAILED' } });
    expect((await ask(PASSWORD)).status).toBe(202);
    expect(await ask(PASSWORD)).toMatchObject({ status: 429, body: { code: 'AUTH.TOO_MANY_ATTEMPTS' } });
    await arrive(toChanged, 1);
    await sleep(1_000); // in which another would come
    const code = expect.stringMatching(/^【志愿服务】验证码 \w{8}，10 分钟内有效/);
    expect(toChanged()).toEqual([code]);
    expect(await confirmed()).toBe(false);
    const confirm = (code: string, as = 'V6') => own(as, 'POST', '/account/phone/confirm', { code });
    for (const wrong of [await confirm('22222222'), await confirm(codeIn(toChanged()), 'V7')])
      expect(wrong).toMatchObject({ status: 422, body: { code: 'ACCOUNT.CODE_WRONG' } });
    expect((await confirm(codeIn(toChanged()))).status).toBe(204);
    expect(await confirmed()).toBe(true);
    await cancelFor('V6');
    await arrive(toChanged, 2);
    expect(toChanged()).toEqual([code, expect.stringContaining('已取消')]);
    expect(office()).toHaveLength(before);
  });

  test('that is confirmed gets a code for a forgotten password; one that is not, and one changed since, gets none', async () => {
    for (const username of ['of-V7', 'of-V6'])
      expect((await stack.post('/api/v1/auth/forgot', { json: { username } })).status).toBe(202);
    await arrive(toChanged, 3);
    const json = { username: 'of-V6', code: codeIn(toChanged()), password: 'Other-river-99' };
    expect((await stack.post('/api/v1/auth/reset', { json })).status).toBe(204);
    tokens.set('V6', await stack.signIn('of-V6', json.password));
    expect(textsTo(phoneOf('V7'))).toEqual([]);
    expect((await own('V6', 'PATCH', '/me', { phone: '13911113333' })).status).toBe(200);
    expect((await own('V6', 'GET', '/me')).body.phoneConfirmed).toBe(false);
  });

  test('that is none cannot be confirmed', async () => {
    const none = await stack.post('/api/v1/account/phone/code', {
      token: stack.token,
      json: { password: ADMINISTRATOR.password },
    });
    expect(none).toMatchObject({ status: 422, body: { code: 'ACCOUNT.NO_PHONE' } });
  });
});

test('WeChat is bound by a code that came there, told notices by consent, and nothing once it is unbound', async () => {
  const openId = 'oABC-def_0123456789';
  const texts = () => wechatsTo(openId);
  const put = (password: string) => own('V7', 'PUT', '/account/wechat', { openId, password });
  expect((await put('not-the-password')).status).toBe(401);
  expect((await put(PASSWORD)).status).toBe(202);
  await arrive(texts, 1);
  expect((await consent('V7', true, 'wechat')).status).toBe(201);
  await cancelFor('V7');
  expect((await own('V7', 'POST', '/account/wechat/confirm', { code: codeIn(texts()) })).status).toBe(204);
  const no = await cancelFor('V7');
  await arrive(texts, 2);
  expect(texts()[1]).toContain(`“河道清洁”（${no}，原定`);
  expect((await own('V7', 'DELETE', '/account/wechat')).status).toBe(204);
  await cancelFor('V7');
  await sleep(1_500);
  expect(texts()).toHaveLength(2);
});

test('no phone number, OpenID or code is in a log', () => {
  for (const text of ['138000000', '1391111', 'oABC-def', '验证码']) expect(stack.logged(text)).toEqual([]);
});

describe('a notice', () => {
  beforeAll(() => Promise.all(VOLUNTEERS.slice(0, 6).map(confirmEmail)), 60_000);

  test('of an offered place comes to who waited longest, and one of a cancellation to everybody on the roster', async () => {
    const no = await published(48);
    for (const v of ['V0', 'V1', 'V2']) await signUp(no, v);
    await insist('DELETE', `/${no}/sign-ups/V0`);
    await stack.until(10_000, 'offered', async () => (await told('V1', no)).length > 0);
    expect(await told('V1', no)).toEqual(['offer']);
    await insist('POST', `/${no}/cancel`);
    await stack.until(10_000, 'cancelled', async () => (await told('V2', no)).length > 0);
    expect(await Promise.all(['V0', 'V1', 'V2', 'V3'].map((v) => told(v, no)))).toEqual([
      ['removed'],
      ['cancelled', 'offer'],
      ['cancelled'],
      [],
    ]);
    await stack.until(10_000, 'mailed', () => Promise.resolve(mailsOf('V2', no).length > 0));
    await stack.until(10_000, 'mailed', () => Promise.resolve(mailsOf('V1', no).length > 1));
    await stack.until(10_000, 'mailed', () => Promise.resolve(mailsOf('V0', no).length > 0));
    expect(['V0', 'V1', 'V2', 'V3'].map((v) => mailsOf(v, no).length)).toEqual([1, 2, 1, 0]);
  });

  test('tells an applicant what was decided, and whether he has a place', async () => {
    const no = await published(72, 1, { approval: true });
    const applicants = ['V0', 'V1', 'V2'];
    for (const v of applicants) await signUp(no, v);
    for (const v of ['V0', 'V1']) expect((await insist('POST', `/${no}/sign-ups/${v}/approve`)).status).toBe(200);
    await insist('POST', `/${no}/sign-ups/V2/decline`);
    await stack.until(10_000, 'told', async () => (await told('V2', no)).length > 0);
    const all = await Promise.all(applicants.map((v) => told(v, no)));
    expect(all).toEqual([['approved'], ['approved_waiting'], ['removed']]);
    await stack.until(10_000, 'mailed', () => Promise.resolve(applicants.every((v) => mailsOf(v, no).length > 0)));
    expect(mailsOf('V1', no)[0]).toContain('正在候补');
  });

  test('that was given to the mail server when every registry is killed is not sent again', async () => {
    const no = await published(50);
    await signUp(no, 'V3');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      mailbox.answer = async () => {
        resolve();
        await new Promise<void>((go) => (release = go));
        return 'taken' as const;
      };
    });
    await insist('POST', `/${no}/cancel`);
    await held;
    mailbox.answer = () => 'taken';
    for (const { name, pid } of stack.processes()) if (name.startsWith('registry')) process.kill(pid, 'SIGKILL');
    release();
    // The next one goes through, so sending has begun again.
    const next = await published(55);
    await signUp(next, 'V3');
    await insist('POST', `/${next}/cancel`);
    await stack.until(30_000, 'mailed', () => Promise.resolve(mailsOf('V3', next).length > 0));
    await sleep(2_000);
    expect([mailsOf('V3', no).length, mailsOf('V3', next).length]).toEqual([1, 1]);
    expect(await told('V3', no)).toEqual(['cancelled']);
  }, 90_000);

  test('waits while the mail server is away', async () => {
    await mailbox.close();
    const no = await published(60);
    await signUp(no, 'V4');
    await insist('POST', `/${no}/cancel`);
    await stack.until(10_000, 'told', async () => (await told('V4', no)).length > 0);
    await sleep(1_500);
    await mailbox.listen();
    await stack.until(20_000, 'mailed', () => Promise.resolve(mailsOf('V4', no).length > 0));
    expect(mailsOf('V4', no)).toHaveLength(1);
  });

  test('reminds those who have a place within a day of the beginning, once, also whoever gets it late or anew', async () => {
    const [near, far] = [await published(23.9, 2), await published(24.5, 2)];
    for (const no of [near, far]) for (const v of ['V0', 'V1', 'V2']) await signUp(no, v);
    await stack.until(20_000, 'reminded', async () => (await told('V0', near)).length > 0);
    expect(await Promise.all(['V0', 'V1', 'V2'].map((v) => told(v, near)))).toEqual([['reminder'], ['reminder'], []]);
    await insist('DELETE', `/${near}/sign-ups/V0`);
    await insist('POST', `/${near}/sign-ups/V2/accept`);
    await insist('DELETE', `/${near}/sign-ups/V1`);
    await signUp(near, 'V0');
    await stack.until(20_000, 'reminded', async () => (await told('V2', near)).includes('reminder'));
    await sleep(6_000); // in which another would come
    expect(await told('V0', near)).toEqual(['removed', 'reminder']);
    expect((await told('V2', near)).sort()).toEqual(['offer', 'reminder']);
    expect(await told('V0', far)).toEqual([]);
    await stack.until(10_000, 'mailed', () => Promise.resolve(mailsOf('V2', near).length > 1));
    expect(mailsOf('V0', near)).toHaveLength(2);
    expect(mailsOf('V0', near)[0]).toMatch(/“河道清洁”（.*）将于 20.* 开始，请准时参加/);
  }, 90_000);

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

test('what waits to be sent is dropped when its owner withdraws his consent or is erased, and goes to everybody else', async () => {
  const [withdraws, erased, stays] = ['V9', 'V10', 'V8'];
  for (const v of [withdraws, erased, stays]) expect((await consent(v, true, 'sms')).status).toBe(201);
  gateway.answer = () => ({ status: 503, body: {} });
  const no = await published(60, 3);
  for (const v of [withdraws, erased, stays]) await signUp(no, v);
  const asked = (v: string) => gateway.requests.filter((r) => r.body.to === phoneOf(v)).length;
  await insist('POST', `/${no}/cancel`);
  await stack.until(20_000, 'tried', () => Promise.resolve([withdraws, erased, stays].every((v) => asked(v) > 0)));
  expect((await consent(withdraws, false, 'sms')).status).toBe(201);
  expect((await stack.request('DELETE', `/api/v1/volunteers/${erased}`, { token: stack.token })).status).toBe(204);
  await sleep(500); // in which one that was under way is answered
  const before = new Map([withdraws, erased].map((v) => [v, asked(v)]));
  const taken: string[] = [];
  gateway.answer = () => {
    taken.push(gateway.requests.at(-1)!.body.to);
    return { status: 200, body: { code: 0 } };
  };
  await stack.until(30_000, 'sent', () => Promise.resolve(taken.includes(phoneOf(stays))));
  await sleep(9_000); // in which the others’ would have been tried again
  expect(taken).toEqual([phoneOf(stays)]);
  for (const [v, times] of before) expect(asked(v)).toBe(times);
}, 90_000);

test('no double notice: each is given once on two replicas, although services and MongoDB are killed meanwhile', async () => {
  for (const v of VOLUNTEERS.slice(0, 6)) expect((await consent(v, true, 'sms')).status).toBe(201);
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
  mailbox.answer = async () => {
    await sleep(50); // so that kills meet letters under way
    return 'taken' as const;
  };
  gateway.answer = async () => {
    await sleep(50);
    return { status: 200, body: { code: 0 } };
  };
  const sessions: string[] = [];
  for (let i = 0; i < 6; i++) {
    const no = await published(100 + i * 3);
    sessions.push(no);
    for (const v of VOLUNTEERS.slice(0, 6)) await signUp(no, v);
    await insist('DELETE', `/${no}/sign-ups/V0`);
    await insist('POST', `/${no}/cancel`);
  }
  const reminded = await published(6, 6);
  sessions.push(reminded);
  for (const v of VOLUNTEERS.slice(0, 6)) await signUp(reminded, v);
  const killed = await killing;
  over.abort();
  expect(killed).toBeGreaterThan(2);
  await stack.untilReady(60_000);
  const each = (v: string, no: string) => {
    if (no === reminded) return ['reminder'];
    return v === 'V0' ? ['removed'] : v === 'V1' ? ['cancelled', 'offer'] : ['cancelled'];
  };
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
  await stack.until(30_000, 'told', async () => (await find()).flat(2).length >= 6 * 7 + 6);
  await sleep(3_000); // in which another would come
  expect(await find()).toEqual(VOLUNTEERS.slice(0, 6).map((v) => sessions.map((no) => each(v, no))));
  // Of the letters none comes twice; each kill may have broken off the one that was being sent, which is then not sent again.
  const wanted = VOLUNTEERS.slice(0, 6).flatMap((v) => sessions.map((no) => ({ v, no, most: each(v, no).length })));
  const startOf = new Map<string, string>();
  for (const no of sessions) {
    const { startsAt } = (await ask('GET', `/${no}`)).body as { startsAt: string };
    startOf.set(no, startsAt.slice(5, 16).replace('T', ' '));
  }
  const textsOf = (v: string, no: string) => textsTo(phoneOf(v)).filter((text) => text.includes(startOf.get(no)!));
  for (const arrivedOf of [mailsOf, textsOf]) {
    const arrived = () => wanted.map(({ v, no }) => arrivedOf(v, no).length);
    const missing = () => wanted.reduce((sum, { most }, i) => sum + most - arrived()[i]!, 0);
    await stack.until(30_000, 'sent', () => Promise.resolve(missing() <= killed));
    await sleep(3_000);
    expect(wanted.filter(({ most }, i) => arrived()[i]! > most)).toEqual([]);
    expect(missing()).toBeGreaterThanOrEqual(0);
  }
}, 240_000);
