import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FetchNetwork, MemoryStorage, Scanner } from '#scanner';
import {
  type Answer,
  divisionsCsv,
  knownToCheckIn,
  publishSession,
  sessionsCsv,
  type StackInSight,
  startInSight,
  type TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';

type Body = Record<string, unknown>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PASSWORD = 'Patient-river-88';
const VOLUNTEERS = Array.from({ length: 24 }, (_, i) => `V${String(i).padStart(2, '0')}`);

const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();

let stack: TestStack;
let sight: StackInSight;
let db: ReturnType<StackInSight['database']>;
const tokens = new Map<string, string>();

const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, {
    token: who === 'admin' ? stack.token : tokens.get(who),
    ...(json === undefined ? {} : { json }),
  });
const code = ({ status, body }: Answer): [number, unknown] => [status, body.code];

async function account(username: string, more: Body): Promise<void> {
  tokens.set(username, await stack.account({ username, password: PASSWORD, ...more }));
}

/** A session that goes on now, with some signed up, known to check-in. */
async function published(change: Body = {}, signedUp: readonly string[] = []): Promise<string> {
  const no = await publishSession(stack, { startsAt: at(0.5), endsAt: at(2), ...change });
  for (const volunteerNo of signedUp) {
    const sent = { volunteerNo, post: 'a', overriding: ['clash'] };
    expect((await ask('admin', 'POST', `/sessions/${no}/sign-ups`, sent)).status).toBe(201);
  }
  await knownToCheckIn(stack, no);
  return no;
}

const cardOf = async (no: string): Promise<string> =>
  (await ask(no.toLowerCase(), 'GET', '/me/card')).body.token as string;

/** A device and its clock, which is so much ahead; `user.token` is of who has signed in on it. */
function device(who = 'scanner', { off = 0 } = {}) {
  const user = { token: tokens.get(who), off };
  const storage = new MemoryStorage();
  const network = new FetchNetwork(stack.address, () => user.token);
  const clock = { now: () => Date.now() + user.off };
  const scanner = new Scanner({ storage, network, clock, newId: randomUUID, random: Math.random });
  return { scanner, user, storage };
}
const idOf = (scanned: object): string => {
  expect(scanned).toHaveProperty('id');
  return (scanned as { id: string }).id;
};
const recordOf = (id: string) => db.collection('records').findOne({ _id: id as never });
const evidenceOf = (id: string) => db.collection('evidence').findOne({ record: id });
const outcomeOf = async (scanner: Scanner, sessionNo: string, id: string) =>
  (await scanner.scans(sessionNo)).find((s) => s.id === id)?.final;
const presentAt = async (no: string): Promise<string[]> => {
  const { body } = await ask('organiser', 'GET', `/sessions/${no}/presence`);
  return (body.people as Body[])
    .filter((p) => p['state'] !== 'not-yet')
    .map((p) => p['volunteerNo'] as string)
    .sort();
};

beforeAll(async () => {
  sight = await startInSight();
  stack = sight.stack;
  db = sight.database('check_in');
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  for (const no of ['V00', 'V01', 'V02'])
    await account(no.toLowerCase(), { grants: [{ role: 'volunteer' }], volunteerNo: no });
  await account('scanner', { grants: [{ role: 'scanner', division: VILLAGE }] });
  await account('organiser', { grants: [{ role: 'organiser', division: VILLAGE }] });
  await account('far', { grants: [{ role: 'scanner', division: '430922001002' }] });
}, 180_000);
afterAll(() => sight.stop());

