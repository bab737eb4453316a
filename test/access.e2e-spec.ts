import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, hash, hkdfSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { role } from '#contracts';
import { ADMINISTRATOR, type Answer, TestStack } from '#testing';
import supertest from 'supertest';
import { ALLOWED, EVERYBODY, type Who } from './routes.js';

const PASSWORD = 'Patient-river-88';
/** Ways to what the report is in another form; a product that has them by another path describes them by it. */
const MAY_BE_ABSENT = new Set(['GET /api/v1/reports/years/{year}.xlsx', 'GET /api/v1/reports/years/{year}.csv']);

let stack: TestStack;
let routes: string[];
const tokens = new Map<Who, string | undefined>();

beforeAll(async () => {
  stack = await TestStack.start();
  tokens.set('nobody', undefined).set('administrator', stack.token);
  for (const as of role.options.filter((r) => r !== 'administrator')) {
    const place = { leader: { team: 'T1' }, auditor: {} }[as as string] ?? { division: '430922' };
    const grants = [{ role: as, ...place }];
    const account = { username: as, displayName: '', password: PASSWORD, grants };
    const made = await stack.post('/api/v1/accounts', { token: stack.token, json: account });
    expect(made).toMatchObject({ status: 201, body: { username: as, grants } });
    tokens.set(as, await stack.signIn(as, PASSWORD));
  }
  const { body } = await stack.get('/api/openapi.json');
  routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('::', ':')}`),
  );
}, 180_000);
afterAll(() => stack.stop());

const use = (route: string, who: Who): Promise<Answer> => {
  const [method = '', path = ''] = route.split(' ');
  const filled = path
    .replace('{kind}', 'teams')
    .replace('{year}', '2022')
    .replace(/\{\w+\}/g, 'x');
  return stack.request(method, filled, {
    token: tokens.get(who),
    ...(method === 'POST' || method === 'PUT' ? { json: {} } : {}),
  });
};

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ status, code });
  expect(Object.keys(answer.body as object).sort()).toEqual(
    expect.arrayContaining(['code', 'detail', 'instance', 'status', 'title', 'traceId', 'type']),
  );
  expect(answer.status).toBe(status);
}

describe('who may use which route', () => {
  test('is said for every route of the interface, and for no other', () => {
    expect(routes.filter((r) => !(r in ALLOWED))).toEqual([]);
    expect(Object.keys(ALLOWED).filter((r) => !routes.includes(r) && !MAY_BE_ABSENT.has(r))).toEqual([]);
  });

  test('is asked of the interface that docs/generated/openapi.json describes', async () => {
    const { body } = await stack.get('/api/openapi.json');
    expect(body).toEqual(JSON.parse(readFileSync('docs/generated/openapi.json', 'utf8')));
  });

  test('is kept: whoever may not is told to sign in or that it is forbidden, everybody else is not', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      for (const who of EVERYBODY) {
        const { status, body } = await use(route, who);
        const told = (body as { code?: string } | null)?.code;
        const allowed = ALLOWED[route]?.includes(who) === true;
        const isDenied = told === 'AUTH.FORBIDDEN' || (told === 'AUTH.REQUIRED' && !route.endsWith('/auth/refresh'));
        const expected = who === 'nobody' ? 401 : 403;
        if (allowed ? isDenied || status >= 500 : status !== expected) wrong.push(`${who} ${route}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('an address that is not there is 404, also to nobody', async () => {
    expectProblem(await stack.get('/api/v1/nothing-here'), 404, 'ROUTE.UNKNOWN');
  });
});

