import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FetchNetwork, MemoryStorage, Scanner } from '#scanner';
import { type Answer, divisionsCsv, ownName, TestStack, VILLAGE, volunteersCsv } from '#testing';
import { type Db, MongoClient } from 'mongodb';

type Body = Record<string, unknown>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PASSWORD = 'Patient-river-88';
const VOLUNTEERS = Array.from({ length: 24 }, (_, i) => `V${String(i).padStart(2, '0')}`);

const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();

let stack: TestStack;
let mongo: MongoClient;
let db: Db;
const tokens = new Map<string, string>();

const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, {
    token: who === 'admin' ? stack.token : tokens.get(who),
    ...(json === undefined ? {} : { json }),
  });
const code = ({ status, body }: Answer): [number, unknown] => [status, body.code];

async function account(username: string, more: Body): Promise<void> {
  const made = await ask('admin', 'POST', '/accounts', { username, password: PASSWORD, ...more });
  expect(made.status).toBe(201);
  tokens.set(username, await stack.signIn(username, PASSWORD));
}

/** A session that goes on now, with some signed up, known to check-in. */
async function published(change: Body = {}, signedUp: readonly string[] = []): Promise<string> {
  const planned = {
    ...{ name: '河道清洁', division: VILLAGE, startsAt: at(0.5), endsAt: at(2), personInCharge: '张三丰' },
    ...{ risks: '湿滑', safeguards: '安全员', posts: [{ id: 'a', name: '清洁', capacity: 99 }] },
    signUp: { minimumAge: 16 },
    ...change,
  };
  const { status, body } = await ask('admin', 'POST', '/sessions', planned);
  expect([status, body.code]).toEqual([201, undefined]);
  const no = body.sessionNo as string;
  for (const step of ['submit', 'publish'])
    expect((await ask('admin', 'POST', `/sessions/${no}/${step}`)).status).toBe(200);
  for (const volunteerNo of signedUp) {
    const sent = { volunteerNo, post: 'a', overriding: ['clash'] };
    expect((await ask('admin', 'POST', `/sessions/${no}/sign-ups`, sent)).status).toBe(201);
  }
  await stack.until(
    10_000,
    'known',
    async () => (await ask('admin', 'GET', `/sessions/${no}/check-in-code`)).status === 200,
  );
  return no;
}

const cardOf = async (no: string): Promise<string> =>
  (await ask(no.toLowerCase(), 'GET', '/me/card')).body.token as string;

/** A device as its user has it, whose clock is so much off. */
function device(who = 'scanner', { storage = new MemoryStorage(), off = 0 } = {}) {
  const network = new FetchNetwork(stack.address, () => (who === 'admin' ? stack.token : tokens.get(who)));
  const clock = { now: () => Date.now() + off };
  return new Scanner({ storage, network, clock, newId: randomUUID, random: Math.random });
}

beforeAll(async () => {
  const namespace = `${ownName()}_`;
  stack = await TestStack.start({ MONGODB_URI: process.env['MONGODB_URI']!, NAMESPACE: namespace });
  mongo = await MongoClient.connect(process.env['MONGODB_URI']!);
  db = mongo.db(`${namespace}check_in`);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  for (const no of ['V00', 'V01', 'V02'])
    await account(no.toLowerCase(), { grants: [{ role: 'volunteer' }], volunteerNo: no });
  await account('scanner', { grants: [{ role: 'scanner', division: VILLAGE }] });
  await account('organiser', { grants: [{ role: 'organiser', division: VILLAGE }] });
  await account('far', { grants: [{ role: 'scanner', division: '430922001002' }] });
}, 180_000);
afterAll(async () => {
  const databases = await mongo.db().admin().listDatabases({ nameOnly: true });
  const prefix = db.databaseName.replace('check_in', '');
  await stack.stop();
  for (const { name } of databases.databases) if (name.startsWith(prefix)) await mongo.db(name).dropDatabase();
  await mongo.close();
});

describe('a roster', () => {
  test('is taken along, and who shows his card without a network is recorded, judged and handed in later', async () => {
    const no = await published({}, ['V00', 'V01']);
    const scanner = device();
    const took = await scanner.takeRoster(no);
    expect(took).toMatchObject({ roster: { sessionNo: no, name: '河道清洁', creditRule: 'check-out', version: 1 } });
    const came = await scanner.scan(no, { card: await cardOf('V00') });
    expect(came).toMatchObject({ outcome: 'counted', isOnRoster: true, isSignedUp: true, name: '志****0' });
    expect(await scanner.scan(no, { volunteerNo: 'V02' })).toMatchObject({ outcome: 'counted', isOnRoster: false });
    expect(await scanner.sync()).toEqual({ state: 'done' });
    const { body } = await ask('organiser', 'GET', `/sessions/${no}/presence`);
    expect(
      (body.people as Body[])
        .filter((p) => p['state'] === 'here')
        .map((p) => p['volunteerNo'])
        .sort(),
    ).toEqual(['V00', 'V02']);
    void DAY;
    void code;
  });
});
