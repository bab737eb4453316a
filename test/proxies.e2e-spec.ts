import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, divisionsCsv, publishSession, teamsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const PHOTO = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(1_000, 7)]);
const HOUR = 3_600_000;
type Body = Record<string, unknown>;

let stack: TestStack;
const tokens = new Map<string, string>();
const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const at = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();
const codes = ({ body }: Answer) => (body.errors as { code: string }[]).map((e) => e.code);
const CHILD = { 证件类型: '02', 出生日期: `${new Date().getUTCFullYear() - 15}-01-01` };

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1']));
  await stack.bringIn('volunteers', volunteersCsv(['P1', 'P2', 'Q1', 'Q2', 'E1', 'E2', 'F1', 'W1', 'W2']));
  await stack.bringIn('volunteers', volunteersCsv(['C1', 'C2'], CHILD));
  const accounts = {
    village: { grants: [{ role: 'village', division: VILLAGE }] },
    P1: { grants: [{ role: 'volunteer' }], volunteerNo: 'P1' },
    Q1: { grants: [{ role: 'volunteer' }], volunteerNo: 'Q1' },
  };
  for (const [username, account] of Object.entries(accounts)) {
    const json = { username, password: PASSWORD, ...account };
    expect((await stack.post('/api/v1/accounts', { token: stack.token, json })).status).toBe(201);
    tokens.set(username, await stack.signIn(username, PASSWORD));
  }
  tokens.set('admin', stack.token);
}, 180_000);
afterAll(() => stack.stop());

const published = (change: Body = {}): Promise<string> =>
  publishSession(stack, { startsAt: at(48), endsAt: at(50), signUp: { minimumAge: 8 }, ...change });

async function photo(who: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(PHOTO)]), 'photo');
  return (await stack.post('/api/v1/consent-photos', { token: tokens.get(who), body: form })).body.photo as string;
}
const states = async (no: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      (await ask('admin', 'GET', `/sessions/${no}/sign-ups`)).body.signUps as { volunteerNo: string; state: string }[]
    ).map((s) => [s.volunteerNo, s.state]),
  );
const PROXY = { purpose: 'sign-up-by-proxy', given: true, version: '1' };

describe('a proxy', () => {
  test('signs up whoever has consented, who is told; and no longer once that is withdrawn', async () => {
    const no = await published();
    const wish = { sessionNo: no, post: 'a', for: 'Q1' };
    expect(await ask('P1', 'POST', '/me/sign-ups', wish)).toMatchObject({
      status: 403,
      body: { code: 'CONSENT.NOT_A_PROXY' },
    });
    expect(await ask('Q1', 'POST', '/me/consents', { ...PROXY, proxy: 'P1' })).toMatchObject({
      status: 201,
      body: { proxy: 'P1' },
    });
    expect(await ask('P1', 'POST', '/me/sign-ups', wish)).toMatchObject({ status: 201, body: { volunteerNo: 'Q1' } });
    expect((await ask('P1', 'GET', '/me/sign-ups?for=Q1')).body.signUps).toMatchObject([{ state: 'confirmed' }]);
    expect((await ask('P1', 'GET', '/me/sign-ups')).body.signUps).toEqual([]);
    await stack.until(20_000, 'told', async () => {
      const { notices } = (await ask('Q1', 'GET', '/notices')).body as {
        notices: { kind: string; sessionNo: string }[];
      };
      return notices.some((n) => n.kind === 'proxied' && n.sessionNo === no);
    });
    expect(await ask('Q1', 'POST', '/me/consents', { ...PROXY, given: false })).toMatchObject({ status: 201 });
    for (const [method, path] of [
      ['DELETE', `/me/sign-ups/${no}?for=Q1`],
      ['GET', '/me/sign-ups?for=Q1'],
      ['POST', `/me/sign-ups/${no}/accept?for=Q1`],
    ] as const)
      expect(await ask('P1', method, path)).toMatchObject({ status: 403, body: { code: 'CONSENT.NOT_A_PROXY' } });
    expect(await states(no)).toEqual({ Q1: 'confirmed' });
    // Where somebody acts for another it is in the audit log, also where it was refused; what he does for himself is in the history of the sign-up.
    const { entries } = (await ask('admin', 'GET', `/audit?by=P1&target=${no}`)).body as {
      entries: { act: string; targets: string[]; of: number; outcome: string }[];
    };
    expect(entries.filter((e) => e.of === 0 && e.targets.includes('Q1')).map((e) => e.act)).toEqual([
      ...['POST /api/v1/me/sign-ups/{no}/accept', 'DELETE /api/v1/me/sign-ups/{no}'],
      ...['POST /api/v1/me/sign-ups', 'POST /api/v1/me/sign-ups'],
    ]);
    expect(entries.filter((e) => e.outcome === 'CONSENT.NOT_A_PROXY')).toHaveLength(3);
    const other = await published({ startsAt: at(54), endsAt: at(55) });
    expect((await ask('P1', 'POST', '/me/sign-ups', { sessionNo: other, post: 'a' })).status).toBe(201);
    expect((await ask('admin', 'GET', `/audit?by=P1&target=${other}`)).body.entries).toEqual([]);
  });

  test('of somebody without a phone is named on paper at the village; another takes his place', async () => {
    const no = await published({ startsAt: at(72), endsAt: at(73) });
    const record = async (json: Body, who = 'village', of = 'Q2') =>
      ask(who, 'POST', `/volunteers/${of}/consents`, json);
    expect(await record({ ...PROXY, proxy: 'P1', photo: 'none' })).toMatchObject({
      status: 422,
      body: { code: 'CONSENT.PHOTO_UNKNOWN' },
    });
    expect(await record({ ...PROXY, proxy: 'Q2', photo: await photo('village') })).toMatchObject({
      status: 422,
      body: { code: 'CONSENT.PROXY_UNKNOWN' },
    });
    expect(await record({ ...PROXY, proxy: 'P1', photo: await photo('village') })).toMatchObject({
      status: 201,
      body: { channel: 'signed', proxy: 'P1' },
    });
    const wish = { sessionNo: no, post: 'a', for: 'Q2' };
    expect((await ask('P1', 'POST', '/me/sign-ups', wish)).status).toBe(201);
    expect((await ask('P1', 'DELETE', `/me/sign-ups/${no}?for=Q2`)).status).toBe(200);
    expect((await record({ ...PROXY, proxy: 'P2', photo: await photo('village') })).status).toBe(201);
    expect((await ask('P1', 'POST', '/me/sign-ups', wish)).status).toBe(403);
    expect((await record({ ...PROXY, given: false })).body).toMatchObject({ channel: 'office', given: false });
    expect((await record({ ...PROXY, given: false }, 'village', 'nobody')).status).toBe(404);
  });
});