describe('problems', () => {
  test('name every wrong part of the input', async () => {
    const grants = [
      { role: 'mayor' },
      { role: 'village' },
      { role: 'leader' },
      { role: 'administrator', team: 'T1' },
      { role: 'organiser', division: '\ud800' },
      { role: 'organiser', team: '\u200b' },
    ];
    const json = { username: ' ', displayName: '\ud800', password: 'short', grants };
    const answer = await stack.post('/api/v1/accounts', { token: stack.token, json });
    expectProblem(answer, 400, 'REQUEST.MALFORMED');
    const paths = (answer.body.errors as { path: string }[]).map((e) => e.path).sort();
    expect(paths).toEqual([
      ...[
        'displayName',
        'grants.0.role',
        'grants.1.division',
        'grants.2.team',
        'grants.3.role',
        'grants.4.division',
        'grants.5.team',
        'password',
        'username',
      ],
    ]);
  });

  test('come in the language that was asked for', async () => {
    const zh = await stack.get('/api/v1/reports/years/2022');
    const en = await stack.get('/api/v1/reports/years/2022', { headers: { 'Accept-Language': 'en' } });
    expect(zh.body.title).toMatch(/登录/);
    expect(en.body.title).toMatch(/[Ss]ign in/);
  });

  test('for what is no JSON and for a wrong content type', async () => {
    const post = (body: string, type: string) =>
      stack.post('/api/v1/attendance-records', { token: stack.token, body, headers: { 'Content-Type': type } });
    expectProblem(await post('{"id":', 'application/json'), 400, 'REQUEST.MALFORMED');
    for (const type of ['application/x-unheard-of', 'text/plain', 'application/x-www-form-urlencoded'])
      expectProblem(await post('x', type), 415, 'REQUEST.UNSUPPORTED_MEDIA_TYPE');
  });

  test('a body that is too large is refused before it is sent', async () => {
    const headers = {
      Authorization: `Bearer ${stack.token}`,
      'Content-Type': 'application/json',
      'Content-Length': 5 << 20,
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sending = request(`${stack.address}/api/v1/attendance-records`, { method: 'POST', headers });
      sending.on('response', resolve).on('error', reject).flushHeaders();
    });
    const [body] = (await answer.toArray()) as [Buffer];
    expect([answer.statusCode, (JSON.parse(String(body)) as { code: string }).code]).toEqual([
      413,
      'REQUEST.TOO_LARGE',
    ]);
    answer.destroy();
  });

  test('a query parameter that the route does not have is refused, after the token was looked at', async () => {
    const path = '/api/v1/reports/years/2022?divison=430922&division[$gt]=';
    const answer = await stack.get(path, { token: stack.token });
    expectProblem(answer, 400, 'REQUEST.MALFORMED');
    expect((answer.body.errors as { path: string }[]).map((e) => e.path)).toEqual(['divison', 'division[$gt]']);
    expectProblem(await stack.get(path), 401, 'AUTH.REQUIRED');
  });

  test('what cannot be read as a request is a problem too', async () => {
    const long = { Authorization: 'x'.repeat(20_000) };
    expectProblem(await stack.get('/livez', { headers: long }), 431, 'REQUEST.HEADER_TOO_LARGE');
    const { hostname, port } = new URL(stack.address);
    const socket = connect(Number(port), hostname).end('no request at all\r\n\r\n');
    const answer = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*"http_malformed"/);
  });

  test('a form that breaks off, or is none, is malformed', async () => {
    const begun = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf a file';
    for (const body of [begun, 'no form']) {
      const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
      const answer = await stack.post('/api/v1/imports/teams', { token: stack.token, body, headers });
      expectProblem(answer, 400, 'REQUEST.MALFORMED');
    }
  });

  test('a name that is taken is a conflict', async () => {
    const json = { username: 'auditor', password: PASSWORD, grants: [{ role: 'auditor' }] };
    expectProblem(await stack.post('/api/v1/accounts', { token: stack.token, json }), 409, 'ACCOUNT.NAME_TAKEN');
  });
});

describe('signing in', () => {
  const login = (username: string, password: string) =>
    stack.post('/api/v1/auth/login', { json: { username, password } });

  test('a wrong password and an unknown name are told alike', async () => {
    const [wrong, unknown] = [await login('auditor', 'not-it-at-all'), await login('no-such-name', PASSWORD)];
    expectProblem(wrong, 401, 'AUTH.FAILED');
    expectProblem(unknown, 401, 'AUTH.FAILED');
    expect(unknown.body.detail).toBe(wrong.body.detail);
  });

  test('an answer tells who it is and never the password or its hash', async () => {
    const { body } = await login('auditor', PASSWORD);
    expect(body).toEqual({
      accessToken: expect.any(String),
      expiresIn: expect.any(Number),
      user: {
        ...{ username: 'auditor', displayName: '', volunteerNo: '' },
        grants: [{ role: 'auditor' }],
      },
    });
  });

  test('an answer masks a name that is a phone number', async () => {
    const account = { username: '13812345678', displayName: '13812345678', password: PASSWORD };
    const make = () =>
      stack.post('/api/v1/accounts', { token: stack.token, json: { ...account, grants: [{ role: 'auditor' }] } });
    const shown = { username: '138******78', displayName: '138******78' };
    expect(await make()).toMatchObject({ status: 201, body: shown });
    const taken = await make();
    expectProblem(taken, 409, 'ACCOUNT.NAME_TAKEN');
    const signedIn = await stack.post('/api/v1/auth/login', { json: account });
    expect(signedIn).toMatchObject({ status: 200, body: { user: shown } });
    expect((await stack.get('/api/v1/notices', { token: signedIn.body.accessToken as string })).status).toBe(200);
    const told = JSON.stringify([taken.body, signedIn.body]);
    expect(told).toContain('138******78');
    expect(told).not.toContain('13812345678');
  });

  test('without a name or a password it is malformed', async () => {
    expectProblem(await stack.post('/api/v1/auth/login', { json: { username: 'auditor' } }), 400, 'REQUEST.MALFORMED');
  });
});