describe('a roster', () => {
  test('is taken along, and who shows his card without a network is recorded, judged and handed in later', async () => {
    const no = await published({}, ['V00', 'V01']);
    const { scanner } = device();
    const took = await scanner.takeRoster(no);
    expect(took).toMatchObject({ roster: { sessionNo: no, name: '河道清洁', creditRule: 'check-out', version: 1 } });
    const came = await scanner.scan(no, { card: await cardOf('V00') });
    expect(came).toMatchObject({ outcome: 'counted', isOnRoster: true, isSignedUp: true, name: '志****0' });
    expect(await scanner.scan(no, { volunteerNo: 'V02' })).toMatchObject({ outcome: 'counted', isOnRoster: false });
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(await presentAt(no)).toEqual(['V00', 'V02']);
    const id = idOf(came);
    expect(await recordOf(id)).toMatchObject({ volunteerNo: 'V00', method: 'qr', by: 'scanner' });
    expect(await evidenceOf(id)).toMatchObject({ way: 'card', isSkewed: false });
    expect(await outcomeOf(scanner, no, id)).toMatchObject({ status: 201, outcome: 'counted' });
  });

  test('holds who is signed up or has records, told apart by masked names, and no document or phone number', async () => {
    const called: Readonly<Record<string, string>> = { N1: '欧阳小明', N2: '欧阳大明', N3: '欧阳小明', N4: '张三丰' };
    await stack.bringIn(
      'volunteers',
      volunteersCsv(Object.keys(called), (n) => ({
        姓名: called[n]!,
        手机: `1390000111${n.slice(1)}`,
        证件号码: `DOCUMENT${n}`,
      })),
    );
    const no = await published({}, ['N1', 'N2', 'N3']);
    const [first, second] = [device(), device('organiser')];
    await first.scanner.takeRoster(no);
    const ids = [
      await first.scanner.scan(no, { volunteerNo: 'N4' }),
      await first.scanner.scan(no, { volunteerNo: 'N1' }),
      await first.scanner.scan(no, { name: '来人' }),
    ].map(idOf);
    await first.scanner.annul(ids[1]!);
    expect(await first.scanner.sync()).toEqual({ state: 'done' });
    const took = await second.scanner.takeRoster(no);
    const { roster } = took as Extract<typeof took, { roster: unknown }>;
    const names = new Map(roster.people.map((p) => [p.volunteerNos.join(), [p.name, p.isSignedUp]]));
    expect(Object.fromEntries(names)).toEqual({
      ...{ N1: ['欧阳小明#1', true], N2: ['欧阳大明', true], N3: ['欧阳小明#3', true], N4: ['张*丰', false] },
    });
    expect(roster.records.map((r) => [r.id, r.volunteerNo, r.kind, r.method])).toEqual([
      [ids[0], 'N4', 'check-in', 'roll-call'],
    ]);
    expect(roster.annulled).toEqual([ids[1]]);
    expect(JSON.stringify(roster)).not.toMatch(/DOCUMENT|1390000111|1990-05-01/);
    expect(await second.scanner.scan(no, { volunteerNo: 'N4' })).toMatchObject({
      name: '张*丰',
      hereSince: expect.any(Number),
    });
    expect(await second.scanner.scan(no, { volunteerNo: 'N1' })).not.toHaveProperty('hereSince');
    // Somebody is one thing here and another at the next session.
    const other = await published({}, ['N1']);
    const elsewhere = await second.scanner.takeRoster(other);
    const refs = new Set(roster.people.map((p) => p.ref));
    expect((elsewhere as typeof took & { roster: typeof roster }).roster.people.every((p) => !refs.has(p.ref))).toBe(
      true,
    );
    expect(await second.scanner.find(no, '张三丰')).toMatchObject([{ volunteerNos: ['N4'] }]);
  });

  test('is for who records attendance there, and holds until seven days after the end, signed by the published key', async () => {
    const no = await published();
    const { status, body } = await ask('scanner', 'GET', `/sessions/${no}/roster`);
    expect(status).toBe(200);
    const { body: session } = await ask('admin', 'GET', `/sessions/${no}`);
    expect(Date.parse(body.validUntil as string)).toBe(Date.parse(session.endsAt as string) + 7 * DAY);
    expect(code(await ask('far', 'GET', `/sessions/${no}/roster`))).toEqual([404, 'SESSION.UNKNOWN']);
    expect(code(await ask('v00', 'GET', `/sessions/${no}/roster`))).toEqual([403, 'AUTH.FORBIDDEN']);
    expect(await device('far').scanner.takeRoster(no)).toEqual({ refused: 'session-unknown' });
    expect(await device('v00').scanner.takeRoster(no)).toEqual({ refused: 'not-allowed' });
    expect(await device('nobody').scanner.takeRoster(no)).toEqual({ refused: 'needs-sign-in' });
    const [head] = (body.roster as string).split('.');
    const { kid } = JSON.parse(Buffer.from(head!, 'base64url').toString()) as { kid: string };
    const keys = (await stack.get('/api/v1/roster-keys')).body as { keys: Body[] };
    expect(keys.keys.map((k) => [k['kid'], k['kty'], 'd' in k])).toContainEqual([kid, 'OKP', false]);
    const audit = (await ask('admin', 'GET', '/audit?by=scanner')).body as { entries: Body[] };
    expect(audit.entries.some((e) => e['act'] === 'GET /api/v1/sessions/{no}/roster')).toBe(true);
  });

  test('altered, unsigned, of another session or out of date is none to a device, whatever is on its disk', async () => {
    const [no, other] = [await published({}, ['V00']), await published()];
    const token = (await ask('scanner', 'GET', `/sessions/${no}/roster`)).body.roster as string;
    const [head, body, signature] = token.split('.') as [string, string, string];
    const json = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { exp: number };
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as object;
    const longer = json({ ...claims, exp: claims.exp + 9_999_999 });
    const forged: [string, string, string][] = [
      [no, `${head}.${longer}.${signature}`, 'roster-forged'],
      [no, `${json({ ...header, alg: 'none' })}.${body}.`, 'roster-forged'],
      [no, `${json({ ...header, alg: 'none' })}.${longer}.${signature}`, 'roster-forged'],
      [no, `${head}.${body}.${signature.slice(4)}AAAA`, 'roster-forged'],
      [no, tokens.get('scanner')!, 'roster-forged'],
      [no, await cardOf('V00'), 'roster-forged'],
      [other, token, 'roster-of-other-session'],
    ];
    for (const [sessionNo, text, refused] of forged) {
      const { scanner, storage } = device();
      await scanner.takeRoster(no);
      await storage.apply([{ place: 'rosters', key: sessionNo, value: { sessionNo, token: text } }]);
      expect([text, await scanner.roster(sessionNo)]).toEqual([text, { refused }]);
    }
    const { scanner, user } = device();
    await scanner.takeRoster(no);
    user.off = 8 * DAY;
    expect(await scanner.roster(no)).toEqual({ refused: 'roster-expired' });
  });

  test('of a thousand people is fetched and searched', async () => {
    const thousand = Array.from({ length: 1_000 }, (_, i) => `T${1_000 + i}`);
    await stack.bringIn(
      'volunteers',
      volunteersCsv(thousand, (n) => ({ 姓名: `王${'一二三四五六七八九十'[Number(n.slice(-1))]!}丰` })),
    );
    const no = 'F1000';
    await stack.bringIn('sessions', sessionsCsv([no], { 开始时间: at(-1), 结束时间: at(1), 状态: '进行中' }));
    const records = thousand.map((volunteerNo) => ({
      ...{ id: randomUUID(), sessionNo: no, volunteerNo, kind: 'check-in', occurredAt: at(0), method: 'qr' },
    }));
    const { body } = await ask('admin', 'POST', '/attendance-records:batch', { records });
    expect((body.results as Body[]).filter((r) => r['status'] !== 201)).toEqual([]);
    await stack.until(10_000, 'known', async () => {
      const { scanner } = device();
      const took = await scanner.takeRoster(no);
      return 'roster' in took && took.roster.people.length === 1_000 && took.roster.people.every((p) => p.name !== '');
    });
    const { scanner } = device();
    const took = await scanner.takeRoster(no);
    const { people } = (took as Extract<typeof took, { roster: unknown }>).roster;
    expect(new Set(people.map((p) => p.name)).size).toBe(1_000);
    expect(await scanner.find(no, 'T1234')).toHaveLength(1);
    expect(await scanner.scan(no, { volunteerNo: 'T1999' })).toMatchObject({
      isOnRoster: true,
      hereSince: expect.any(Number),
    });
  });
});

