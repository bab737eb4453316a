import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, csvOf, divisionsCsv, sessionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const HOUR = 3_600_000;
const PASSWORD = 'Patient-river-88';
const VOLUNTEERS = Array.from({ length: 12 }, (_, i) => `V${i}`);
type Body = Record<string, unknown>;
interface Person {
  readonly volunteerNo: string;
  readonly name: string;
  readonly state: string;
  readonly signedUp: boolean;
}

let stack: TestStack;
const tokens = new Map<string, string>();

async function account(username: string, grant: Body, volunteerNo?: string): Promise<void> {
  tokens.set(username, await stack.account({ username, password: PASSWORD, grants: [grant], volunteerNo }));
}

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn(
    'divisions',
    csvOf('divisions', [
      { 区划代码: '430922002', 名称: '乙镇', 级别: '乡镇', 上级代码: '430922' },
      { 区划代码: '430922002001', 名称: '南村', 级别: '村', 上级代码: '430922002' },
    ]),
  );
  await stack.bringIn('volunteers', volunteersCsv([...VOLUNTEERS, 'V12']));
  await stack.bringIn('volunteers', volunteersCsv(['W8'], { 证件号码: 'HV8' }));
  tokens.set('administrator', stack.token);
  await account('organiser', { role: 'organiser', division: VILLAGE });
  await account('elsewhere', { role: 'organiser', division: '430922001002' });
  await account('scanner', { role: 'scanner', division: VILLAGE });
  await account('township', { role: 'township', division: '430922001' });
  await account('scribe', { role: 'organiser', division: VILLAGE });
  await account('other-township', { role: 'township', division: '430922002' });
  await account('county', { role: 'county', division: '430922' });
  await account('auditor', { role: 'auditor', division: '430922001' });
  await account('of-V1', { role: 'volunteer' }, 'V1');
}, 180_000);
afterAll(async () => {
  const watched = await Stream.open('administrator', await published());
  const begun = Date.now();
  await stack.stop();
  // Whoever watches is told, and keeps nothing from stopping.
  expect([watched.last?.event, watched.last?.data]).toEqual(['end', { because: 'stopping' }]);
  expect(Date.now() - begun).toBeLessThan(20_000);
}, 60_000);