describe('who is gone', () => {
  test('is taken off what is to come, and the next gets the place: erased, or under a number that leads to somebody else', async () => {
    const no = await published({ startsAt: at(96), endsAt: at(97), posts: [{ id: 'a', name: '清扫', capacity: 2 }] });
    for (const volunteerNo of ['E1', 'F1', 'W1', 'W2'])
      expect((await ask('admin', 'POST', `/sessions/${no}/sign-ups`, { volunteerNo, post: 'a' })).status).toBe(201);
    expect(await states(no)).toEqual({ E1: 'confirmed', F1: 'confirmed', W1: 'waiting', W2: 'waiting' });
    expect((await ask('admin', 'DELETE', '/volunteers/E1')).status).toBe(204);
    await stack.bringIn('volunteers', volunteersCsv(['F1'], { 证件号码: 'SOMEBODY-ELSE' }));
    await stack.until(90_000, 'taken off', async () => !('E1' in (await states(no))) && !('F1' in (await states(no))));
    expect(await states(no)).toEqual({ W1: 'offered', W2: 'offered' });
  }, 150_000);

  test('is taken off at once by who is in charge', async () => {
    const no = await published({ startsAt: at(120), endsAt: at(121) });
    await ask('admin', 'POST', `/sessions/${no}/sign-ups`, { volunteerNo: 'E2', post: 'a' });
    expect((await ask('admin', 'DELETE', '/volunteers/E2')).status).toBe(204);
    const taken = await ask('village', 'DELETE', `/sessions/${no}/sign-ups/E2`);
    expect([200, 422]).toContain(taken.status); // 422 where it was done meanwhile
    expect(await states(no)).toEqual({});
  });
});

test('a minor of a file takes part once a guardian has signed, and no longer when he withdraws; one knowingly signed up stays', async () => {
  const no = await published({ startsAt: at(144), endsAt: at(145) });
  const wish = { volunteerNo: 'C1', post: 'a' };
  expect(codes(await ask('village', 'POST', `/sessions/${no}/sign-ups`, wish))).toEqual(['guardian_missing']);
  const guardian = { purpose: 'guardian', given: true, version: '1' };
  expect(await ask('P1', 'POST', '/me/consents', guardian)).toMatchObject({
    status: 422,
    body: { code: 'CONSENT.ASK_OFFICE' },
  });
  const signed = await ask('village', 'POST', '/volunteers/C1/consents', {
    ...guardian,
    photo: await photo('village'),
  });
  expect(signed).toMatchObject({ status: 201, body: { guardian: true, channel: 'signed' } });
  expect((await ask('village', 'POST', `/sessions/${no}/sign-ups`, wish)).status).toBe(201);
  const knowingly = { volunteerNo: 'C2', post: 'a', overriding: ['guardian_missing'] };
  expect((await ask('village', 'POST', `/sessions/${no}/sign-ups`, knowingly)).status).toBe(201);
  expect((await ask('village', 'POST', '/volunteers/C1/consents', { ...guardian, given: false })).status).toBe(201);
  await stack.until(90_000, 'taken off', async () => !('C1' in (await states(no))));
  expect(await states(no)).toEqual({ C2: 'confirmed' });
  expect(codes(await ask('village', 'POST', `/sessions/${no}/sign-ups`, wish))).toEqual(['guardian_missing']);
}, 150_000);
