import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { role } from '#contracts';
import {
  type Answer,
  attendanceCsv,
  divisionsCsv,
  sessionsCsv,
  teamsCsv,
  TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';
import fc from 'fast-check';
import { type Answered, Description, type Operation } from './interface/description.js';
import { OPERATORS } from './interface/odd.js';
import { type Place, placesIn, replaced, valueAt } from './interface/places.js';
import { type Plan, Requests } from './interface/requests.js';
import { Known, Later } from './interface/values.js';

const REQUESTS = 10_000;
/** At once. */
const CONCURRENCY = 16;
/** Of what is generated: the same in every run, so that what fails is due to what changed; `SEED=… npm test -- generated` sends others. */
const SEED = Number(process.env['SEED'] ?? 20_261_126);
const PASSWORD = 'Patient-river-88';
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();
const numbers = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

const VOLUNTEERS = numbers('V', 60);
const TEAMS = numbers('T', 5);
const FILED_SESSIONS = numbers('S', 5);
const FILES = [...[divisionsCsv(), teamsCsv(TEAMS), volunteersCsv(VOLUNTEERS), sessionsCsv(FILED_SESSIONS)], '', 'x'];

let stack: TestStack;
let description: Description;
let requests: Requests;

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(TEAMS));
  await stack.bringIn('volunteers', volunteersCsv(VOLUNTEERS));
  await stack.bringIn('sessions', sessionsCsv(FILED_SESSIONS));
  await stack.bringIn('attendance', attendanceCsv(VOLUNTEERS.map(attended)));
  const tokens = new Map<string, string>();
  for (const as of role.options) {
    const place = { administrator: {}, leader: { team: 'T1' } }[as as string] ?? { division: VILLAGE };
    await made('POST', '/accounts', { username: as, password: PASSWORD, grants: [{ role: as, ...place }] });
    tokens.set(as, await stack.signIn(as, PASSWORD));
  }
  const known = new Known();
  known.add('volunteerNo', ...VOLUNTEERS);
  known.add('teamNo', ...TEAMS);
  known.add('team', ...TEAMS);
  known.add('division', '430922', '430922001', VILLAGE);
  known.add('sessionNo', ...FILED_SESSIONS, ...(await sessions()));
  known.add('post', 'a');
  known.add('certificate', await certificate());
  known.add('year', '2022', String(new Date().getFullYear()));
  description = new Description(
    (await stack.get('/api/openapi.json')).body as ConstructorParameters<typeof Description>[0],
  );
  requests = new Requests(description, known, tokens, FILES);
}, 180_000);
afterAll(() => stack.stop());