const ask = (who: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();
const SECOND = 1 / 3600;

/** A published session; without times it is under way half an hour from now, so that people check in already. */
async function published(from = 0.5, until = 1.5, change: Body = {}): Promise<string> {
  const planned = {
    ...{ name: '河道清洁', division: VILLAGE, startsAt: at(from), endsAt: at(until), personInCharge: '张三丰' },
    ...{ risks: '湿滑', safeguards: '安全员', signUp: { minimumAge: 16 }, creditRule: 'check-out' },
    posts: [{ id: 'a', name: '清洁', capacity: 50 }],
    ...change,
  };
  const no = (await ask('organiser', 'POST', '/sessions', planned)).body.sessionNo as string;
  for (const step of ['submit', 'publish'])
    expect(await ask('administrator', 'POST', `/sessions/${no}/${step}`)).toMatchObject({ status: 200 });
  await known(no);
  return no;
}

/** A session of two hours that ended so many hours ago, as a file brings it. */
async function ended(no: string, hoursAgo: number, change: Record<string, string> = {}): Promise<void> {
  const times = { 开始时间: at(-hoursAgo - 2), 结束时间: at(-hoursAgo) };
  const { rows } = await stack.bringIn('sessions', sessionsCsv([no], { ...times, ...change }));
  expect(rows).toMatchObject({ accepted: 1 });
  await known(no);
}

/** How often somebody did not come, as told to who approves his application. */
async function noShowsOf(volunteerNo: string): Promise<unknown> {
  const no = await published(0.5, 1.5, { signUp: { minimumAge: 16, approval: true } });
  const wish = { volunteerNo, post: 'a', overriding: ['clash'] };
  expect(await ask('organiser', 'POST', `/sessions/${no}/sign-ups`, wish)).toMatchObject({
    body: { state: 'applied' },
  });
  return (await ask('organiser', 'GET', `/sessions/${no}/sign-ups`)).body.signUps[0].noShows;
}

const known = (no: string) =>
  stack.until(20_000, `${no} known to check-in`, async () => {
    return (await ask('administrator', 'GET', `/sessions/${no}/presence`)).status === 200;
  });

async function signUp(no: string, ...volunteerNos: string[]): Promise<void> {
  for (const volunteerNo of volunteerNos)
    expect(
      await ask('organiser', 'POST', `/sessions/${no}/sign-ups`, { volunteerNo, post: 'a', overriding: ['clash'] }),
    ).toMatchObject({ status: 201, body: { state: 'confirmed' } });
}

async function record(no: string, volunteerNo: string, change: Body = {}, who = 'organiser'): Promise<string> {
  const said = { id: randomUUID(), sessionNo: no, volunteerNo, kind: 'check-in', method: 'roll-call', ...change };
  const json = { occurredAt: at(0), ...said };
  const answer = await ask(who, 'POST', '/attendance-records', json);
  expect(answer).toMatchObject({ status: 201 });
  return said.id;
}

interface Event {
  readonly event: string;
  readonly id: string;
  readonly data: Body;
  readonly at: number;
}

/** Events of a stream as they come, until it is closed. */
class Stream {
  readonly events: Event[] = [];
  text = '';
  private readonly aborting = new AbortController();

  static async open(who: string, no: string, headers: Record<string, string> = {}): Promise<Stream> {
    const stream = new Stream();
    const answer = await fetch(`${stack.address}/api/v1/sessions/${no}/presence/stream`, {
      headers: { Authorization: `Bearer ${tokens.get(who)!}`, ...headers },
      signal: stream.aborting.signal,
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    void stream.read(answer.body!).catch(() => undefined);
    return stream;
  }

  close(): void {
    this.aborting.abort();
  }

  get last(): Event | undefined {
    return this.events.at(-1);
  }

  async until(what: string, holds: (last: Event) => boolean, withinMs = 10_000): Promise<Event> {
    await stack.until(withinMs, what, () => Promise.resolve(this.last !== undefined && holds(this.last)), 20);
    return this.last!;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const part of body) {
      this.text += decoder.decode(part, { stream: true });
      const blocks = this.text.split('\n\n');
      this.text = blocks.pop()!;
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
        if (fields['event'] === undefined) continue;
        const { event, id = '', data } = fields as { event: string; id?: string; data: string };
        this.events.push({ event, id, data: JSON.parse(data) as Body, at: Date.now() });
      }
    }
  }
}

const people = (data: unknown): Person[] => (data as { people: Person[] }).people;
const stateOf = (data: unknown, no: string) => people(data).find((p) => p.volunteerNo === no)?.state;

describe('who is here now', () => {
  test('is who has checked in and not out, beside who is signed up and not there yet, by masked names', async () => {
    const no = await published();
    await signUp(no, 'V1', 'V2', 'V3');
    await record(no, 'V1', { occurredAt: at(-60 * SECOND) });
    await record(no, 'V2', { occurredAt: at(-60 * SECOND) });
    await record(no, 'V2', { kind: 'check-out' });
    await record(no, 'V4');
    await record(no, 'nobody-yet');
    const { status, body } = await ask('organiser', 'GET', `/sessions/${no}/presence`);
    expect([status, body.counts]).toEqual([200, { signedUp: 3, here: 2, left: 1, notYet: 1, unknown: 1 }]);
    expect(people(body).map((p) => [p.volunteerNo, p.state, p.signedUp, p.name])).toEqual([
      ['V1', 'here', true, '志****'],
      ['V2', 'left', true, '志****'],
      ['V4', 'here', false, '志****'],
      ['V3', 'not-yet', true, '志****'],
    ]);
  });

  test('is one person under two numbers, whichever of them is signed up', async () => {
    const no = await published();
    await signUp(no, 'V8');
    await record(no, 'W8');
    const { body } = await ask('organiser', 'GET', `/sessions/${no}/presence`);
    expect(people(body)).toMatchObject([{ volunteerNo: 'W8', state: 'here', signedUp: true }]);
    expect(body.counts).toMatchObject({ signedUp: 1, here: 1, notYet: 0 });
  });

  test('is nobody of whom the only check-in is annulled', async () => {
    const no = await published();
    const id = await record(no, 'V5');
    const here = async () => (await ask('organiser', 'GET', `/sessions/${no}/presence`)).body.counts.here as number;
    expect(await here()).toBe(1);
    const out = await record(no, 'V5', { kind: 'check-out' });
    expect(await here()).toBe(0);
    await record(no, 'V5', { kind: 'annul', annuls: out, note: '还没有走' });
    expect(await here()).toBe(1);
    await record(no, 'V5', { kind: 'annul', annuls: id, note: '点错人' });
    expect(await here()).toBe(0);
  });

  test('is for who plans the session and for nobody else', async () => {
    const no = await published();
    for (const route of ['presence', 'presence/stream', 'missing-check-outs']) {
      const elsewhere = await ask('elsewhere', 'GET', `/sessions/${no}/${route}`);
      expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'AUTH.OUT_OF_SCOPE']);
      expect((await ask('scanner', 'GET', `/sessions/${no}/${route}`)).status).toBe(403);
      const unknown = await ask('organiser', 'GET', `/sessions/HD-none/${route}`);
      expect([unknown.status, unknown.body.code]).toEqual([404, 'SESSION.UNKNOWN']);
    }
  });

  test('is streamed: the whole state at once and within two seconds of each record, to everybody who watches', async () => {
    const no = await published();
    await signUp(no, 'V6');
    const streams = await Promise.all(['organiser', 'township', 'organiser'].map((who) => Stream.open(who, no)));
    for (const s of streams) await s.until('told at first', ({ data }) => stateOf(data, 'V6') === 'not-yet');
    for (const [kind, state] of [
      ['check-in', 'here'],
      ['check-out', 'left'],
    ] as const) {
      await record(no, 'V6', { kind });
      const accepted = Date.now();
      for (const s of streams) {
        const told = await s.until(state, ({ data }) => stateOf(data, 'V6') === state);
        expect(told.at - accepted).toBeLessThan(2_000);
      }
    }
    // Nothing has changed since, so nothing more was sent.
    const ids = streams[0]!.events.map((e) => e.id);
    expect(new Set(ids).size).toBe(ids.length);
    // Whoever comes back is told the whole state, whatever he had.
    const again = await Stream.open('organiser', no, { 'Last-Event-ID': ids.at(-1)! });
    const whole = await again.until('told anew', ({ event }) => event === 'presence');
    expect([whole.id, stateOf(whole.data, 'V6')]).toEqual([ids.at(-1), 'left']);
    // Who signs up meanwhile is seen as well.
    await signUp(no, 'V7');
    await again.until('signed up', ({ data }) => stateOf(data, 'V7') === 'not-yet');
    for (const s of [...streams, again]) s.close();
  });
});

