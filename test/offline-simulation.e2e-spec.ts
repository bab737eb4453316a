import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AttendanceRecord, SessionFacts } from '#attendance';
import { type Answer as Answered, FetchNetwork, type Request, type Scan, type Subject } from '#scanner';
import {
  divisionsCsv,
  knownToCheckIn,
  publishSession,
  type StackInSight,
  startInSight,
  type TestStack,
  VILLAGE,
  volunteersCsv,
} from '#testing';
import { attendancesOf } from './scanning/ledger.js';
import { type Chance, chanceOf, NO_TROUBLE, Phone, type Trouble } from './scanning/phone.js';
import { act, scriptOf } from './scanning/script.js';

type Body = Record<string, unknown>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DEVICES = 10;
const PEOPLE = 20;
const PASSWORD = 'Patient-river-88';
/** By run, so that what somebody did at one session takes nothing from what he did at the other. */
const numberOf = (run: number, who: string): string => `V${run}${who.padStart(2, '0')}`;
const RUNS = [0, 1] as const;
const numbers = RUNS.flatMap((run) => Array.from({ length: PEOPLE }, (_, i) => numberOf(run, String(i))));
/** By how much each device's clock is ahead. */
const OFF = [0, 0, 5 * HOUR, -26 * HOUR, 4 * MINUTE, -40 * MINUTE, 0, 90_000, 0, 24 * 365 * HOUR];
const TROUBLE: Trouble = { reboot: 0.03, lost: 0.2, unanswered: 0.15, repeated: 0.2, hotspot: 0.05 };

const START = Math.floor(Date.now() / 1000) * 1000 + 30 * MINUTE;
const SESSION: SessionFacts = {
  ...{ startsAt: START, endsAt: START + 2 * HOUR, state: 'published', creditRule: 'check-out' },
};

let stack: TestStack;
let sight: StackInSight;
let db: ReturnType<StackInSight['database']>;
const tokens = new Map<string, string>();
const cards = new Map<string, string>();

const asAdmin = async (method: string, path: string, json?: Body): Promise<Body> => {
  const { status, body } = await stack.request(method, `/api/v1${path}`, {
    ...{ token: stack.token, ...(json === undefined ? {} : { json }) },
  });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return body as Body;
};

beforeAll(async () => {
  sight = await startInSight();
  stack = sight.stack;
  db = sight.database('check_in');
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('volunteers', volunteersCsv(numbers));
  for (const username of ['scanner', 'organiser']) {
    const grants = [{ role: username, division: VILLAGE }];
    await asAdmin('POST', '/accounts', { username, password: PASSWORD, grants });
    tokens.set(username, await stack.signIn(username, PASSWORD));
  }
  for (const no of numbers) cards.set(no, (await asAdmin('POST', `/volunteers/${no}/card`))['token'] as string);
}, 180_000);
afterAll(() => sight.stop());

async function session(run: number): Promise<string> {
  const [startsAt, endsAt] = [SESSION.startsAt, SESSION.endsAt].map((time) => new Date(time).toISOString()) as [
    string,
    string,
  ];
  const no = await publishSession(stack, { startsAt, endsAt });
  // Half of them have signed up; the others come all the same.
  for (let i = 0; i < PEOPLE; i += 2)
    await asAdmin('POST', `/sessions/${no}/sign-ups`, { volunteerNo: numberOf(run, String(i)), post: 'a' });
  await knownToCheckIn(stack, no);
  return no;
}

/** A phone and who has signed in on it; from time to time that has run out. */
class OnePhone extends Phone {
  isSignedIn = true;

  constructor(device: number, now: () => number, chance: Chance) {
    const account = device % 3 === 0 ? 'organiser' : 'scanner';
    const send = async (request: Request, cut?: AbortSignal): Promise<Answered> => {
      const network = new FetchNetwork(stack.address, () => (this.isSignedIn ? tokens.get(account) : 'x.y.z'));
      const cutOff = new Promise<never>((_, no) => cut?.addEventListener('abort', () => no(new Error('cut off'))));
      return cut === undefined ? network.send(request) : Promise.race([network.send(request), cutOff]);
    };
    super({ now: () => now() + OFF[device]!, send, ids: chance, chance });
  }
}

interface Ended {
  readonly sessionNo: string;
  readonly shown: ReadonlySet<string>;
  readonly scans: readonly Scan[];
  readonly signInsAsked: number;
  readonly reboots: number;
}