async function made(method: string, path: string, json?: unknown): Promise<Answer['body']> {
  const { status, body } = await stack.request(method, `/api/v1${path}`, { token: stack.token, json });
  if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`);
  return body;
}

/** Sessions of every stage that can be reached now; the last ones can be signed up for, and somebody has. */
async function sessions(): Promise<string[]> {
  const all = VOLUNTEERS.map(async (volunteerNo, i) => {
    const { sessionNo } = await made('POST', '/sessions', {
      ...{ name: '河道清洁', division: VILLAGE, startsAt: at(2), endsAt: at(4), personInCharge: '张三丰' },
      ...{ risks: '湿滑', safeguards: '安全员', signUp: { minimumAge: 16 } },
      posts: [{ id: 'a', name: '清洁', capacity: 2 }],
    });
    const steps = ['submit', 'publish'].slice(0, Math.floor((3 * i) / VOLUNTEERS.length));
    for (const step of steps) await made('POST', `/sessions/${sessionNo}/${step}`);
    if (steps.length === 2) await made('POST', `/sessions/${sessionNo}/sign-ups`, { volunteerNo, post: 'a' });
    return sessionNo as string;
  });
  return Promise.all(all);
}

const attended = (volunteerNo: string) => ({
  记录编号: randomUUID(),
  场次编号: FILED_SESSIONS[0]!,
  志愿者编号: volunteerNo,
});

/** The code of a certificate, of what is counted by now. */
async function certificate(): Promise<string> {
  const wish = { id: randomUUID(), because: '申请' };
  const path = `/api/v1/volunteers/${VOLUNTEERS[0]!}/certificates`;
  let issued: Answer | undefined;
  await stack.until(20_000, 'certified', async () => {
    issued = await stack.post(path, { token: stack.token, json: wish });
    return issued.status === 201;
  });
  return issued!.body.code as string;
}

/** Sends all of them, some at once. */
async function sendAll(plans: readonly Plan[], each: (plan: Plan, answer: Answered) => void): Promise<void> {
  const waiting = plans.values();
  const worker = async () => {
    for (const plan of waiting) {
      const failed = (error: Error): Answered => ({ status: 599, type: undefined, text: error.message });
      each(plan, await requests.send(stack.address, plan).catch(failed));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** What was asked and answered, in one line that can be read. */
function told({ operation, odd, inPath, query, content }: Plan, { status, text }: Answered, fault: string): string {
  const asked = JSON.stringify({ inPath, query, content }).slice(0, 600);
  return `${operation.name} (odd: ${odd}): ${status}, ${fault}; ${asked} -> ${text.slice(0, 300)}`;
}

/** By operation, status and what was wrong: of each kind the shortest. */
class Faults {
  private readonly shortest = new Map<string, string>();

  add(plan: Plan, answer: Answered, fault: string): void {
    const kind = [plan.operation.name, answer.status, fault].join();
    const line = told(plan, answer, fault);
    if (line.length < (this.shortest.get(kind)?.length ?? Infinity)) this.shortest.set(kind, line);
  }

  get all(): { seed: number; faults: string[] } {
    return { seed: SEED, faults: [...this.shortest.values()] };
  }
}

const NONE = { seed: SEED, faults: [] };

test(`${REQUESTS} generated requests are answered as the OpenAPI document says, and none with a failure`, async () => {
  const { operations } = description;
  const each = Math.ceil(REQUESTS / operations.length);
  const plans = operations.map((o, i) => fc.sample(requests.of(o), { numRuns: each, seed: SEED + i }));
  const inTurn = Array.from({ length: each }, (_, i) => plans.map((ofOne) => ofOne[i]!)).flat();
  const faults = new Faults();
  const statuses = new Map<number, number>();
  const done = new Set<Operation>();
  await sendAll(inTurn, (plan, answer) => {
    requests.learn(plan.operation, answer);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status < 300) done.add(plan.operation);
    const fault = description.fault(plan.operation, answer, plan.content?.type);
    if (fault !== undefined) faults.add(plan, answer, fault);
  });
  expect(faults.all).toEqual(NONE);
  // What would make all of the above mean little: requests that nearly all are refused at the door.
  const taken = [...statuses].reduce((sum, [status, count]) => sum + (status < 300 ? count : 0), 0);
  expect(taken).toBeGreaterThan(REQUESTS / 10);
  expect(done.size).toBeGreaterThan(operations.length * 0.4);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([400, 401, 403, 404, 409, 413, 415, 422, 431]));
}, 480_000);

/** The places that an answer says are wrong, wherever in it. */
function toldPlaces(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { errors?: { path?: unknown }[] }).errors ?? [];
  return [
    ...own.flatMap(({ path }) => (typeof path === 'string' ? [path] : [])),
    ...Object.values(value).flatMap(toldPlaces),
  ];
}

/** What is wrong with the answer to something that is no text where a text is asked for. */
function operatorTaken({ operation, content }: Plan, answer: Answered, place: string): string | undefined {
  const fault = description.fault(operation, answer, content?.type);
  if (fault !== undefined) return fault;
  if (answer.status === 401 || answer.status === 404) return undefined;
  const isTold = toldPlaces(JSON.parse(answer.text)).some(
    (p) => p !== '' && (place.startsWith(p) || p.startsWith(place)),
  );
  return isTold ? undefined : `${place} is not told to be wrong`;
}

/** Requests as described, with operators of a query in the place of one text each. */
function withOperators(operation: Operation): { plan: Plan; place: string }[] {
  const plans = fc.sample(requests.plain(operation, true), { numRuns: 10, seed: SEED });
  const [any] = plans as [Plan, ...Plan[]];
  const found = new Map<string, { plan: Plan; place: Place }>();
  for (const plan of plans) {
    if (plan.content === undefined || !('json' in plan.content)) continue;
    const { json } = plan.content;
    const isText = (value: unknown) => typeof value === 'string' || value instanceof Later;
    for (const place of placesIn(json).filter((p) => isText(valueAt(json, p)))) {
      // Of the items of a list one is enough.
      const kind = place.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
      if (!found.has(kind)) found.set(kind, { plan, place });
    }
  }
  const inBody = [...found.values()].flatMap(({ plan, place }) =>
    OPERATORS.map((operator) => {
      const { type, json } = plan.content as { type: string; json: unknown };
      return {
        plan: { ...plan, odd: place.join('.'), content: { type, json: replaced(json, place, operator) } },
        place: place.join('.'),
      };
    }),
  );
  const inQuery = operation.inQuery.flatMap(({ name }) =>
    ['[$gt]=', '[$ne]=null', '[$where]=1', `=a&${name}=b`].map((rest) => ({
      plan: { ...any, odd: name, query: [`${name}${rest}`] },
      place: name,
    })),
  );
  return [...inBody, ...inQuery];
}

test('operators of a query are refused in the place of every text, and the answer says which place is wrong', async () => {
  const all = description.operations.flatMap(withOperators);
  const placeOf = new Map<Plan, string>(all.map(({ plan, place }) => [plan, place]));
  expect(all.length).toBeGreaterThan(200);
  const faults = new Faults();
  await sendAll([...placeOf.keys()], (plan, answer) => {
    const fault = operatorTaken(plan, answer, placeOf.get(plan)!);
    if (fault !== undefined) faults.add(plan, answer, fault);
  });
  expect(faults.all).toEqual(NONE);
}, 120_000);

test('operators in the place of a part of the path are a text like any other that leads to nothing', async () => {
  const tried = description.operations.flatMap((operation) => {
    const [plan] = fc.sample(requests.plain(operation, true), { numRuns: 1, seed: SEED }) as [Plan];
    return operation.inPath.map(({ name }) => {
      const withText = (text: string): Plan => ({ ...plan, odd: name, inPath: { ...plan.inPath, [name]: text } });
      return { unknown: withText(`unheard-of-${SEED}`), operators: OPERATORS.map((o) => withText(JSON.stringify(o))) };
    });
  });
  const expected = new Map<Plan, Answered>();
  await sendAll(
    tried.map((t) => t.unknown),
    (plan, answer) => void expected.set(plan, answer),
  );
  const unknownOf = new Map(
    tried.flatMap(({ unknown, operators }) => operators.map((plan) => [plan, unknown] as const)),
  );
  const faults = new Faults();
  await sendAll([...unknownOf.keys()], (plan, answer) => {
    const { status, text } = expected.get(unknownOf.get(plan)!)!;
    const isSame = answer.status === status && (status >= 300 || answer.text === text);
    const fault = description.fault(plan.operation, answer, plan.content?.type);
    if (!isSame || fault !== undefined)
      faults.add(plan, answer, fault ?? `not as for an unknown text, ${status}: ${text}`);
  });
  expect(faults.all).toEqual(NONE);
}, 60_000);
