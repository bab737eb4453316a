import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, divisionsCsv, sessionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

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
  const json = { username, password: PASSWORD, grants: [grant], ...(volunteerNo === undefined ? {} : { volunteerNo }) };
  expect(await stack.post('/api/v1/accounts', { token: stack.token, json })).toMatchObject({ status: 201 });
  tokens.set(username, await stack.signIn(username, PASSWORD));
}

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  tokens.set('administrator', stack.token);
  await account('organiser', { role: 'organiser', division: VILLAGE });
  await account('elsewhere', { role: 'organiser', division: '430922001002' });
  await account('scanner', { role: 'scanner', division: VILLAGE });
  await account('township', { role: 'township', division: '430922001' });
  await account('of-V1', { role: 'volunteer' }, 'V1');
}, 180_000);
afterAll(() => stack.stop());

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

  test('is nobody of whom the only check-in is annulled', async () => {
    const no = await published();
    const id = await record(no, 'V5');
    const here = async () => (await ask('organiser', 'GET', `/sessions/${no}/presence`)).body.counts.here as number;
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