/** What ten phones have made of the same script. @param seed of everything that goes wrong */
async function play(run: number, seed: number): Promise<Ended> {
  const sessionNo = await session(run);
  const chance = chanceOf(seed);
  let now = START - 50 * MINUTE;
  const phones = Array.from({ length: DEVICES }, (_, device) => new OnePhone(device, () => now, chance));
  for (const phone of phones) phone.trouble = TROUBLE;
  const as = (subject: Subject): Subject =>
    'card' in subject
      ? { card: cards.get(numberOf(run, subject.card))! }
      : 'volunteerNo' in subject
        ? { volunteerNo: numberOf(run, subject.volunteerNo) }
        : subject;
  // All but one have taken the roster along; that one cannot verify cards.
  for (const phone of phones.slice(1)) while ('refused' in (await phone.does((s) => s.takeRoster(sessionNo))));
  const script = scriptOf(chanceOf(7), { devices: DEVICES, moments: 160, lasts: 3.6 * HOUR, people: PEOPLE });
  const shown = new Set<string>();
  let signInsAsked = 0;
  let going: Promise<unknown>[] = [];
  for (const moment of script) {
    now = START - 48 * MINUTE + moment.at;
    const phone = phones[moment.device]!;
    const made = await phone.does((s) => s.scans(sessionNo));
    const id = await phone.does((s) => act(moment, s, sessionNo, made, as));
    if (id !== undefined) shown.add(id);
    const other = phones[Math.floor(chance() * DEVICES)]!;
    if (chance() < 0.1) other.isSignedIn = chance() < 0.3;
    // Handing in goes on while others are scanned, at the same phone too.
    if (chance() < 0.5)
      going.push(
        other
          .tries((s) => s.sync())
          .then((ended) => {
            if (ended?.state === 'needs-sign-in') signInsAsked++;
          }),
      );
    if (going.length > 6) {
      await Promise.all(going);
      going = [];
    }
  }
  await Promise.all(going);
  for (const phone of phones) {
    phone.trouble = NO_TROUBLE;
    phone.isSignedIn = true;
  }
  // The rest in any order, several at once.
  const order = [...phones].sort(() => chance() - 0.5);
  for (let i = 0; i < DEVICES; i += 3)
    expect(await Promise.all(order.slice(i, i + 3).map((p) => p.does((s) => s.sync())))).toEqual(
      order.slice(i, i + 3).map(() => ({ state: 'done' })),
    );
  const overviews = await Promise.all(phones.map((p) => p.does((s) => s.overview())));
  expect(overviews.map((o) => [o.waiting, o.refused])).toEqual(phones.map(() => [0, []]));
  const scans = (await Promise.all(phones.map((p) => p.does((s) => s.scans(sessionNo))))).flat();
  return { sessionNo, shown, scans, signInsAsked, reboots: phones.reduce((n, p) => n + p.reboots, 0) };
}

/** The records of a session as they are on the server. */
async function kept(sessionNo: string): Promise<AttendanceRecord[]> {
  const found = await db.collection('records').find({ sessionNo }).toArray();
  return found.map((d) => ({
    ...{ id: String(d._id), sessionNo, volunteerNo: d['volunteerNo'] as string, kind: d['kind'] as Scan['kind'] },
    ...{ occurredAt: (d['occurredAt'] as Date).getTime(), method: d['method'] as Scan['method'] },
    ...{ deviceId: (d['deviceId'] as string | undefined) ?? '', annuls: (d['annuls'] as string | undefined) ?? '' },
    ...{ receivedAt: 0, note: '', enteredBy: '', approvedBy: '' },
  }));
}

/** What the server says of each at a session. */
async function served(sessionNo: string): Promise<ReadonlyMap<string, Body>> {
  const found = new Map<string, Body>();
  for (const no of numbers) {
    const all = (await asAdmin('GET', `/volunteers/${no}/service-record`))['attendances'] as Body[];
    const there = all.find((a) => a['sessionNo'] === sessionNo);
    if (there !== undefined) found.set(no, there);
  }
  return found;
}

test('ten phones on a bad day: every accepted scan is on the server once, every queue is empty, and the attendances are those of the rules in any order', async () => {
  const ended = [await play(0, 11), await play(1, 4_711)] as const;
  const outcomes: unknown[] = [];
  for (const [run, { sessionNo, shown, scans, signInsAsked, reboots }] of ended.entries()) {
    // It was a bad day.
    expect([signInsAsked > 0, reboots > 20, shown.size > 130]).toEqual([true, true, true]);
    const records = await kept(sessionNo);
    expect(records.map((r) => r.id).sort()).toEqual(scans.map((s) => s.id).sort());
    expect([...shown].filter((id) => !scans.some((s) => s.id === id))).toEqual([]);
    // As it was recorded by the device's own clock, whatever that said.
    const said = (r: Pick<AttendanceRecord, 'id' | 'kind' | 'occurredAt' | 'annuls' | 'deviceId'>) =>
      [r.id, r.kind, r.occurredAt, r.annuls, r.deviceId].join(' ');
    expect(records.map(said).sort()).toEqual(scans.map(said).sort());
    const byRule = attendancesOf(records, SESSION, (no) => numbers.includes(no));
    const told = await served(sessionNo);
    expect([...told.keys()].sort()).toEqual([...byRule.keys()].sort());
    for (const [no, [attendance]] of byRule) {
      const { minutes, evidence, checkedInAt } = told.get(no)!;
      expect({ minutes, evidence, checkedInAt: Date.parse(checkedInAt as string) }).toEqual({
        ...{ minutes: attendance!.minutes, evidence: attendance!.evidence, checkedInAt: attendance!.checkedInAt },
      });
    }
    expect(byRule.size).toBeGreaterThan(10);
    outcomes.push([...byRule].map(([no, of]) => [no.replace(`V${run}`, ''), { ...of[0], sessionNo: '' }]).sort());
    // Whose clock is off is flagged, and nothing of his is dropped.
    const evidence = await db.collection('evidence').find({ sessionNo }).toArray();
    const flagged = new Map(evidence.map((e) => [e['record'] as string, e['isSkewed'] as boolean]));
    const yearOff = scans.filter((s) => s.occurredAt > SESSION.endsAt + 300 * 24 * HOUR);
    expect(yearOff.length).toBeGreaterThan(0);
    expect(yearOff.map((s) => flagged.get(s.id))).toEqual(yearOff.map(() => true));
  }
  expect(outcomes[1]).toEqual(outcomes[0]);
}, 170_000);