describe('a session that is over', () => {
  test('is closed by who plans it with the people covered, and told who is not checked out and who did not come', async () => {
    const no = await published(6 * SECOND, 10 * SECOND);
    await signUp(no, 'V1', 'V2', 'V3');
    await record(no, 'V1');
    await record(no, 'V2', { occurredAt: at(-60 * SECOND) });
    await record(no, 'V2', { kind: 'check-out' });
    const said = { covered: 120, coveredMethod: '现场点数' };
    const early = await ask('organiser', 'POST', `/sessions/${no}/close`, said);
    expect(early).toMatchObject({ status: 409, body: { code: 'SESSION.NOT_ENDED' } });
    const stage = async () => (await ask('organiser', 'GET', `/sessions/${no}`)).body as Body;
    expect(await stage()).toMatchObject({ closedAt: null });
    await stack.until(20_000, 'ended', async () => (await stage())['stage'] === 'ended');
    const other = await ask('elsewhere', 'POST', `/sessions/${no}/close`, said);
    expect(other).toMatchObject({ status: 404, body: { code: 'SESSION.UNKNOWN' } });
    const { status, body } = await ask('organiser', 'POST', `/sessions/${no}/close`, said);
    expect([status, body.session.closedAt]).toEqual([200, expect.stringMatching(/\+08:00$/)]);
    const numbers = (of: Person[]) => of.map((p) => p.volunteerNo);
    expect([numbers(body.notCheckedOut as Person[]), numbers(body.notCome as Person[])]).toEqual([['V1'], ['V3']]);
    // Who did not come is noted with the sign-up, and no longer once a record says otherwise.
    const attended = async () => {
      const { signUps } = (await ask('organiser', 'GET', `/sessions/${no}/sign-ups`)).body as { signUps: Body[] };
      return signUps.map((s) => s['attended']);
    };
    await stack.until(20_000, 'noted', async () => (await attended()).every((a) => a !== null));
    expect(await attended()).toEqual([true, true, false]);
    expect(await noShowsOf('V3')).toBe(1);
    await record(no, 'V3', { occurredAt: at(-60 * SECOND) });
    expect((await ask('organiser', 'POST', `/sessions/${no}/close`, said)).status).toBe(200);
    await stack.until(20_000, 'corrected', async () => (await attended())[2] === true);
    expect(await noShowsOf('V3')).toBe(0);
    const year = Number(at(8).slice(0, 4));
    await stack.until(10_000, 'covered', async () => (await stack.report(year, VILLAGE)).covered === 120);
  });

  test('has missing check-outs an hour after its end, tells each once, and none any more once it is corrected', async () => {
    await ended('LATE', 1.5);
    await record('LATE', 'V1', { occurredAt: at(-3) });
    await record('LATE', 'V2', { occurredAt: at(-3) });
    await record('LATE', 'V2', { kind: 'check-out', occurredAt: at(-2) });
    const missing = async () =>
      (await ask('organiser', 'GET', '/sessions/LATE/missing-check-outs')).body.missing as Body[];
    await stack.until(20_000, 'reminded', async () => (await missing())[0]?.['remindedAt'] !== null);
    expect(await missing()).toMatchObject([{ volunteerNo: 'V1', since: expect.stringMatching(/\+08:00$/) }]);
    // A further record has the session looked at once more.
    await record('LATE', 'V3', { occurredAt: at(-3) });
    await stack.until(20_000, 'reminded', async () => (await missing()).every((m) => m['remindedAt'] !== null));
    const { notices } = (await ask('of-V1', 'GET', '/notices')).body as { notices: Body[] };
    const told = notices.filter((n) => n['kind'] === 'missing_check_out');
    expect(told).toMatchObject([{ sessionNo: 'LATE', text: expect.stringMatching(/没有签退记录/) }]);
    await record('LATE', 'V1', { kind: 'check-out', occurredAt: at(-1.5) });
    expect((await missing()).map((m) => m['volunteerNo'])).toEqual(['V3']);
  });
});

