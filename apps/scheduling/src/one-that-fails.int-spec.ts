import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NatsLink } from '#messaging';
import { ownName, serviceHere } from '#testing';
import type { INestMicroservice } from '@nestjs/common';
import { type Collection, type Db, MongoClient } from 'mongodb';
import type { PlanDocument } from './planning/plan.repository.js';
import { SCHEDULING_PLAN, SchedulingModule } from './scheduling.module.js';

const database = ownName();
const HOUR = 3_600_000;
let link: NatsLink;
let app: INestMicroservice;
let mongo: MongoClient;
let db: Db;
let plans: Collection<PlanDocument>;

beforeAll(async () => {
  link = await NatsLink.open(process.env['NATS_URL']!, 'scheduling', database);
  mongo = await MongoClient.connect(process.env['MONGODB_URI']!);
  db = mongo.db(database);
  plans = db.collection('plans');
  app = await serviceHere(link, 'scheduling', { database, plan: SCHEDULING_PLAN, modules: [SchedulingModule] });
  await app.listen();
});
afterAll(async () => {
  await app.close();
  await db.dropDatabase();
  await mongo.close();
  await link.close();
});

const at = (hours: number): Date => new Date(Date.now() + hours * HOUR);
/** A published session, and a reservation at it that has ended. */
const planOf = (_id: string, begins: number): PlanDocument => ({
  ...{ _id, stage: 'published', name: '清扫', campaign: '', category: '', teamNo: '', division: '', place: '' },
  ...{ creditRule: 'planned-end', risks: '', safeguards: '', exclusions: [], startsAt: at(begins), endsAt: at(9) },
  posts: [{ id: 'a', name: '清扫', capacity: 3, qualifications: [] }],
  rules: {
    ...{ opensAt: null, closesAt: at(begins).getTime(), cancelUntil: at(begins).getTime() },
    ...{ minimumAge: 16, maximumAge: null, offerMinutes: 30 },
  },
  reservations: [{ team: 'T', post: 'a', places: 2, until: at(-1).getTime() }],
  ...{ lastOrder: 0, acts: 0, plannedBy: 'x' },
});
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds());) {
    expect(Date.now()).toBeLessThan(end);
    await sleep(50);
  }
}

test('a session that always fails holds up none of the others, be they more than many', async () => {
  // In whatever order they are looked at, some that fail come before the one that does not.
  const broken = Array.from({ length: 120 }, (_, i) => `${i < 60 ? 'A' : 'Z'}${i}`);
  await db.collection('sessions').insertMany([...broken.map((no) => ({ _id: no as never, rev: 1 }))]);
  const begun = { _id: 'M' as never, rev: 1, startsAt: at(-1), endsAt: at(9) };
  await db.collection('sessions').insertOne(begun);
  // Nothing can be told of a session without a start, and no roster be made of one without posts.
  const toCome = broken.slice(0, 10).map((no) => ({ ...planOf(`R${no}`, 5), posts: null as never }));
  await plans.insertMany([...broken.map((no) => planOf(no, -1)), ...toCome, planOf('M', -1), planOf('RM', 5)]);
  await until(async () => (await plans.findOne({ _id: 'M' }))?.stage === 'running');
  await until(async () => (await plans.findOne({ _id: 'RM' }))?.reservations?.length === 0);
  expect(await plans.countDocuments({ _id: { $in: broken }, stage: 'published' })).toBe(broken.length);
}, 60_000);
