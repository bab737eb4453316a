import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '#contracts';
import { isRunning } from '#launcher';
import { type Answer, divisionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';
import { AUDITED_READS, NOT_AUDITED } from './routes.js';

const PASSWORD = 'Patient-river-88';
const HOUR = 3_600_000;
const KILLS = 4;

let stack: TestStack;
const tokens = new Map<string, string>();

beforeAll(async () => {
  stack = await TestStack.start();
  tokens.set('admin', stack.token);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(['V1', 'V2']));
  for (const [username, grant] of [
    ['village', { role: 'village', division: VILLAGE }],
    ['auditor-of-village', { role: 'auditor', division: VILLAGE }],
    ['auditor-elsewhere', { role: 'auditor', division: '990000' }],
  ] as const) {
    const json = { username, password: PASSWORD, grants: [grant] };
    await stack.post('/api/v1/accounts', { token: stack.token, json });
    tokens.set(username, await stack.signIn(username, PASSWORD));
  }
}, 180_000);
afterAll(() => stack.stop());

const ask = (who: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const entries = async (query = '', who = 'admin'): Promise<AuditEntry[]> => {
  const { status, body } = await ask(who, 'GET', `/audit${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.entries as AuditEntry[];
};
const verify = async (json: object = {}): Promise<Answer['body']> =>
  (await ask('admin', 'POST', '/audit/verify', json)).body;
const at = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();
const draft = { name: '河道清洁', division: VILLAGE, startsAt: at(2), endsAt: at(4), posts: [] };

describe('what is in the log', () => {
  test('is every route that changes something but those that say why not, and every one that shows what is personal', async () => {
    const { body } = await stack.get('/api/openapi.json');
    const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('::', ':')}`),
    );
    const wrong: string[] = [];
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ');
      const target = `x-${routes.indexOf(route)}`;
      const filled = path
        .replace('{kind}', 'teams')
        .replace('{year}', '2022')
        .replace(/\{\w+\}/g, target);
      const isRead = method === 'GET';
      const since = (await entries())[0]!.seq;
      await stack.request(method, filled, { token: stack.token, ...(isRead ? {} : { json: {} }) });
      const told = (await entries()).filter((e) => e.seq > since && e.act === route && e.of === 0);
      // Reading the log is itself in it.
      const isTold = told.length > (route === 'GET /api/v1/audit' ? 1 : 0);
      const expected = isRead ? AUDITED_READS.includes(route) : !NOT_AUDITED.includes(route);
      if (isTold !== expected) wrong.push(`${route}: ${isTold ? 'in the log' : 'not in the log'}`);
      if (isTold && filled.includes(target) && told[0]!.targets[0] !== target) wrong.push(`${route}: of whom?`);
    }
    expect(wrong).toEqual([]);
    expect([...NOT_AUDITED, ...AUDITED_READS].filter((r) => !routes.includes(r))).toEqual([]);
  });

  test('is who did what to what, and what it made', async () => {
    const { body } = await ask('village', 'POST', '/sessions', draft);
    const no = body.sessionNo as string;
    await ask('village', 'PUT', `/sessions/${no}`, draft);
    const [revised, made] = await entries(`?target=${no}`);
    const by = { by: 'village', because: '' };
    expect(revised).toMatchObject({ ...by, act: 'PUT /api/v1/sessions/{no}', targets: [no], of: 0, outcome: '' });
    expect(made).toMatchObject({ ...by, act: 'POST /api/v1/sessions', targets: [no], outcome: 'done' });
    const asked = (await entries('?by=village')).find((e) => e.seq === made!.of);
    expect(asked).toMatchObject({ act: 'POST /api/v1/sessions', targets: [], of: 0 });
  });

  test('is also what was refused, with the reason why, and the reason that was given', async () => {
    await ask('admin', 'POST', '/sessions/not-there/return', { because: '请补充保障措施' });
    const [refused, asked] = await entries('?target=not-there');
    expect(asked).toMatchObject({ because: '请补充保障措施', of: 0 });
    expect(refused).toMatchObject({ of: asked!.seq, outcome: 'SESSION.UNKNOWN', because: '' });
  });

  test('is who signed in, and of failures at an account the first, second, fourth, eighth, without what was typed', async () => {
    const login = (username: string, password: string) =>
      stack.post('/api/v1/auth/login', { json: { username, password } });
    for (let i = 0; i < 9; i++) expect((await login('village', 'Wrong-river-77')).status).toBe(401);
    for (let i = 0; i < 9; i++) expect((await login('nobody-there', 'Wrong-river-77')).status).toBe(401);
    expect((await login('village', PASSWORD)).status).toBe(200);
    const told = (await entries('?target=village')).filter((e) => e.act === 'POST /api/v1/auth/login');
    const failed = { by: '', targets: ['village'], outcome: 'AUTH.FAILED', of: 0 };
    expect(told.slice(0, 5)).toMatchObject([
      { by: 'village', targets: ['village'], outcome: 'done' },
      ...[failed, failed, failed, failed],
    ]);
    expect(told[5]).toMatchObject({ outcome: 'done' });
    expect((await entries('', 'auditor-of-village')).some((e) => e.outcome === 'AUTH.FAILED')).toBe(true);
    expect(JSON.stringify(await entries())).not.toMatch(/Wrong-river|nobody-there/);
  });

  test('is nothing that is personal, and no password', async () => {
    const json = { username: '13812345678', displayName: '张三丰', password: PASSWORD, grants: [{ role: 'auditor' }] };
    await ask('admin', 'POST', '/accounts', json);
    const all = JSON.stringify(await entries());
    expect(all).toContain('138******78');
    expect(all).not.toMatch(/13812345678|张三丰|Patient-river/);
  });
});

