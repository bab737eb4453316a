import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it, test } from '@jest/globals';
import type { IncomingRecord, RecordFact } from '#contracts';
import { FeedSnapshot } from '#feed';
import { Transactions } from '#mongo';
import { RegistrySink } from '../follow/sinks.js';
import { PersonRepository } from '../persons/person.repository.js';
import { checkIn, leads, MINUTE, Replicas, START } from '../testing/replica.js';
import { AttendanceKind } from './attendance.kind.js';
import type { LedgerSnapshot } from './ledger-snapshot.js';
import { RecordAttendance } from './record-attendance.js';

/*
 * Two replicas on one database. Whatever transactions that happen at the same time see of each other, in the end what was told last of each record id is the
 * content that stands.
 */
/** Small worlds with few acts each: where much happens to an id, what comes last covers up what went wrong before. */
const WORLDS = 48;
const AT_A_TIME = 16;
const TOGETHER = 4;
/** Transactions of the second replica pause for up to this long before they commit: time enough for the first's to commit. */
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

/** The ledger as it stands, by record id. */
async function stands(): Promise<Map<string, RecordFact>> {
  const snapshot = replicas.get<FeedSnapshot>(FeedSnapshot) as LedgerSnapshot;
  const facts = new Map<string, RecordFact>();
  for (let after: string | null = null; ;) {
    const { facts: page, next }: Awaited<ReturnType<LedgerSnapshot['page']>> = await snapshot.page(after);
    for (const fact of page) if (fact.kind === 'record') facts.set(fact.key, fact);
    if (next === null) return facts;
    after = next;
  }
}

/** What was told last of each id, where all that was told of it as one revision is the same. */
async function toldLast(): Promise<Map<string, RecordFact>> {
  const last = new Map<string, RecordFact>();
  const byRevision = new Map<string, RecordFact>();
  for (const fact of await replicas.told()) {
    const revision = `${fact.key} ${fact.rev}`;
    expect(fact).toEqual(byRevision.get(revision) ?? fact);
    byRevision.set(revision, fact);
    if (fact.rev > (last.get(fact.key)?.rev ?? 0)) last.set(fact.key, fact);
  }
  return last;
}

const keep = (record: IncomingRecord, replica = 0) => replicas.get(RecordAttendance, replica).execute([record]);

/** Under one id: what a transaction of the second replica does that has not committed yet, and what the first does meanwhile. */
const cases: Record<string, (first: IncomingRecord) => { held: IncomingRecord; meanwhile: IncomingRecord }> = {
  'two further contents': (first) => ({
    held: { ...first, note: 'b', receivedAt: START - MINUTE },
    meanwhile: { ...first, note: 'c', receivedAt: START - 2 * MINUTE },
  }),
  'a further content, and the first with an earlier receipt': (first) => ({
    held: { ...first, note: 'b', receivedAt: START - MINUTE },
    meanwhile: { ...first, receivedAt: START - 2 * MINUTE },
  }),
  'the first with an earlier receipt, and a further content': (first) => ({
    held: { ...first, receivedAt: START - 2 * MINUTE },
    meanwhile: { ...first, note: 'b', receivedAt: START - MINUTE },
  }),
  'an annulment that takes the place of a check-in, and the check-in with an earlier receipt': (first) => ({
    held: { ...first, kind: 'annul', annuls: randomUUID(), receivedAt: START - MINUTE },
    meanwhile: { ...first, receivedAt: START - MINUTE },
  }),
};

it.each(Object.keys(cases))('at the same time under one id: %s', async (name) => {
  for (const isThere of [true, false]) {
    const first = checkIn('S', 'V', { id: randomUUID() });
    if (isThere) await keep(first);
    const { held, meanwhile } = cases[name]!(first);
    const [reached, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    beforeCommit = () => {
      reached.resolve(undefined);
      return gate.promise;
    };
    const recording = keep(held, 1);
    await reached.promise;
    const other = keep(meanwhile);
    await Promise.race([other, sleep(300)]);
    gate.resolve(undefined);
    await Promise.all([recording, other]);
    beforeCommit = () => Promise.resolve();
    const fact = (await stands()).get(first.id);
    expect(fact).toBeDefined();
    expect((await toldLast()).get(first.id)).toEqual(fact);
  }
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

/** A few ids, of whose records everything is drawn, so that everything meets everything. */
class World {
  private readonly ids = Array.from({ length: 4 }, () => randomUUID());

  record = (): IncomingRecord => {
    const kind = one(['check-in', 'check-in', 'check-out', 'annul'] as const);
    const at = START + nat(120) * MINUTE;
    const said = { id: one(this.ids), annuls: kind === 'annul' ? one(this.ids) : '' };
    const happened = { kind, occurredAt: at, receivedAt: at + nat(3) * MINUTE, method: one(['qr', 'paper'] as const) };
    return checkIn(one(['S', 'T']), one(['V', 'W']), { ...said, ...happened });
  };
}

async function act(replica: number, world: World): Promise<void> {
  if (nat(4) > 0) {
    await replicas.get(RecordAttendance, replica).execute(some(world.record));
    return;
  }
  const rows = some(world.record).map((r, i) => ({ row: i + 2, value: { ...r, receivedAt: r.receivedAt ?? START } }));
  await replicas
    .get(Transactions, replica)
    .run((transaction) => replicas.get(AttendanceKind, replica).apply(rows as never, transaction, START));
}

async function live(world: World): Promise<void> {
  await replicas.get(RecordAttendance).execute(some(world.record));
  await Promise.all(Array.from({ length: TOGETHER }, (_, i) => act(i % 2, world)));
}

test('whatever happens at the same time, what was told last of each id is the content that stands', async () => {
  beforeCommit = async () => {
    if (nat(2) === 0) await sleep(nat(PAUSE_MS));
  };
  const worlds = Array.from({ length: WORLDS }, () => new World());
  for (let i = 0; i < WORLDS; i += AT_A_TIME) await Promise.all(worlds.slice(i, i + AT_A_TIME).map(live));
  const [ledger, told] = [await stands(), await toldLast()];
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(ledger));
  expect(ledger.size).toBeGreaterThan(WORLDS);
  expect([...ledger.values()].filter((f) => f.rev > 1).length).toBeGreaterThan(WORLDS / 4);
}, 150_000);
