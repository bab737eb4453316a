import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { signCard } from '#card';
import type { Roster } from '#contracts';
import { exportJWK, SignJWT } from 'jose';
import { MemoryStorage } from './memory-storage.js';
import type { Answer, Request, Storage } from './ports.js';
import { Scanner } from './scanner.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-10-01T09:00:00+08:00');

const pair = (kid: string) => ({ kid, ...generateKeyPairSync('ed25519') });
const [rosterKey, cardKey, stranger, newCardKey] = [pair('r'), pair('c'), pair('c'), pair('c2')];
const jwks = async ({ kid, publicKey }: typeof rosterKey) => ({
  keys: [{ ...(await exportJWK(publicKey)), kty: 'OKP', kid }],
});
const rosterKeys = await jwks(rosterKey);
const cardKeys = await jwks(cardKey);

const aRoster = (change: Partial<Roster> = {}): Roster => ({
  ...{
    version: 1,
    sessionNo: 'S1',
    name: '河道清洁',
    startsAt: START,
    endsAt: START + 120 * MINUTE,
    state: 'published',
  },
  ...{ creditRule: 'check-out', checkIn: { ways: ['card', 'roll-call', 'walk-in'], sites: [] }, issuedAt: START - DAY },
  ...{ validUntil: START + 7 * DAY, annulMinutes: 15, clockSkewSeconds: 300, records: [], annulled: [], cardKeys },
  people: [
    { ref: 'a', volunteerNos: ['V1', 'LS1'], name: '张*丰', isSignedUp: true },
    { ref: 'b', volunteerNos: ['V2'], name: '王*', isSignedUp: false },
  ],
  ...change,
});
const signed = (content: Roster, key = rosterKey): Promise<string> =>
  new SignJWT({ roster: content })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'session-roster', kid: key.kid })
    .setSubject(content.sessionNo)
    .setAudience('scanner')
    .setExpirationTime(content.validUntil / 1000)
    .sign(key.privateKey);
const cardOf = (volunteerNo: string, key = cardKey) =>
  signCard({ cardId: volunteerNo, volunteerNo, issuedAt: START }, key);

/** By the device's clock; the server's is so much ahead. */
let now: number;
let ahead: number;
let storage: MemoryStorage;
let scanner: Scanner;
let asked: Request[];
let answers: (request: Request) => Answer | Promise<Answer>;
let ids: number;
/** The server is not reached from the beginning. */
let isCut: boolean;

interface SentBatch {
  readonly records: readonly { readonly id: string; readonly code?: string; readonly volunteerNo?: string }[];
}
const isKeys = (r: Request) => r.path.endsWith('/roster-keys');
const isBatch = (r: Request) => r.path.endsWith(':batch');
const kept = ({ body }: Request): Answer => ({
  ...{
    status: 200,
    body: { results: (body as SentBatch).records.map(({ id }) => ({ status: 201, id, outcome: 'counted' })) },
  },
});
const problem = (status: number, code: string, retryable: boolean) => ({ status, code, retryable, detail: code });
const each = (request: Request, of: (id: string) => object): Answer => ({
  ...{ status: 200, body: { results: (request.body as SentBatch).records.map(({ id }) => of(id)) } },
});

function boot(from: Storage = storage): Scanner {
  const network = {
    send: async (request: Request): Promise<Answer> => {
      if (isKeys(request) && !isCut)
        return { date: Math.floor((now + ahead) / SECOND) * SECOND, status: 200, body: rosterKeys };
      asked.push(request);
      return { date: Math.floor((now + ahead) / SECOND) * SECOND, ...(await answers(request)) };
    },
  };
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  return new Scanner({ storage: from, network, clock: { now: () => now }, newId, random: () => 1 });
}

async function take(content: Roster = aRoster(), key = rosterKey): Promise<unknown> {
  const roster = await signed(content, key);
  const before = answers;
  answers = ({ path }) =>
    path.endsWith('/roster') ? { status: 200, body: { roster } } : { status: 200, body: rosterKeys };
  const took = await scanner.takeRoster(content.sessionNo);
  answers = before;
  asked = [];
  return took;
}

