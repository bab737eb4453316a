import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from '@jest/globals';
import type { IncomingRecord } from '#contracts';
import { Outbox } from '#feed';
import { Transactions } from '#mongo';
import { RegistrySink, SchedulingSink } from '../follow/sinks.js';
import { PersonRepository } from '../persons/person.repository.js';
import { AttendanceKind } from '../records/attendance.kind.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { checkIn, leads, MINUTE, Replicas, session, START } from '../testing/replica.js';
import { Recount } from './recount.js';

/*
 * Two replicas on one database. Whatever transactions that happen at the same time see of each other, in the end what was told is what the
 * records amount to.
 */
/** Small worlds with few acts each: where much happens to a person, what comes last covers up what went wrong before. */
const WORLDS = 48;
const AT_A_TIME = 16;
const TOGETHER = 4;
/** Transactions of the second replica pause for up to this long before they commit: time enough for the first's to commit and be settled. */
const PAUSE_MS = 250;

let replicas: Replicas;
/** What the second replica waits for before it commits a transaction. */
let beforeCommit = (): Promise<void> => Promise.resolve();

beforeAll(async () => {
  replicas = await Replicas.start(2, 1);
  const slow = replicas.get(Transactions, 1);
  const run = slow.run.bind(slow);
  slow.run = (work) =>
    run(async (transaction) => {
      const result = await work(transaction);
      await beforeCommit();
      return result;
    });
});
afterEach(() => {
  beforeCommit = () => Promise.resolve();
});
afterAll(() => replicas.end());

/** Persons of whom something else was told last than the records amount to. */
async function wrong(persons: string[]): Promise<unknown[]> {
  await replicas.settled();
  const { facts } = await replicas.get(Recount).page(null);
  const amounts = new Map(facts.map((f) => [f.key, f.attendances]));
  const told = await replicas.told();
  return persons.flatMap((person) => {
    const right = amounts.get(person) ?? [];
    const fact = told.get(person)?.attendances ?? [];
    return isDeepStrictEqual(fact, right) ? [] : [{ person, right, fact }];
  });
}