describe('what is handed in later', () => {
  const DAYS_AGO = 5;
  const oldSession = async (no: string) => {
    const times = { 开始时间: at(-DAYS_AGO * 24), 结束时间: at(-DAYS_AGO * 24 + 2) };
    await stack.bringIn('sessions', sessionsCsv([no], times));
    await stack.until(
      10_000,
      'known',
      async () => (await ask('admin', 'GET', `/sessions/${no}/check-in-code`)).status === 200,
    );
  };

  test('by days is taken with the time at which it was scanned', async () => {
    await oldSession('F5');
    const { scanner, user } = device('scanner', { off: -DAYS_AGO * DAY });
    const card = await cardOf('V01');
    const id = idOf(await scanner.scan('F5', { card }));
    user.off = 0;
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(await outcomeOf(scanner, 'F5', id)).toMatchObject({ status: 201, outcome: 'counted' });
    const { occurredAt } = (await recordOf(id)) as unknown as { occurredAt: Date };
    expect(Math.abs(occurredAt.getTime() - (Date.now() - DAYS_AGO * DAY))).toBeLessThan(60_000);
    expect(await evidenceOf(id)).toMatchObject({ way: 'card', isSkewed: false });
    // A device whose clock is still back by as much is flagged, and nothing is dropped.
    user.off = -DAYS_AGO * DAY;
    const skewed = idOf(await scanner.scan('F5', { volunteerNo: 'V02' }));
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(await outcomeOf(scanner, 'F5', skewed)).toMatchObject({ outcome: 'counted' });
    expect(await evidenceOf(skewed)).toMatchObject({ isSkewed: true });
    expect(await scanner.overview()).toMatchObject({ isClockOff: true });
  });

  test('is flagged where the device’s clock was off when it was recorded and was set right since', async () => {
    const no = await published();
    const { scanner, user } = device();
    await scanner.takeRoster(no);
    const ids: string[] = [];
    for (const [volunteerNo, minutes] of [
      ['V01', -20],
      ['V02', 15],
      ['V03', 0],
    ] as const) {
      user.off = minutes * 60_000;
      ids.push(idOf(await scanner.scan(no, { volunteerNo })));
    }
    user.off = 0;
    expect(await scanner.sync()).toEqual({ state: 'done' });
    const found = (await Promise.all(ids.map(evidenceOf))) as unknown as { isSkewed: boolean; clockOffset: number }[];
    expect(found.map((e) => [e.isSkewed, Math.round(e.clockOffset / 60_000)])).toEqual([
      [true, 20],
      [true, -15],
      [false, 0],
    ]);
    expect(await presentAt(no)).toEqual(['V01', 'V02', 'V03']);
  });

  test('with a card that was revoked after the scan counts; scanned after it was revoked it does not, whatever the device’s clock says', async () => {
    const no = await published();
    const [early, late, slow] = [device(), device(), device('scanner', { off: -20 * 60_000 })];
    const card = await cardOf('V02');
    const before = idOf(await early.scanner.scan(no, { card }));
    // Longer than half of what a busy machine takes for the answer by which the device measures its clock.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect((await ask('v02', 'DELETE', '/me/card')).status).toBe(204);
    const after = idOf(await late.scanner.scan(no, { card }));
    const pretended = idOf(await slow.scanner.scan(no, { card }));
    for (const { scanner } of [early, late, slow]) expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(await outcomeOf(early.scanner, no, before)).toMatchObject({ status: 201, outcome: 'counted' });
    for (const [{ scanner }, id] of [
      [late, after],
      [slow, pretended],
    ] as const)
      expect(await outcomeOf(scanner, no, id)).toMatchObject({ status: 422, code: 'CHECK_IN.CARD_REVOKED' });
    expect(await presentAt(no)).toEqual(['V02']);
  });

  test('after the sign-in has run out stays, and is handed in by whoever signs in on the device next', async () => {
    const no = await published();
    const { scanner, user } = device();
    const ids = [];
    for (const volunteerNo of ['V03', 'V04']) ids.push(idOf(await scanner.scan(no, { volunteerNo })));
    user.token = 'x.y.z';
    expect(await scanner.sync()).toEqual({ state: 'needs-sign-in' });
    user.token = tokens.get('v00');
    expect(await scanner.sync()).toEqual({ state: 'not-allowed' });
    // Nor does somebody of another village make an end of it.
    user.token = tokens.get('far');
    expect(await scanner.sync()).toEqual({ state: 'not-allowed' });
    expect(await scanner.overview()).toMatchObject({ waiting: 2, refused: [] });
    expect(await recordOf(ids[0]!)).toBeNull();
    user.token = tokens.get('organiser');
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(await recordOf(ids[0]!)).toMatchObject({ by: 'organiser', volunteerNo: 'V03' });
    // It is the device that takes back what it recorded, whoever has handed that in.
    user.token = tokens.get('scanner');
    const annulment = idOf(await scanner.annul(ids[1]!));
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(await outcomeOf(scanner, no, annulment)).toMatchObject({ status: 201 });
    expect(await presentAt(no)).toEqual(['V03']);
  });

  test('of a session that is not known yet waits, and is taken once it is', async () => {
    const { scanner } = device();
    const id = idOf(await scanner.scan('F77', { volunteerNo: 'V05' }));
    const waiting = await scanner.sync();
    expect(waiting).toMatchObject({ state: 'waiting' });
    await stack.bringIn('sessions', sessionsCsv(['F77'], { 开始时间: at(-1), 结束时间: at(1), 状态: '进行中' }));
    await stack.until(20_000, 'handed in', async () => (await scanner.sync()).state === 'done', 500);
    expect(await outcomeOf(scanner, 'F77', id)).toMatchObject({ status: 201, outcome: 'counted' });
  });

  test('by two devices that both have accepted somebody is one attendance, also while check-in is killed', async () => {
    const no = await published();
    const people = VOLUNTEERS.slice(4);
    const devices = [device(), device('organiser'), device()];
    const ids: string[] = [];
    for (const { scanner } of devices)
      for (const volunteerNo of people) ids.push(idOf(await scanner.scan(no, { volunteerNo })));
    const handing = devices.map(async ({ scanner }) => {
      while ((await scanner.sync()).state !== 'done') await new Promise((resolve) => setTimeout(resolve, 100));
    });
    process.kill(stack.processes().find((p) => p.name === 'check-in')!.pid, 'SIGKILL');
    await Promise.all(handing);
    expect(await db.collection('records').countDocuments({ _id: { $in: ids } as never })).toBe(ids.length);
    await stack.until(
      20_000,
      'back',
      async () => (await ask('organiser', 'GET', `/sessions/${no}/presence`)).status === 200,
    );
    expect(await presentAt(no)).toEqual(people);
    for (const volunteerNo of people) {
      const { body } = await ask('admin', 'GET', `/volunteers/${volunteerNo}/service-record`);
      expect((body.attendances as Body[]).filter((a) => a['sessionNo'] === no)).toHaveLength(1);
    }
  });
});