beforeEach(() => {
  now = START;
  ahead = 0;
  ids = 0;
  isCut = false;
  asked = [];
  storage = new MemoryStorage();
  answers = kept;
  scanner = boot();
});

describe('a scan', () => {
  test('is judged by the roster and what was scanned before, and told with the masked name', async () => {
    await take();
    expect(await scanner.scan('S1', { card: await cardOf('V1') })).toMatchObject({
      ...{
        outcome: 'counted',
        name: '张*丰',
        isOnRoster: true,
        isSignedUp: true,
        isUnverified: false,
        isRepeat: false,
      },
    });
    now += 5 * MINUTE;
    expect(await scanner.scan('S1', { volunteerNo: 'LS1' })).toMatchObject({ outcome: 'counted', hereSince: START });
    expect(await scanner.scan('S1', { volunteerNo: 'V2' }, 'check-out')).toMatchObject({ outcome: 'no_check_in' });
    const stranger = await scanner.scan('S1', { volunteerNo: 'V9' });
    expect(stranger).toMatchObject({ outcome: 'counted', isOnRoster: false, name: '' });
    expect(stranger).not.toHaveProperty('hereSince');
    now = START + 5 * 60 * MINUTE;
    expect(await scanner.scan('S1', { volunteerNo: 'V1' }, 'check-out')).toMatchObject({ outcome: 'outside_window' });
    expect(await scanner.scans('S1')).toHaveLength(5);
  });

  test('of somebody whom another device has recorded says since when he is here; what was annulled there is not', async () => {
    const record = {
      id: 'x',
      volunteerNo: 'V1',
      kind: 'check-in',
      occurredAt: START - MINUTE,
      method: 'back-fill',
    } as const;
    await take(aRoster({ records: [record] }));
    expect(await scanner.scan('S1', { volunteerNo: 'V1' })).toMatchObject({ hereSince: START - MINUTE });
    const [own] = await scanner.scans('S1');
    await take(aRoster({ annulled: [own!.id] }));
    now += MINUTE;
    expect(await scanner.scan('S1', { volunteerNo: 'V1' })).not.toHaveProperty('hereSince');
  });

  test('of the same somebody a moment later adds nothing; after it was taken back, or of another kind, it does', async () => {
    await take();
    const [card, first] = [await cardOf('V1'), await scanner.scan('S1', { card: await cardOf('V1') })];
    now += 9 * SECOND;
    const { id } = first as { id: string };
    expect(await scanner.scan('S1', { card })).toMatchObject({ id, isRepeat: true });
    expect(await scanner.scan('S1', { card }, 'check-out')).toMatchObject({ isRepeat: false });
    expect(await scanner.scan('S1', { name: '来人' })).toMatchObject({ isRepeat: false });
    expect(await scanner.scan('S1', { name: '来人' })).toMatchObject({ isRepeat: true });
    expect(await scanner.scan('S1', { volunteerNo: 'V2' })).toMatchObject({ isRepeat: false });
    const of2 = (await scanner.scans('S1')).at(-1)!;
    await scanner.annul(of2.id);
    expect(await scanner.scan('S1', { volunteerNo: 'V2' })).toMatchObject({ isRepeat: false, outcome: 'counted' });
  });

  test('is shown only when it is on the disk', async () => {
    await take();
    let onDisk = (): void => undefined;
    const slow: Storage = {
      get: (place, key) => storage.get(place, key),
      all: (place) => storage.all(place),
      apply: async (changes) => {
        await new Promise<void>((resolve) => (onDisk = resolve));
        await storage.apply(changes);
      },
    };
    await scanner.scan('S1', { volunteerNo: 'V2' });
    let isShown = false;
    const scanned = boot(slow)
      .scan('S1', { volunteerNo: 'V1' })
      .then(() => (isShown = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isShown, (await scanner.scans('S1')).length]).toEqual([false, 1]);
    onDisk();
    await scanned;
    expect((await scanner.scans('S1')).length).toBe(2);
  });

  test('of a forged card is none; of one whose key is not here it is kept for the server to say', async () => {
    await take();
    for (const card of [await cardOf('V1', stranger), 'V1', '', `${await cardOf('V1')}x`])
      expect(await scanner.scan('S1', { card })).toEqual({ refused: 'card-invalid' });
    const card = await cardOf('V1', newCardKey);
    expect(await scanner.scan('S1', { card })).toMatchObject({ isUnverified: true, isOnRoster: false });
    await scanner.sync();
    expect((asked[0]!.body as SentBatch).records).toMatchObject([{ code: card }]);
  });

  test('by a way that the session does not take is none', async () => {
    await take(aRoster({ checkIn: { ways: ['code'], sites: [] } }));
    for (const subject of [{ card: await cardOf('V1') }, { volunteerNo: 'V1' }, { name: '来人' }])
      expect(await scanner.scan('S1', subject)).toEqual({ refused: 'way-not-enough' });
    expect(await scanner.scan('S1', { walkIn: 'x' }, 'check-out')).toEqual({ refused: 'walk-in-unknown' });
  });

  test('without a roster is recorded all the same', async () => {
    expect(await scanner.scan('S9', { volunteerNo: 'V1' })).toMatchObject({
      outcome: 'unknown_session',
      isOnRoster: false,
    });
    expect(await scanner.sync()).toEqual({ state: 'done' });
  });
});