describe('what is odd', () => {
  interface Anomaly {
    readonly id: string;
    readonly reason: string;
    readonly state: string;
    readonly sessionNos: string[];
    readonly volunteerNos: string[];
    readonly measured: number;
    readonly account: string;
    readonly text: string;
    readonly history: Body[];
  }
  const list = async (who: string, query = ''): Promise<Anomaly[]> =>
    (await ask(who, 'GET', `/anomalies${query}`)).body.anomalies as Anomaly[];
  const told = async (who: string) => (await list(who)).map((a) => [a.reason, ...a.sessionNos].join(' ')).sort();
  /** Came and went, as somebody writes it down. */
  async function passes(no: string, volunteerNo: string, hoursAgo: number, change: Body = {}, who = 'organiser') {
    await record(no, volunteerNo, { occurredAt: at(-hoursAgo), ...change }, who);
    await record(no, volunteerNo, { kind: 'check-out', occurredAt: at(-hoursAgo + 1), ...change }, who);
  }

  beforeAll(async () => {
    for (const no of ['A1', 'A2', 'A3', 'A4', 'A5']) await ended(no, 2);
    await ended('B1', 2, { 区划代码: '430922002001' });
    // Twenty check-ins at three sessions by one account; ten of them with equal hours.
    const [came, went] = [at(-4), at(-3)];
    for (const volunteerNo of VOLUNTEERS.slice(0, 10)) {
      await record('A1', volunteerNo, { occurredAt: came }, 'scribe');
      await record('A1', volunteerNo, { kind: 'check-out', occurredAt: went }, 'scribe');
    }
    for (const volunteerNo of VOLUNTEERS.slice(0, 5)) {
      await record('A2', volunteerNo, { occurredAt: at(-4) }, 'scribe');
      await record('A3', volunteerNo, { occurredAt: at(-4) }, 'scribe');
    }
    // One device for three accounts.
    for (const [i, who] of ['organiser', 'township', 'administrator'].entries())
      await record('A4', `V${i}`, { method: 'qr', deviceId: 'phone-7', occurredAt: at(-4) }, who);
    // Every second attendance by back-fill; in two townships at once.
    const filled = { method: 'back-fill', enteredBy: 'a', approvedBy: 'b' };
    await record('A5', 'V3', { occurredAt: at(-4), ...filled }, 'administrator');
    await passes('A5', 'V11', 4, { method: 'qr' });
    await passes('B1', 'V11', 4, { method: 'qr' }, 'administrator');
    // A clock that was off by an hour, of an account that is called by a phone number.
    const phone = '139 8765 4321';
    await account(phone, { role: 'organiser', division: VILLAGE });
    await record('A2', 'V9', { method: 'qr', occurredAt: at(-4), deviceTime: at(-1) }, phone);
  }, 60_000);

  const OF_TOWNSHIP = ['back_fill_share A5', 'burst A1 A2 A3', 'clock_skew A2', 'equal_hours A1', 'shared_device A4'];

  test('is told to the offices of where it was and to who audits them, each once, with the reason', async () => {
    await stack.until(30_000, 'found', async () => (await list('county')).length >= 6);
    expect(await told('township')).toEqual(OF_TOWNSHIP);
    expect(await told('auditor')).toEqual(OF_TOWNSHIP);
    // Of two townships only who is above both is told.
    expect(await told('county')).toEqual([...OF_TOWNSHIP, 'impossible_travel A5 B1'].sort());
    expect(await told('other-township')).toEqual([]);
    expect((await ask('organiser', 'GET', '/anomalies')).status).toBe(403);
    const [burst] = await list('township', '?reason=burst&state=open');
    expect(burst).toMatchObject({ account: 'scribe', measured: 20, state: 'open', history: [] });
    expect(burst!.text).toMatch(/scribe.*20 人次/);
    const [off] = await list('township', '?reason=clock_skew');
    expect(off).toMatchObject({ account: '139******21', measured: 60, volunteerNos: ['V9'] });
    expect(off!.text).toMatch(/139\*{6}21.*60 分钟/);
  }, 60_000);

  test('is decided with a reason by an office of there, stays decided when it is found again, and keeps its history', async () => {
    const [hours] = await list('township', '?reason=equal_hours');
    const decide = (who: string, decision: string, because: string) =>
      ask(who, 'POST', `/anomalies/${hours!.id}/decide`, { decision, because });
    expect(await decide('other-township', 'explained', '无')).toMatchObject({ body: { code: 'ANOMALY.UNKNOWN' } });
    expect((await decide('auditor', 'explained', '无')).status).toBe(403);
    expect((await decide('township', 'explained', ' ')).status).toBe(400);
    expect(await decide('township', 'to-correct', '须核对签到表')).toMatchObject({ body: { state: 'to-correct' } });
    expect(await decide('county', 'explained', '集体统一进退场')).toMatchObject({ status: 200 });
    // A further record has the session looked at anew, and flags none of it twice.
    await record('A1', 'V10', { method: 'qr', deviceId: 'phone-8', occurredAt: at(-4) }, 'organiser');
    await passes('A5', 'V10', 4, { method: 'back-fill', enteredBy: 'a', approvedBy: 'b' }, 'administrator');
    await record('A3', 'V10', { occurredAt: at(-4) }, 'township');
    for (const who of ['organiser', 'township', 'administrator'])
      await record('A3', who === 'organiser' ? 'V7' : 'V8', { method: 'qr', deviceId: 'p9', occurredAt: at(-4) }, who);
    await stack.until(30_000, 'looked at anew', async () => (await told('township')).includes('shared_device A3'));
    expect(await told('township')).toEqual([...OF_TOWNSHIP, 'shared_device A3'].sort());
    const [after] = await list('township', '?state=explained');
    expect(after).toMatchObject({
      ...{ id: hours!.id, reason: 'equal_hours', measured: 10 },
      history: [
        { decision: 'to-correct', because: '须核对签到表', by: 'township' },
        { decision: 'explained', because: '集体统一进退场', by: 'county' },
      ],
    });
  }, 60_000);
});