describe('a record, and something else that concerns its person', () => {
  interface Case {
    readonly no: string;
    /** A check-out at 60 minutes, which alone does not count. */
    readonly mine: string;
    readonly held: string;
  }
  const checkOut = (minutes: number) => ({ kind: 'check-out', occurredAt: START + minutes * MINUTE }) as const;
  const keep = (record: IncomingRecord) => replicas.get(RecordAttendance).execute([record]);
  let rev = 0;

  const cases: Record<string, { held?: Partial<IncomingRecord>; then: (c: Case) => Promise<unknown> }> = {
    'the session is cancelled': {
      then: () => replicas.get(SchedulingSink).apply([session('S', ++rev, { state: 'cancelled' })], null),
    },
    'an annulment names the record': {
      then: ({ held }) => keep(checkIn('S', 'nobody', { kind: 'annul', annuls: held })),
    },
    "another content takes the place of one of the person's records": {
      then: ({ mine }) => keep(checkIn('S', 'nobody', { id: mine, receivedAt: START - MINUTE })),
    },
    'another record of the person comes, and alone neither counts for much': {
      held: checkOut(45),
      then: ({ no }) => keep(checkIn('S', no, { occurredAt: START + 30 * MINUTE })),
    },
    'the number moves to another person': {
      then: ({ no }) => replicas.get(RegistrySink).apply([leads(no, `${no}-other`, ++rev)], null),
    },
    'the session and the person of another number come': {
      held: { volunteerNo: 'later', sessionNo: 'later' },
      then: async () => {
        await replicas.get(RegistrySink).apply([leads('later', 'later-person', ++rev)], null);
        await replicas.get(SchedulingSink).apply([session('later', ++rev)], null);
      },
    },
  };

  /** A person with one record at a session that is held. */
  async function begin(): Promise<Case & { persons: string[] }> {
    const no = `N${randomUUID()}`;
    const mine = randomUUID();
    await replicas.get(SchedulingSink).apply([session('S', ++rev)], null);
    await replicas.get(RegistrySink).apply([leads(no, `${no}-person`, ++rev)], null);
    await keep(checkIn('S', no, { id: mine, ...checkOut(60) }));
    await replicas.settled();
    return { no, mine, held: randomUUID(), persons: [`${no}-person`, `${no}-other`, 'later-person'] };
  }

  it.each(Object.keys(cases))('that comes when the record is settled: %s', async (name) => {
    const { held = {}, then } = cases[name]!;
    const c = await begin();
    await keep(checkIn('S', c.no, { id: c.held, ...held }));
    await replicas.settled();
    await then(c);
    expect(await wrong(c.persons)).toEqual([]);
  });

  it.each(Object.keys(cases))('that comes and is settled while the record is not yet committed: %s', async (name) => {
    const { held = {}, then } = cases[name]!;
    const c = await begin();
    const [reached, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    beforeCommit = () => {
      reached.resolve(undefined);
      return gate.promise;
    };
    const recording = replicas.get(RecordAttendance, 1).execute([checkIn('S', c.no, { id: c.held, ...held })]);
    await reached.promise;
    const meanwhile = then(c);
    await Promise.race([meanwhile.then(() => replicas.settled()), sleep(1_500)]);
    gate.resolve(undefined);
    await Promise.all([recording, meanwhile]);
    expect(await wrong(c.persons)).toEqual([]);
  });
});

test('a record that comes while the settler tells of another is settled too', async () => {
  await replicas.get(SchedulingSink).apply([session('during', 1)], null);
  await replicas.get(RegistrySink).apply([leads('D1', 'D1-person', 1), leads('D2', 'D2-person', 1)], null);
  await replicas.settled();
  const outbox = replicas.get(Outbox);
  const add = outbox.add.bind(outbox);
  outbox.add = async (...args) => {
    outbox.add = add;
    await replicas.get(RecordAttendance, 1).execute([checkIn('during', 'D2')]);
    return add(...args);
  };
  await replicas.get(RecordAttendance).execute([checkIn('during', 'D1')]);
  await replicas.settled();
  const told = await replicas.told();
  expect(['D1-person', 'D2-person'].map((p) => told.get(p)?.attendances.length)).toEqual([1, 1]);
});

test('two followers at once never leave a number with two persons', async () => {
  const [reached, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  beforeCommit = () => {
    reached.resolve(undefined);
    return gate.promise;
  };
  const paused = replicas.get(RegistrySink, 1).apply([leads('twice', 'first-person', 1)], null);
  await reached.promise;
  const next = replicas.get(RegistrySink).apply([leads('twice', 'second-person', 2)], null);
  await Promise.race([next, sleep(1_000)]);
  gate.resolve(undefined);
  await Promise.all([paused, next]);
  const found = await replicas
    .get(Transactions)
    .run((transaction) => replicas.get(PersonRepository).ofNumbers(['twice'], transaction));
  expect(found.map((p) => p.id)).toEqual(['second-person']);
});

const nat = (below: number): number => Math.floor(Math.random() * below);
const one = <T>(of: readonly T[]): T => of[nat(of.length)] as T;
const some = <T>(make: () => T): T[] => Array.from({ length: 1 + nat(4) }, make);

/** A few persons, numbers, sessions and ids of which everything is drawn, so that everything meets everything. */
class World {
  readonly persons: string[];
  private readonly numbers: string[];
  private readonly sessions: string[];
  private readonly ids = Array.from({ length: 8 }, () => randomUUID());
  private rev = 0;

  constructor(name: string) {
    const named = (what: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${what}${i}`);
    this.persons = named('P', 2);
    this.numbers = named('V', 3);
    this.sessions = named('S', 2);
  }

  record = (): IncomingRecord => {
    const kind = one(['check-in', 'check-in', 'check-out', 'annul'] as const);
    const at = START + nat(120) * MINUTE;
    const said = { id: one(this.ids), annuls: kind === 'annul' ? one(this.ids) : '' };
    const happened = { kind, occurredAt: at, receivedAt: at + nat(3) * MINUTE, method: one(['qr', 'paper'] as const) };
    return checkIn(one(this.sessions), one(this.numbers), { ...said, ...happened });
  };

  session = () => {
    const startsAt = START + nat(60) * MINUTE;
    return session(one(this.sessions), ++this.rev, {
      ...{ startsAt, endsAt: startsAt + (1 + nat(120)) * MINUTE },
      ...{ state: one(['ended', 'ended', 'cancelled']), creditRule: one(['check-out', 'planned-end']) },
    });
  };

  number = () => leads(one(this.numbers), one(this.persons), ++this.rev);
}

async function act(replica: number, world: World): Promise<void> {
  const what = nat(10);
  if (what < 7) await replicas.get(RecordAttendance, replica).execute(some(world.record));
  else if (what === 7) await replicas.get(SchedulingSink, replica).apply(some(world.session), null);
  else if (what === 8) await replicas.get(RegistrySink, replica).apply(some(world.number), null);
  else {
    const rows = some(world.record).map((r, i) => ({ row: i + 2, value: { ...r, receivedAt: r.receivedAt ?? START } }));
    await replicas
      .get(Transactions, replica)
      .run((transaction) => replicas.get(AttendanceKind, replica).apply(rows as never, transaction, START));
  }
}

async function live(world: World): Promise<void> {
  await replicas.get(RegistrySink).apply(some(world.number), null);
  await replicas.get(SchedulingSink).apply(some(world.session), null);
  await replicas.get(RecordAttendance).execute(some(world.record));
  await Promise.all(Array.from({ length: TOGETHER }, (_, i) => act(i % 2, world)));
}

test('whatever happens at the same time, what is derived in the end is what the records amount to', async () => {
  beforeCommit = async () => {
    if (nat(2) === 0) await sleep(nat(PAUSE_MS));
  };
  const worlds = Array.from({ length: WORLDS }, (_, i) => new World(`W${i}`));
  for (let i = 0; i < WORLDS; i += AT_A_TIME) await Promise.all(worlds.slice(i, i + AT_A_TIME).map(live));
  const persons = worlds.flatMap((w) => w.persons);
  expect(await wrong(persons)).toEqual([]);
  const told = await replicas.told();
  const attending = persons.filter((p) => (told.get(p)?.attendances.length ?? 0) > 0);
  expect(attending.length).toBeGreaterThan(WORLDS / 4);
}, 150_000);