describe('a password that is forgotten', () => {
  test('is replaced by one that is made here; the old one and what was signed in with it no longer work', async () => {
    const account = { username: 'forgetful', displayName: '', password: PASSWORD, grants: [{ role: 'auditor' }] };
    await stack.post('/api/v1/accounts', { token: stack.token, json: account });
    const login = (password: string) =>
      supertest(stack.address).post('/api/v1/auth/login').send({ username: 'forgetful', password });
    const before = await login(PASSWORD);
    const cookie = (before.headers['set-cookie'] as unknown as string[])[0]!.split(';')[0]!;
    const reset = await stack.post('/api/v1/accounts/forgetful/password-reset', { token: stack.token });
    expect(reset).toMatchObject({ status: 200, body: { username: 'forgetful' } });
    expect((await login(PASSWORD)).status).toBe(401);
    expect((await supertest(stack.address).post('/api/v1/auth/refresh').set('Cookie', cookie)).status).toBe(401);
    expect((await login(reset.body.password as string)).status).toBe(200);
    const unknown = await stack.post('/api/v1/accounts/nobody-there/password-reset', { token: stack.token });
    expectProblem(unknown, 404, 'ACCOUNT.UNKNOWN');
  });
});

test('the rights of an account are taken back by an administrator, and by nobody from himself', async () => {
  const account = { username: 'leaving', password: PASSWORD, grants: [{ role: 'county', division: '430922' }] };
  await stack.account(account);
  const sign = () => supertest(stack.address).post('/api/v1/auth/login').send(account);
  const cookie = (await sign()).headers['set-cookie'] as unknown as string[];
  const mayRead = async ({ body }: { body: { accessToken?: string } }) =>
    (await stack.get('/api/v1/reports/years/2022?division=430922', { token: body.accessToken })).status;
  expect(await mayRead(await sign())).not.toBe(403);
  const give = (username: string, grants: object[]) =>
    stack.request('PUT', `/api/v1/accounts/${username}/grants`, { token: stack.token, json: { grants } });
  const left = [{ role: 'volunteer' }];
  expect(await give('leaving', left)).toMatchObject({ status: 200, body: { username: 'leaving', grants: left } });
  const refreshed = await supertest(stack.address).post('/api/v1/auth/refresh').set('Cookie', cookie);
  expect([refreshed.status, await mayRead(refreshed), await mayRead(await sign())]).toEqual([200, 403, 403]);
  expectProblem(await give(ADMINISTRATOR.username, left), 409, 'ACCOUNT.OWN_GRANTS');
  expectProblem(await give('nobody-there', left), 404, 'ACCOUNT.UNKNOWN');
  expectProblem(await give('leaving', [{ role: 'village' }]), 400, 'REQUEST.MALFORMED');
  expectProblem(await give('leaving', []), 400, 'REQUEST.MALFORMED');
});

