import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type NewAuditEntry, registry, type Scope } from '#contracts';
import { ContractClient, NatsLink } from '#messaging';
import { ownName, serviceHere } from '#testing';
import type { INestMicroservice } from '@nestjs/common';
import { type Collection, type Db, MongoClient } from 'mongodb';
import { REGISTRY_PLAN, RegistryModule } from '../registry.module.js';
import type { AuditDocument, AuditHeadDocument } from './audit.repository.js';
import { AuditLog } from './audit-log.js';

/** Two replicas on one database, and what somebody does who can write to it. */
const database = ownName();
let link: NatsLink;
let mongo: MongoClient;
let db: Db;
let entries: Collection<AuditDocument>;
let heads: Collection<AuditHeadDocument>;
const replicas: INestMicroservice[] = [];
const log = (replica = 0): AuditLog => replicas[replica]!.get(AuditLog, { strict: false });

beforeAll(async () => {
  link = await NatsLink.open(process.env['NATS_URL']!, 'registry', database);
  mongo = await MongoClient.connect(process.env['MONGODB_URI']!);
  db = mongo.db(database);
  entries = db.collection('audit');
  heads = db.collection('audit-head');
  for (let i = 0; i < 2; i++) {
    const app = await serviceHere(link, 'registry', { database, plan: REGISTRY_PLAN, modules: [RegistryModule] });
    await app.listen();
    replicas.push(app);
  }
});
afterAll(async () => {
  // One after the other: each takes its subscriptions off the link that they share.
  for (const app of replicas) await app.close();
  await db.dropDatabase();
  await mongo.close();
  await link.close();
});
beforeEach(async () => {
  await entries.deleteMany({});
  await heads.deleteMany({});
});

const entry = (change: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
  ...{ by: 'clerk', act: 'PUT /x/{no}', targets: ['S1'], because: '', of: 0, outcome: '', within: 'everywhere' },
  ...change,
});
const write = (count: number, replica = 0) => log(replica).append(Array.from({ length: count }, () => entry()));
const verify = (known: { seq: number; hash: string } | null = null) => log().verify(known);

test('what several replicas are handed at the same time gets numbers without gaps, and the chain holds', async () => {
  const appended = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const [seq] = await log(i % 2).append([entry({ by: `clerk-${i}` })]);
      return [seq, `clerk-${i}`] as const;
    }),
  );
  expect(appended.map(([seq]) => seq!).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  for (const [seq, by] of appended) expect(await entries.findOne({ _id: seq! })).toMatchObject({ by });
  expect(await verify()).toMatchObject({ head: { seq: 60 }, brokenAt: null });
});

test('a log in which nothing stands is whole', async () => {
  expect(await verify()).toEqual({ head: { seq: 0, hash: '' }, brokenAt: null });
});

test('text that no database keeps as it is does not break the chain', async () => {
  await log().append([
    entry({ by: 'a\ud800b', targets: ['\udfff', '张\0三'], act: '\ud83d\ude00', because: '\ud800' }),
  ]);
  expect(await verify()).toMatchObject({ brokenAt: null });
});

test('a reason is sealed in the database, and told to whoever reads the log', async () => {
  await log().append([entry({ because: '核对张三丰的身份' })]);
  expect(JSON.stringify(await entries.find().toArray())).not.toMatch(/张三丰/);
  const { entries: read } = await log().read({ before: null, within: 'everywhere' });
  expect(read).toMatchObject([{ seq: 1, because: '核对张三丰的身份' }]);
});