describe('what is personal of a volunteer', () => {
  const clear = { name: '张三丰', documentNumber: 'H1234567', phone: '13812345678' };

  beforeAll(async () => {
    const row = { 姓名: clear.name, 证件号码: clear.documentNumber, 手机: clear.phone };
    await stack.bringIn('volunteers', volunteersCsv(['P1'], row));
  });

  test('is masked for who finds him, and that he was looked at is in the log', async () => {
    const masked = {
      volunteerNo: 'P1',
      name: '张**',
      documentNumber: 'H1*****7',
      phone: '138******78',
      birthYear: 1990,
    };
    const found = await ask('village', 'GET', '/volunteers/P1');
    expect(found).toMatchObject({ status: 200, body: masked });
    const byPhone = await ask('village', 'POST', '/volunteers/search', { phone: clear.phone });
    expect(byPhone.body).toEqual({ volunteers: [found.body] });
    expect(JSON.stringify([found.body, byPhone.body])).not.toMatch(/张三丰|H1234567|13812345678|1990-/);
    const told = (await entries('?target=P1')).map((e) => [e.by, e.act]);
    expect(told).toContainEqual(['village', 'GET /api/v1/volunteers/{no}']);
    expect(told).toContainEqual(['village', 'POST /api/v1/volunteers/search']);
  });

  test('is found by the whole phone number alone', async () => {
    for (const phone of ['1381234567', '张三丰', '.*'])
      expect((await ask('village', 'POST', '/volunteers/search', { phone })).body).toEqual({ volunteers: [] });
    for (const phone of ['', { $ne: '' }, undefined])
      expect((await ask('village', 'POST', '/volunteers/search', { phone })).status).toBe(400);
  });

  test('is shown in clear for a reason, which is in the log before; without one it is not', async () => {
    for (const json of [{}, { because: ' ' }, { because: '\u3000\u200b' }, { because: 1 }]) {
      const refused = await ask('village', 'POST', '/volunteers/P1/unmask', json);
      expect(refused).toMatchObject({ status: 400, body: { code: 'REQUEST.MALFORMED' } });
    }
    const answer = await ask('village', 'POST', '/volunteers/P1/unmask', { because: '补发志愿服务证' });
    expect(answer).toMatchObject({ status: 200, body: { ...clear, volunteerNo: 'P1', bornOn: '1990-05-01' } });
    const [entry, refused] = await entries('?target=P1&by=village');
    expect(entry).toMatchObject({
      act: 'POST /api/v1/volunteers/{no}/unmask',
      because: '补发志愿服务证',
      targets: ['P1'],
    });
    expect(refused).toMatchObject({ outcome: 'REQUEST.MALFORMED' });
  });
});