test('a batch tells of each record that is not kept whether the same may be kept later', async () => {
  const [no, closed] = [await published(), await published({ checkIn: { ways: ['code'] } })];
  const elsewhere = await published({ division: '430922001002' });
  const record = (change: Body = {}) => ({
    ...{
      id: randomUUID(),
      sessionNo: no,
      volunteerNo: 'V01',
      kind: 'check-in',
      occurredAt: at(0),
      method: 'roll-call',
    },
    ...change,
  });
  const first = record();
  const records = [
    first,
    record({ sessionNo: 'nothing-yet' }),
    { ...first, kind: 'check-out' },
    record({ sessionNo: elsewhere }),
    record({ sessionNo: closed }),
    record({ kind: 'dance' }),
    record({ volunteerNo: '', method: 'qr', code: 'x' }),
  ];
  expect((await ask('scanner', 'POST', '/attendance-records', first)).status).toBe(201);
  const { status, body } = await ask('scanner', 'POST', '/attendance-records:batch', { records });
  expect(status).toBe(200);
  expect((body.results as Body[]).map((r) => [r['status'], r['code'], r['retryable']])).toEqual([
    [200, undefined, undefined],
    [404, 'SESSION.UNKNOWN', true],
    [409, 'ATTENDANCE.ID_REUSED', false],
    [403, 'AUTH.OUT_OF_SCOPE', false],
    [422, 'CHECK_IN.WAY_NOT_ENOUGH', false],
    [400, 'REQUEST.MALFORMED', false],
    [422, 'CHECK_IN.CARD_INVALID', false],
  ]);
});