describe('whoever can write to the database, and has not the key,', () => {
  beforeEach(() => write(5));

  const ways: [string, () => Promise<unknown>, number][] = [
    ['changes an entry', () => entries.updateOne({ _id: 3 }, { $set: { by: 'somebody else' } }), 3],
    ['takes one out', () => entries.deleteOne({ _id: 2 }), 2],
    ['takes the end away', () => entries.deleteMany({ _id: { $gt: 3 } }), 4],
    ['takes all away', () => entries.deleteMany({}), 1],
    ['takes the head away', () => heads.deleteMany({}), 1],
    [
      'takes the end away and sets the head back',
      async () => {
        const { hash } = (await entries.findOne({ _id: 3 }))!;
        await entries.deleteMany({ _id: { $gt: 3 } });
        await heads.updateOne({}, { $set: { seq: 3, hash } });
      },
      4,
    ],
  ];
  test.each(ways)('%s: it is found', async (_, alter, at) => {
    await alter();
    expect(await verify()).toMatchObject({ brokenAt: at });
  });

  test('sets the whole database back to how it was: only who knows a later head finds it', async () => {
    const kept = (await heads.findOne({}))!;
    await write(2);
    const { head } = await verify();
    await entries.deleteMany({ _id: { $gt: 5 } });
    await heads.replaceOne({}, { seq: kept.seq, hash: kept.hash, seal: kept.seal });
    expect(await verify()).toMatchObject({ brokenAt: null });
    expect(await verify(head)).toMatchObject({ brokenAt: 6 });
    await write(2);
    expect(await verify(head)).toMatchObject({ brokenAt: 7 });
  });
});

describe('reading', () => {
  const told = async (asked: Partial<Parameters<AuditLog['read']>[0]>) =>
    (await log().read({ before: null, within: 'everywhere', ...asked })).entries.map((e) => e.seq);

  test('by actor, by target and by time, newest first', async () => {
    await log().append([entry({ by: 'a', targets: ['S1', 'V1'] })]);
    await log().append([entry({ by: 'b', targets: ['V1'] })]);
    await log().append([entry({ by: 'a', targets: [] })]);
    expect(await told({ by: 'a' })).toEqual([3, 1]);
    expect(await told({ target: 'V1' })).toEqual([2, 1]);
    expect(await told({ by: 'a', target: 'V1' })).toEqual([1]);
    const { at } = (await entries.findOne({ _id: 3 }))!;
    expect(await told({ from: at.getTime() + 1 })).toEqual([]);
    expect(await told({ until: at.getTime() + 1 })).toEqual([3, 2, 1]);
  });

  test('page by page, each entry once', async () => {
    await write(450);
    const seen: number[] = [];
    for (let before: number | null = null; ;) {
      const page = await log().read({ before, within: 'everywhere' });
      seen.push(...page.entries.map((e) => e.seq));
      if (page.next === null) break;
      before = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 450 }, (_, i) => 450 - i));
  });

  test('within a scope: what those did who may act there alone, by division or by the division of their team', async () => {
    const team = { name: 'T', teamType: '', category: '', foundedOn: '2020-01-01', digest: '', rev: 1, sealed: 'x' };
    await db.collection('teams').insertOne({ _id: 'T1' as never, division: '430922001002', ...team });
    const scopes: Scope[] = [
      'everywhere',
      { divisions: ['430922001001'], teams: [] },
      { divisions: ['430922001', '430922002'], teams: [] },
      { divisions: [], teams: ['T1'] },
      { divisions: ['430923'], teams: [] },
      { divisions: [], teams: ['not-known'] },
    ];
    for (const within of scopes) await log().append([entry({ within })]);
    const division = (code: string): Scope => ({ divisions: [code], teams: [] });
    expect(await told({})).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await told({ within: division('430922001') })).toEqual([4, 2]);
    expect(await told({ within: division('430922') })).toEqual([4, 3, 2]);
    expect(await told({ within: division('430922001001') })).toEqual([2]);
    expect(await told({ within: { divisions: [], teams: ['T1'] } })).toEqual([4]);
  });
});

test('over a message: an entry is answered with its number', async () => {
  const client = new ContractClient(link);
  expect(await client.call(registry.audit.append, { entries: [entry(), entry()] })).toEqual({ seqs: [1, 2] });
  expect(await client.call(registry.audit.verify, { known: null })).toMatchObject({ head: { seq: 2 }, brokenAt: null });
});