describe('the log is read', () => {
  test('where those who acted may act: not what was done elsewhere, or by who may act everywhere', async () => {
    await ask('village', 'POST', '/sessions', draft);
    const own = await entries('', 'auditor-of-village');
    expect(new Set(own.map((e) => e.by))).toEqual(new Set(['village', 'auditor-of-village', '']));
    expect(own.filter((e) => e.by === '').every((e) => e.act === 'POST /api/v1/auth/login')).toBe(true);
    expect(new Set((await entries('', 'auditor-elsewhere')).map((e) => e.by))).toEqual(new Set(['auditor-elsewhere']));
  });

  test('from a time and until one', async () => {
    const from = new Date(Date.now() + HOUR).toISOString();
    expect(await entries(`?from=${encodeURIComponent(from)}`)).toEqual([]);
    expect((await entries(`?until=${encodeURIComponent(from)}`)).length).toBeGreaterThan(0);
  });

  test('not with a query that is none', async () => {
    for (const query of ['?before=0', '?from=yesterday', '?by[$ne]=x&by=', '?target='])
      expect([query, (await ask('admin', 'GET', `/audit${query}`)).status]).toEqual([query, 400]);
  });

  test('and its chain holds to the head that it tells, and from one that was kept', async () => {
    const first = await verify();
    expect(first).toMatchObject({ brokenAt: null });
    await ask('village', 'POST', '/sessions', draft);
    const later = await verify({ known: first.head });
    expect(later).toMatchObject({ brokenAt: null });
    expect(later.head.seq).toBeGreaterThan(first.head.seq as number);
    expect(await verify({ known: { ...first.head, hash: 'x' } })).toMatchObject({ brokenAt: first.head.seq });
  });
});

test('from the shell the chain is followed too, and a head that was kept and is not in it is a failure', async () => {
  const county = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['dist/apps/county/src/main.js', 'audit', 'verify', ...args], {
      env: { ...process.env, DATA_DIR: stack.dataDir, NODE_OPTIONS: undefined },
    });
  const { stdout } = await county();
  expect(stdout).toContain('审计日志完整');
  const known = /\d+:[\w-]{43}/.exec(stdout)![0];
  expect((await county('--known', known)).stdout).toContain('审计日志完整');
  await expect(county('--known', `${known}x`)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`从第 ${known.split(':')[0]!} 条起`),
  });
}, 120_000);

test('whatever is killed, everything that was acknowledged is in the log, and the chain holds', async () => {
  const acknowledged: string[] = [];
  const over = new AbortController();
  const working = Array.from({ length: 8 }, async () => {
    while (!over.signal.aborted) {
      const answer = await ask('admin', 'POST', '/sessions', draft).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push(answer.body.sessionNo as string);
      else {
        // Told to come again, or the connection went; nothing else.
        expect([429, 503, undefined]).toContain(answer?.status);
        await sleep(50);
      }
    }
  });
  for (let killed = 0; killed < KILLS;) {
    await sleep(1_000 + Math.random() * 500);
    const name = killed % 2 === 0 ? 'registry' : 'mongod';
    const victim = stack.processes().find((p) => p.name === name && isRunning(p));
    if (victim === undefined) continue;
    const before = acknowledged.length;
    process.kill(victim.pid, 'SIGKILL');
    killed++;
    await stack.until(60_000, 'at work again', () => Promise.resolve(acknowledged.length > before + 20));
  }
  over.abort();
  await Promise.all(working);
  await stack.untilReady(60_000);
  const logged = new Set<string>();
  for (let before = ''; ;) {
    const { body } = await ask('admin', 'GET', `/audit?by=admin${before}`);
    for (const entry of body.entries as AuditEntry[]) for (const target of entry.targets) logged.add(target);
    if (body.next === null) break;
    before = `&before=${String(body.next)}`;
  }
  expect(acknowledged.length).toBeGreaterThan(80);
  expect(acknowledged.filter((no) => !logged.has(no))).toEqual([]);
  expect(await verify()).toMatchObject({ brokenAt: null });
}, 180_000);