test('accounts are listed page by page, and one that is called by a phone number is acted on without knowing that', async () => {
  const called = '138 0000 4321';
  const was = [{ role: 'county', division: '430922' }];
  await stack.account({ username: called, password: PASSWORD, grants: was });
  const list = async (query = '') => {
    const { status, body } = await stack.get(`/api/v1/accounts${query}`, { token: stack.token });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.accounts as { id: string; username: string; grants: object[] }[];
  };
  const all = await list();
  expect(JSON.stringify(all)).not.toContain(called);
  const hidden = all.find((a) => a.username === '138******21')!;
  expect(hidden).toMatchObject({ grants: was });
  expect(all).toContainEqual(expect.objectContaining({ id: 'auditor', username: 'auditor' }));
  expect(await list('?role=scanner')).toEqual(all.filter(({ grants }) => JSON.stringify(grants).includes('scanner')));
  // What comes after each of them is what follows it in the list.
  for (const [i, { id }] of all.entries())
    expect(await list(`?after=${encodeURIComponent(id)}`)).toEqual(all.slice(i + 1));
  const act = (method: string, what: string, id: string, json?: object) =>
    stack.request(method, `/api/v1/accounts/${encodeURIComponent(id)}/${what}`, {
      token: stack.token,
      ...(json && { json }),
    });
  const grants = [{ role: 'volunteer' }];
  const given = await act('PUT', 'grants', hidden.id, { grants });
  expect(given).toMatchObject({ status: 200, body: { username: hidden.username, grants } });
  const { status, body } = await act('POST', 'password-reset', hidden.id);
  expect([status, JSON.stringify(body).includes(called)]).toEqual([200, false]);
  await expect(stack.signIn(called, body.password as string)).resolves.toBeDefined();
  expectProblem(await act('PUT', 'grants', `${hidden.id}x`, { grants }), 404, 'ACCOUNT.UNKNOWN');
  expectProblem(await stack.get('/api/v1/accounts?after=~gone', { token: stack.token }), 404, 'ACCOUNT.UNKNOWN');
  expectProblem(await stack.get('/api/v1/accounts?role=mayor', { token: stack.token }), 400, 'REQUEST.MALFORMED');
});

describe('a password of one’s own choice', () => {
  const sign = (password: string) =>
    supertest(stack.address).post('/api/v1/auth/login').send({ username: 'changing', password });
  const change = (token: string, json: object) => stack.request('PUT', '/api/v1/account/password', { token, json });

  test('takes the place of the present one, which must be known; what was signed in with that ends', async () => {
    const token = await stack.account({ username: 'changing', password: PASSWORD, grants: [{ role: 'auditor' }] });
    const cookie = (await sign(PASSWORD)).headers['set-cookie'] as unknown as string[];
    const next = '一句自己才记得住的长话，含 空格与标点。';
    expectProblem(await change(token, { password: 'Wrong-river-77', newPassword: next }), 401, 'AUTH.FAILED');
    expectProblem(await change(token, { password: PASSWORD, newPassword: 'short' }), 400, 'REQUEST.MALFORMED');
    expect((await sign(PASSWORD)).status).toBe(200);
    expect((await change(token, { password: PASSWORD, newPassword: next })).status).toBe(204);
    expect((await sign(PASSWORD)).status).toBe(401);
    expect((await supertest(stack.address).post('/api/v1/auth/refresh').set('Cookie', cookie)).status).toBe(401);
    expect((await sign(next)).status).toBe(200);
  });

  test('is tried out no faster here than at signing in', async () => {
    const account = { username: 'tried', password: PASSWORD, grants: [{ role: 'auditor' }] };
    const token = await stack.account(account);
    const wrong = { password: 'Wrong-river-77', newPassword: PASSWORD };
    const told = await Promise.all(Array.from({ length: 20 }, () => change(token, wrong)));
    expect(told.filter((a) => a.status === 429).length).toBeGreaterThan(5);
  });
});

test('where no mail is sent, whoever has forgotten his password is told that the office helps', async () => {
  const answer = await stack.post('/api/v1/auth/forgot', { json: { username: 'auditor' } });
  expectProblem(answer, 422, 'MAIL.OFF');
  expect(answer.body.detail).toMatch(/办公室/);
});