describe('a roster', () => {
  test('that is forged, of another session or over is not taken, and the one that is there stays', async () => {
    await take();
    expect(await take(aRoster({ name: 'x' }), { ...stranger, kid: 'r' })).toEqual({ refused: 'roster-forged' });
    expect(await take(aRoster({ validUntil: START }))).toEqual({ refused: 'roster-expired' });
    const roster = await signed(aRoster({ sessionNo: 'S2' }));
    answers = () => ({ status: 200, body: { roster } });
    expect(await scanner.takeRoster('S1')).toEqual({ refused: 'roster-of-other-session' });
    expect(await scanner.roster('S1')).toMatchObject({ roster: { name: '河道清洁' } });
  });

  test('that was altered on the device is none, also after a restart', async () => {
    await take();
    const [{ token }] = (await storage.all('rosters')) as [{ token: string }];
    const [head = '', body = '', signature = ''] = token.split('.');
    const other = Buffer.from(Buffer.from(body, 'base64url').toString().replace('V1', 'V8')).toString('base64url');
    const altered = [head, other, signature].join('.');
    await storage.apply([{ place: 'rosters', key: 'S1', value: { sessionNo: 'S1', token: altered } }]);
    expect(await scanner.roster('S1')).toEqual({ refused: 'roster-forged' });
    expect(await boot().roster('S1')).toEqual({ refused: 'roster-forged' });
    // One of another session under this one's name neither.
    const foreign = await signed(aRoster({ sessionNo: 'S2' }));
    await storage.apply([{ place: 'rosters', key: 'S1', value: { sessionNo: 'S1', token: foreign } }]);
    expect(await scanner.roster('S1')).toEqual({ refused: 'roster-of-other-session' });
  });

  test('runs out by the server’s clock, whatever the device’s says, and takes what was handed in of its session with it', async () => {
    ahead = 3 * DAY;
    await take();
    await scanner.scan('S1', { volunteerNo: 'V1' });
    await scanner.sync();
    now = START + 4 * DAY;
    expect(await scanner.roster('S1')).toEqual({ refused: 'roster-expired' });
    expect(await boot().roster('S1')).toEqual({ refused: 'roster-expired' });
    expect(await scanner.find('S1', '张三丰')).toEqual([]);
    await scanner.sync();
    expect([await scanner.roster('S1'), await scanner.scans('S1')]).toEqual([undefined, []]);
  });

  test.each([
    [404, { code: 'SESSION.UNKNOWN' }, 'session-unknown'],
    [401, { code: 'AUTH.REQUIRED' }, 'needs-sign-in'],
    [403, { code: 'AUTH.FORBIDDEN' }, 'not-allowed'],
    [503, undefined, 'waiting'],
    [500, undefined, 'waiting'],
    [200, undefined, 'offline'],
  ])('that is answered by %d is not there', async (status, body, refused) => {
    answers = () => ({ status, body });
    expect(await scanner.takeRoster('S1')).toEqual({ refused });
  });
});