describe('a spot check', () => {
  interface Sample {
    readonly id: string;
    readonly seed: string;
    readonly drawn: { recordKey: string; sessionNo: string; volunteerNo: string; question: string; findings: Body[] }[];
  }
  /** Of the sessions' start, in China. */
  const now = new Date(Date.now() + (8 - 5) * HOUR).toISOString();
  const period = { year: Number(now.slice(0, 4)), month: Number(now.slice(5, 7)) };
  const draw = (who: string, json: Body) => ask(who, 'POST', '/spot-checks', { ...period, ...json });
  const keysOf = ({ drawn }: Sample) => drawn.map((d) => `${d.sessionNo} ${d.volunteerNo}`);

  beforeAll(async () => {
    await ended('C1', 3);
    await ended('C2', 3, { 区划代码: '430922002001' });
    await record('C2', 'V0', { occurredAt: at(-5) }, 'administrator');
    for (const volunteerNo of VOLUNTEERS) await record('C1', volunteerNo, { occurredAt: at(-5) });
    // Has no attendance: never drawn.
    await record('C1', 'V12', { kind: 'check-out', occurredAt: at(-4) });
  });

  test('is drawn of the attendances of the division, by a seed of the server, each at most once', async () => {
    const all = (await draw('township', { size: 500 })).body as Sample;
    expect(all.seed).toMatch(/^[0-9a-f]{64}$/);
    const keys = keysOf(all);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((k) => k.startsWith('C1 ')).length).toBe(12);
    expect(keys.some((k) => k.startsWith('C2 ') || k === 'C1 V12')).toBe(false);
    const few = (await draw('auditor', { division: VILLAGE, size: 5 })).body as Sample;
    expect([few.drawn.length, few.drawn.map((d) => d.recordKey)]).toEqual([5, ['1', '2', '3', '4', '5']]);
    expect(keysOf(few).every((k) => keys.includes(k))).toBe(true);
    expect(few.drawn[0]!.question).toMatch(/请分别问志愿者本人和现场负责人/);
    const other = (await draw('auditor', { division: VILLAGE, size: 5 })).body as Sample;
    expect(other.seed).not.toBe(few.seed);
    // What somebody did not like stays in the list.
    const { body } = await ask('county', 'GET', '/spot-checks');
    const listed = (body.spotChecks as Sample[]).map((s) => s.id);
    expect(listed.slice(0, 3)).toEqual([other.id, few.id, all.id]);
  });

  test('belongs to a division of the caller, who says what was found, beside what was said before', async () => {
    expect(await draw('township', { division: '430922002', size: 1 })).toMatchObject({ status: 403 });
    expect((await draw('organiser', { size: 1 })).status).toBe(403);
    expect((await draw('township', { size: 501 })).status).toBe(400);
    const own = (await draw('other-township', { size: 3 })).body as Sample;
    expect(keysOf(own)).toEqual(expect.arrayContaining(['C2 V0']));
    expect((await ask('township', 'GET', `/spot-checks/${own.id}`)).status).toBe(404);
    const found = (who: string, json: Body) => ask(who, 'POST', `/spot-checks/${own.id}/results`, json);
    expect(await found('township', { recordKey: '1', found: 'confirmed' })).toMatchObject({
      ...{ status: 404, body: { code: 'SPOT_CHECK.UNKNOWN' } },
    });
    expect((await found('other-township', { recordKey: '9', found: 'confirmed' })).status).toBe(404);
    await found('other-township', { recordKey: '1', found: 'not-reached', text: '电话无人接听' });
    const { status, body } = await found('other-township', { recordKey: '1', found: 'confirmed' });
    expect([status, (body as Sample).drawn[0]!.findings]).toMatchObject([
      200,
      [
        { found: 'not-reached', text: '电话无人接听', by: 'other-township' },
        { found: 'confirmed', text: '' },
      ],
    ]);
    expect((await ask('county', 'GET', `/spot-checks/${own.id}`)).body).toEqual(body);
  });
});