describe('trying out passwords', () => {
  const login = (username: string, password: string) =>
    stack.post('/api/v1/auth/login', { json: { username, password } });
  const tryOut = (username: string, times: number) =>
    Promise.all(Array.from({ length: times }, (_, i) => login(username, `wrong-password-${i}`)));

  test('is slowed down, for a name that is there as for one that is not, also when all is tried at once', async () => {
    const account = { username: 'slow', displayName: '', password: PASSWORD, grants: [{ role: 'auditor' }] };
    await stack.post('/api/v1/accounts', { token: stack.token, json: account });
    for (const name of ['slow', 'slow-and-not-there']) {
      const told = (await tryOut(name, 40)).map((a) => a.status);
      // One more for each second that a busy machine takes for all of them.
      const tried = told.filter((s) => s === 401).length;
      expect(tried).toBeGreaterThanOrEqual(11);
      expect(tried).toBeLessThanOrEqual(14);
      expect(told.filter((s) => s === 429)).toHaveLength(40 - tried);
    }
  });

  test('the right password must wait too, and is taken after what was said; then all is forgotten', async () => {
    // Until the wait is longer than a busy machine takes for two requests.
    for (let wait = 0; wait < 4;) {
      const { status, headers } = await login('slow', 'wrong-password');
      wait = status === 429 ? Number(headers.get('retry-after')) : 0;
      if (wait < 4) await sleep(wait * 1000);
    }
    const early = await login('slow', PASSWORD);
    expectProblem(early, 429, 'AUTH.TOO_MANY_ATTEMPTS');
    const seconds = Number(early.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(early.body.detail).toContain(`${seconds} 秒`);
    await sleep(seconds * 1000);
    expect((await login('slow', PASSWORD)).status).toBe(200);
    expect((await tryOut('slow', 10)).every((a) => a.status === 401)).toBe(true);
  });
});

describe('access tokens', () => {
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const parts = () => stack.token.split('.') as [string, string, string];
  const claims = () => JSON.parse(Buffer.from(parts()[1], 'base64url').toString()) as Record<string, unknown>;
  const refused = async (token: string) =>
    expectProblem(await stack.get('/api/v1/reports/years/2022', { token }), 401, 'AUTH.REQUIRED');
  const withSignature = (header: object, payload: object, signature: (text: string) => Buffer) => {
    const body = `${base64(header)}.${base64(payload)}`;
    return `${body}.${signature(body).toString('base64url')}`;
  };
  const header = () => JSON.parse(Buffer.from(parts()[0], 'base64url').toString()) as { kid: string };
  /** A key pair of the gateway's, worked out anew from the master key: of the present period, or of one before or after. */
  const gatewaysKey = (periods = 0) => {
    const master = Buffer.from(readFileSync(join(stack.dataDir, 'secrets', 'master-key'), 'utf8').trim(), 'base64');
    const secret = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'access-token', 32));
    const period = Number(header().kid.split('-')[0]) + periods;
    const seed = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `ed25519:${period}`, 32));
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    return { privateKey, publicKey, kid: `${period}-${hash('sha256', publicKey, 'base64url').slice(0, 12)}` };
  };
  const bySelf = (change: object, { privateKey, kid } = gatewaysKey()) =>
    withSignature({ alg: 'EdDSA', typ: 'JWT', kid }, { ...claims(), ...change }, (text) =>
      sign(null, Buffer.from(text), privateKey),
    );

  test('the real one is taken', async () => {
    expect((await stack.get('/api/v1/reports/years/2022', { token: stack.token })).status).toBe(200);
  });

  test('one without a signature (alg none) is refused', async () => {
    await refused(`${base64({ alg: 'none', typ: 'JWT' })}.${base64(claims())}.`);
    await refused(`${parts()[0]}.${parts()[1]}.`);
  });

  test('one signed by another key is refused, also under the name of the real one', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    await refused(bySelf({}, { ...gatewaysKey(), privateKey: other }));
    await refused(bySelf({}, { ...gatewaysKey(), kid: 'x' }));
  });

  test('one whose "secret" is the public key is refused: the kind of signature is not for the token to choose', () => {
    const { publicKey, kid } = gatewaysKey();
    const hmac = (text: string) => createHmac('sha256', publicKey).update(text).digest();
    return refused(withSignature({ alg: 'HS256', typ: 'JWT', kid }, claims(), hmac));
  });

  test('one for another audience, without an end, or of a key of long ago is refused', async () => {
    await refused(bySelf({ aud: 'somebody-else' }));
    await refused(bySelf({ exp: undefined }));
    await refused(bySelf({}, gatewaysKey(-2)));
    expect((await stack.get('/api/v1/reports/years/2022', { token: bySelf({}, gatewaysKey(-1)) })).status).toBe(200);
  });

  test('one in the address is not looked at', async () => {
    expectProblem(
      await stack.get(`/api/v1/reports/years/2022?access_token=${stack.token}&token=${stack.token}`),
      401,
      'AUTH.REQUIRED',
    );
  });

  test('one whose claims were changed is refused', () =>
    refused(`${parts()[0]}.${base64({ ...claims(), sub: 'somebody' })}.${parts()[2]}`));

  test('an organiser who makes himself administrator is refused', async () => {
    const [head, payload, signature] = tokens.get('organiser')!.split('.') as [string, string, string];
    const own = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    await refused(`${head}.${base64({ ...own, grants: [{ role: 'administrator' }] })}.${signature}`);
  });

  test('one that has run out is refused, though the gateway itself signed it', async () => {
    const now = Math.floor(Date.now() / 1000);
    const until = (exp: number) => bySelf({ exp });
    expect((await stack.get('/api/v1/reports/years/2022', { token: until(now + 60) })).status).toBe(200);
    await refused(until(now - 1));
  });

  test.each(['', 'x', 'Bearer', 'a.b.c'])('%j is refused', (token) => refused(token));
});