describe('taking back', () => {
  test('is for what was scanned here, within the minutes of the county, once', async () => {
    await take(aRoster({ annulMinutes: 5 }));
    const { id } = (await scanner.scan('S1', { card: await cardOf('V1') })) as { id: string };
    expect(await scanner.annul('other')).toEqual({ refused: 'scan-unknown' });
    now += 5 * MINUTE;
    const { id: annulment } = (await scanner.annul(id)) as { id: string };
    expect(await scanner.annul(id)).toEqual({ refused: 'annulled-already' });
    expect(await scanner.annul(annulment)).toEqual({ refused: 'scan-unknown' });
    const late = (await scanner.scan('S1', { volunteerNo: 'V1' })) as { id: string };
    expect(late).not.toHaveProperty('hereSince');
    now += 5 * MINUTE + SECOND;
    expect(await scanner.annul(late.id)).toEqual({ refused: 'annul-too-late' });
    await scanner.sync();
    expect((asked[0]!.body as SentBatch).records).toMatchObject([
      { id, code: expect.any(String) },
      { id: annulment, volunteerNo: 'V1', annuls: id, kind: 'annul' },
      { id: late.id },
    ]);
  });
});

describe('handing in', () => {
  const scanThree = async () => {
    await take();
    for (const volunteerNo of ['V1', 'V2', 'V3']) await scanner.scan('S1', { volunteerNo });
  };

  test('keeps what the server said for good, and asks again about the rest when its time has come', async () => {
    await scanThree();
    const second = (await scanner.scans('S1'))[1]!.id;
    answers = (r) =>
      each(r, (id) =>
        id === second ? problem(404, 'SESSION.UNKNOWN', true) : problem(422, 'CHECK_IN.CARD_REVOKED', false),
      );
    expect(await scanner.sync()).toEqual({ state: 'waiting', retryInMs: 2_000 });
    expect(await scanner.overview()).toMatchObject({
      waiting: 1,
      refused: [{ final: { code: 'CHECK_IN.CARD_REVOKED' } }, {}],
    });
    now += SECOND;
    asked = [];
    expect([await scanner.sync(), asked]).toEqual([{ state: 'waiting', retryInMs: 1_000 }, []]);
    now += SECOND;
    answers = kept;
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect((asked[0]!.body as SentBatch).records.map((r) => r.id)).toEqual([second]);
    // Who was refused does not count here either.
    expect(await scanner.scan('S1', { volunteerNo: 'V1' })).not.toHaveProperty('hereSince');
    const [refused] = (await scanner.overview()).refused;
    await scanner.dismiss(refused!.id);
    expect((await scanner.overview()).refused).toHaveLength(1);
  });

  test.each([
    ['a hotspot’s page', { status: 200, body: undefined }],
    [
      'another’s answer',
      { status: 200, body: { results: [{ status: 201, id: 'x' }, { status: 201, id: 'y' }, { status: 201 }] } },
    ],
    ['too few answers', { status: 200, body: { results: [] } }],
    [
      'an answer that does not say whether it is final',
      { status: 200, body: { results: [1, 2, 3].map(() => ({ status: 422, code: 'X' })) } },
    ],
    ['a redirect', { status: 302, body: undefined }],
  ])('takes %s for no answer', async (_, answer) => {
    await scanThree();
    answers = () => answer;
    expect(await scanner.sync()).toEqual({ state: 'offline', retryInMs: 2_000 });
    expect(await scanner.sync()).toEqual({ state: 'offline', retryInMs: 4_000 });
    for (const { id } of await scanner.scans('S1')) await scanner.dismiss(id);
    expect(await scanner.overview()).toMatchObject({ waiting: 3, refused: [] });
    answers = () => Promise.reject(new Error('no network'));
    expect(await scanner.sync()).toMatchObject({ state: 'offline' });
  });

  test('waits as long as the server asks, and for a new sign-in, and loses nothing by it', async () => {
    await scanThree();
    answers = () => ({ status: 503, body: { code: 'UNAVAILABLE' }, retryAfter: 70 });
    expect(await scanner.sync()).toEqual({ state: 'waiting', retryInMs: 70_000 });
    answers = () => ({ status: 401, body: { code: 'AUTH.REQUIRED' } });
    expect(await scanner.sync()).toEqual({ state: 'needs-sign-in' });
    answers = () => ({ status: 403, body: { code: 'AUTH.FORBIDDEN' } });
    expect(await boot().sync()).toEqual({ state: 'not-allowed' });
    answers = kept;
    expect(await boot().sync()).toEqual({ state: 'done' });
    expect(asked.filter(isBatch).map((r) => (r.body as SentBatch).records.length)).toEqual([3, 3, 3, 3]);
  });

  test('is not ended by somebody of elsewhere who signs in on the device: what he may not record waits for who may', async () => {
    await scanThree();
    const [first] = await scanner.scans('S1');
    answers = (r) =>
      each(r, (id) =>
        id === first!.id ? { status: 201, id, outcome: 'counted' } : problem(403, 'AUTH.OUT_OF_SCOPE', false),
      );
    expect(await scanner.sync()).toEqual({ state: 'not-allowed' });
    expect(await scanner.overview()).toMatchObject({ waiting: 2, refused: [] });
    answers = kept;
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(asked.filter(isBatch).map((r) => (r.body as SentBatch).records.length)).toEqual([3, 2]);
  });

  test.each([413, 500])(
    'of what is answered by %d as a whole is split, so that one keeps no other from it',
    async (status) => {
      await scanThree();
      const bad = (await scanner.scans('S1'))[0]!.id;
      answers = (r) =>
        (r.body as SentBatch).records.some((s) => s.id === bad) ? { status, body: { code: 'INTERNAL' } } : kept(r);
      expect(await scanner.sync()).toMatchObject({ state: 'waiting' });
      expect(await scanner.sync()).toMatchObject({ state: 'waiting' });
      expect((await scanner.scans('S1')).map((s) => s.state)).toEqual(['waiting', 'kept', 'kept']);
    },
  );

  test('of a walk-in comes first, because what else is scanned of him needs his number; his name is forgotten then', async () => {
    await take();
    const { id } = (await scanner.scan('S1', { name: ' 来人 ', phone: '13900001111' })) as { id: string };
    expect(await scanner.scan('S1', { walkIn: id }, 'check-out')).toMatchObject({ outcome: 'unknown_volunteer' });
    answers = (r) => (isBatch(r) ? kept(r) : { status: 201, body: { id, outcome: 'not-counted', volunteerNo: 'LS7' } });
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect(asked.map((r) => r.path)).toEqual(['/api/v1/sessions/S1/walk-ins', '/api/v1/attendance-records:batch']);
    expect(asked[0]!.body).toMatchObject({ id, name: '来人', phone: '13900001111' });
    expect((asked[1]!.body as SentBatch).records).toMatchObject([{ volunteerNo: 'LS7', kind: 'check-out' }]);
    expect(JSON.stringify(await storage.all('scans'))).not.toMatch(/来人|13900001111/);
  });

  test('of who has a number does not wait for that of a walk-in, where nobody makes it now', async () => {
    await take();
    await scanner.scan('S1', { name: '来人' });
    await scanner.scan('S1', { volunteerNo: 'V1' });
    answers = (r) => (isBatch(r) ? kept(r) : { status: 503, body: { code: 'UNAVAILABLE' }, retryAfter: 9 });
    expect(await scanner.sync()).toEqual({ state: 'waiting', retryInMs: 9_000 });
    expect((await scanner.scans('S1')).map((s) => s.state)).toEqual(['waiting', 'kept']);
  });

  test('of a walk-in who is refused refuses what else was scanned of him', async () => {
    await take();
    const { id } = (await scanner.scan('S1', { name: '来人' })) as { id: string };
    await scanner.scan('S1', { walkIn: id }, 'check-out');
    answers = () => ({ status: 422, body: problem(422, 'CHECK_IN.WAY_NOT_ENOUGH', false) });
    expect(await scanner.sync()).toEqual({ state: 'done' });
    expect((await scanner.overview()).refused.map((s) => s.final?.code)).toEqual(
      Array(2).fill('CHECK_IN.WAY_NOT_ENOUGH'),
    );
  });

  test('tells the time by the device’s clock, which it measures, and never corrects what was recorded', async () => {
    ahead = 5 * 60 * MINUTE;
    await scanThree();
    await scanner.sync();
    expect(asked[0]!.body).toMatchObject({
      deviceTime: new Date(START).toISOString(),
      records: Array(3).fill({ occurredAt: new Date(START).toISOString() }),
    });
    expect(await scanner.overview()).toMatchObject({ isClockOff: true });
    expect(Math.abs((await scanner.overview()).clock!.offset - ahead)).toBeLessThanOrEqual(500);
    expect((await scanner.scans('S1')).every((s) => Math.abs(s.clockOffset! - ahead) <= 500)).toBe(true);
    now += 5 * 60 * MINUTE;
    ahead = 0;
    await scanner.scan('S1', { volunteerNo: 'V1' });
    await scanner.sync();
    expect(await scanner.overview()).toMatchObject({ isClockOff: false });
  });

  test('tells of what was recorded by a clock that was set right before there was a network that it was off', async () => {
    await take();
    // Off in its battery for a night, the phone believes that it is five hours earlier; then there is a network, and it sets its clock.
    const real = now;
    now = real - 5 * 60 * MINUTE;
    await scanner.scan('S1', { volunteerNo: 'V1' });
    now = real + 3 * 60 * MINUTE;
    await scanner.scan('S1', { volunteerNo: 'V2' });
    now = real + MINUTE;
    await scanner.scan('S1', { volunteerNo: 'V3' });
    await scanner.sync();
    const { records } = asked[0]!.body as { records: { occurredAt: string; deviceTime?: string }[] };
    const off = records.map((r) => (r.deviceTime === undefined ? 0 : (now - Date.parse(r.deviceTime)) / MINUTE));
    expect(off.map((minutes) => Math.round(minutes))).toEqual([300, -179, 0]);
    expect(Date.parse(records[0]!.occurredAt)).toBe(real - 5 * 60 * MINUTE);
  });

  test('hands nothing to a hotspot', async () => {
    await scanThree();
    isCut = true;
    answers = () => ({ status: 200, body: { welcome: true } });
    expect(await scanner.sync()).toMatchObject({ state: 'offline' });
    expect(asked.map((r) => r.path)).toEqual(['/api/v1/roster-keys']);
  });

  test('takes no time from a hotspot’s page', async () => {
    await scanThree();
    const { clock } = await scanner.overview();
    answers = () => ({ status: 200, body: undefined, date: now + DAY });
    await scanner.sync();
    expect((await scanner.overview()).clock).toEqual(clock);
  });

  test('asked for twice at once is done once', async () => {
    await scanThree();
    await Promise.all([scanner.sync(), scanner.sync()]);
    expect(asked).toHaveLength(1);
  });
});