describe('refresh tokens', () => {
  const cookieOf = (answer: supertest.Response): string => {
    const cookies = answer.headers['set-cookie'] as unknown as string[] | undefined;
    return cookies?.find((c) => c.startsWith('refresh_token=')) ?? '';
  };
  const value = (cookie: string): string => cookie.split(';')[0] ?? '';
  const login = async () =>
    value(
      cookieOf(
        await supertest(stack.address).post('/api/v1/auth/login').send({ username: 'auditor', password: PASSWORD }),
      ),
    );
  const refresh = (cookie: string) => supertest(stack.address).post('/api/v1/auth/refresh').set('Cookie', cookie);

  test('come in a cookie that no script and no other site can use', async () => {
    const answer = await supertest(stack.address).post('/api/v1/auth/login').send(ADMINISTRATOR);
    expect(cookieOf(answer)).toMatch(/HttpOnly/i);
    expect(cookieOf(answer)).toMatch(/SameSite=Strict/i);
    expect(JSON.stringify(answer.body)).not.toContain(value(cookieOf(answer)).split('=')[1]);
    expect(answer.headers['cache-control']).toBe('no-store');
    // Where the way here is encrypted, as a proxy on this machine says, it comes back by no other.
    expect(cookieOf(answer)).not.toMatch(/Secure/);
    const encrypted = supertest(stack.address).post('/api/v1/auth/login').set('X-Forwarded-Proto', 'https');
    expect(cookieOf(await encrypted.send(ADMINISTRATOR))).toMatch(/; Secure/);
  });

  test('give a new access token and a new refresh token', async () => {
    const first = await login();
    const answer = await refresh(first);
    expect(answer.status).toBe(200);
    const token = answer.body.accessToken as string;
    expect((await stack.get('/api/v1/reports/years/2022', { token })).status).toBe(200);
    expect(value(cookieOf(answer))).not.toBe(first);
    expect((await refresh(value(cookieOf(answer)))).status).toBe(200);
  });

  test('used a second time end every token that came of them', async () => {
    const first = await login();
    const second = value(cookieOf(await refresh(first)));
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(second)).status).toBe(401);
  });

  test('used twice at the same moment, at most one is taken, and what came of it ends too', async () => {
    for (let i = 0; i < 15; i++) {
      const first = await login();
      const answers = await Promise.all([refresh(first), refresh(first), refresh(first)]);
      const taken = answers.filter((a) => a.status === 200);
      expect(taken.length).toBeLessThanOrEqual(1);
      for (const answer of taken) expect((await refresh(value(cookieOf(answer)))).status).toBe(401);
    }
  });

  test('of a password that is replaced at that moment work no longer', async () => {
    let password = PASSWORD;
    const account = { username: 'replaced', password, grants: [{ role: 'auditor' }] };
    expect((await stack.post('/api/v1/accounts', { token: stack.token, json: account })).status).toBe(201);
    let signedIn = 0;
    for (let i = 0; i < 10; i++) {
      const before = { username: 'replaced', password };
      const [reset, ...logins] = await Promise.all([
        stack.post('/api/v1/accounts/replaced/password-reset', { token: stack.token }),
        ...[1, 2].map(() => supertest(stack.address).post('/api/v1/auth/login').send(before)),
      ]);
      password = reset.body.password as string;
      for (const answer of logins.filter((a) => a.status === 200)) {
        signedIn++;
        expect((await refresh(value(cookieOf(answer)))).status).toBe(401);
      }
    }
    expect(signedIn).toBeGreaterThan(0);
  });

  test('end with signing out', async () => {
    const first = await login();
    expect((await supertest(stack.address).post('/api/v1/auth/logout').set('Cookie', first)).status).toBe(204);
    expect((await refresh(first)).status).toBe(401);
  });

  test.each(['', 'refresh_token=', 'refresh_token=made-up', `refresh_token=${'x'.repeat(3000)}`])(
    'without a real one it is 401: %.30s',
    async (cookie) => expect((await refresh(cookie)).status).toBe(401),
  );
});
