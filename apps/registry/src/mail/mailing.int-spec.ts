import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Clock } from '#kernel';
import { NatsLink } from '#messaging';
import { Leases } from '#mongo';
import { ownName, serviceHere } from '#testing';
import { type INestMicroservice, Module } from '@nestjs/common';
import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import { MongoClient } from 'mongodb';
import type { Model } from 'mongoose';
import { Channel, Channels, type Delivery, type Letter } from './channel.js';
import { MAIL, MAIL_INDEXES, type MailDocument, MailRepository, mailSchema } from './mail.repository.js';
import { Mailing } from './mailing.js';
import { Mails } from './mails.js';
import { StillWanted } from './still-wanted.js';

/** A channel that notes what it is given and answers as it is told to. */
class NotedChannel extends Channel {
  readonly delivered: { to: string; at: number }[] = [];
  answer: (nth: number) => Delivery | Promise<Delivery> = () => 'sent';

  async deliver({ to }: Letter): Promise<Delivery> {
    this.delivered.push({ to, at: Date.now() });
    return this.answer(this.delivered.length);
  }
}

/** Everything is wanted, until it is said otherwise. */
class SaidWanted extends StillWanted {
  answer: (letter: Parameters<StillWanted['isWanted']>[0]) => Promise<boolean> = () => Promise.resolve(true);

  isWanted(letter: Parameters<StillWanted['isWanted']>[0]): Promise<boolean> {
    return this.answer(letter);
  }
}

const wanted = new SaidWanted();
const channel = new NotedChannel();
const sms = new NotedChannel();
@Module({
  imports: [MongooseModule.forFeature([{ name: MAIL, schema: mailSchema }])],
  providers: [
    ...[MailRepository, Mails, Mailing, { provide: StillWanted, useValue: wanted }],
    { provide: Channels, useValue: new Channels({ mail: channel, sms }) },
  ],
})
class OverNotedChannels {}

let database: string;
let link: NatsLink;
const replicas: INestMicroservice[] = [];

beforeEach(async () => {
  database = ownName();
  link = await NatsLink.open(process.env['NATS_URL']!, 'registry', database);
  wanted.answer = () => Promise.resolve(true);
  for (const c of [channel, sms]) {
    c.delivered.length = 0;
    c.answer = () => 'sent';
  }
});
afterEach(async () => {
  // One after the other: they share the link, which is drained once.
  for (const replica of replicas.splice(0)) await replica.close();
  const mongo = await MongoClient.connect(process.env['MONGODB_URI']!);
  await mongo.db(database).dropDatabase();
  await mongo.close();
  await link.close();
});

/** @param alwaysLeased where every replica sends, as if it had not noticed that its lease is gone */
async function replica({ alwaysLeased = false } = {}): Promise<void> {
  const plan = { mails: MAIL_INDEXES };
  const app = await serviceHere(link, 'registry', { database, plan, modules: [OverNotedChannels] });
  if (alwaysLeased) {
    const whileHeld: Leases['whileHeld'] = (_, signal, work) => work(signal);
    Object.assign(app.get(Leases, { strict: false }), { whileHeld });
  }
  await app.listen();
  replicas.push(app);
}

const first = <T>(kind: abstract new (...args: never[]) => T): T => replicas[0]!.get<T>(kind, { strict: false });
const letter = (n: number, until = Date.now() + 60_000) => ({
  ...{ id: `notice:${n}`, way: 'mail' as const, to: `v${n}@example.org`, subject: 's', text: 't', until },
  for: { person: `p${n}`, volunteerNo: `V${n}` },
});
const stored = () => replicas[0]!.get<Model<MailDocument>>(getModelToken(MAIL), { strict: false });
const states = async () => (await stored().find().sort({ _id: 1 }).lean<MailDocument[]>()).map((m) => m.state);

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${(await states()).join()}`);
    await sleep(20);
  }
}
const areAll = (state: string) => async () => (await states()).every((s) => s === state);

test('each letter is sent once, also when it is given again and two send at the same time; no address stays', async () => {
  await replica({ alwaysLeased: true });
  await replica({ alwaysLeased: true });
  const letters = Array.from({ length: 40 }, (_, i) => letter(i));
  await Promise.all([first(Mails).send(letters), first(Mails).send(letters)]);
  await until(areAll('sent'));
  await first(Mails).send(letters);
  await sleep(1_000);
  expect(channel.delivered.map((d) => d.to).sort()).toEqual(letters.map((l) => l.to).sort());
  expect(await stored().countDocuments({ sealed: { $exists: true } })).toBe(0);
});

test('what was not taken over is tried again, after a pause that grows, and what was is not', async () => {
  await replica();
  channel.answer = (nth) => (nth < 4 ? 'later' : 'sent');
  await first(Mails).send([letter(1)]);
  await until(areAll('sent'));
  const pauses = channel.delivered.slice(1).map((d, i) => d.at - channel.delivered[i]!.at);
  expect(pauses).toHaveLength(3);
  pauses.forEach((pause, i) => expect(pause).toBeGreaterThanOrEqual(1_000 * 2 ** i));
});

test.each(['refused', 'unknown'] as const)('what is %s is not sent again', async (delivery) => {
  await replica();
  channel.answer = () => delivery;
  await first(Mails).send([letter(1)]);
  await until(areAll(delivery));
  await sleep(1_500);
  expect(channel.delivered).toHaveLength(1);
});

test('what comes too late is not sent at all', async () => {
  await replica();
  await first(Mails).send([letter(1, Date.now() - 1)]);
  await until(areAll('late'));
  expect(channel.delivered).toEqual([]);
});

test('what is no longer wanted when its turn comes is dropped, and waits where that cannot be said', async () => {
  await replica();
  const asked: string[] = [];
  wanted.answer = ({ way, to, for: whom }) => {
    asked.push(JSON.stringify([way, to, whom]));
    if (asked.length === 1) return Promise.reject(new Error('the database is away'));
    return Promise.resolve(to !== 'v2@example.org');
  };
  await first(Mails).send([letter(1), letter(2)]);
  await until(async () => (await states()).join() === 'sent,dropped');
  expect(channel.delivered.map((d) => d.to)).toEqual(['v1@example.org']);
  expect(asked[0]).toBe('["mail","v1@example.org",{"person":"p1","volunteerNo":"V1"}]');
  expect(await stored().countDocuments({ sealed: { $exists: true } })).toBe(0);
});

test('what was being sent by somebody who died is given up after a while, and not sent again', async () => {
  await replica({ alwaysLeased: true });
  let release = (): void => undefined;
  channel.answer = () => new Promise((resolve) => (release = () => resolve('later')));
  await first(Mails).send([letter(1)]);
  await until(areAll('sending'));
  await replica({ alwaysLeased: true });
  const clock = replicas[1]!.get(Clock, { strict: false });
  await sleep(1_000);
  expect(await states()).toEqual(['sending']);
  Object.assign(clock, { now: () => Date.now() + 61_000 });
  await until(areAll('unknown'));
  // He was only slow: what he says now comes too late to try again.
  release();
  await sleep(1_500);
  expect([channel.delivered.length, await states()]).toEqual([1, ['unknown']]);
});

test('one way does not wait for another, and what goes by a way that is off stays until it is on', async () => {
  await replica();
  let release = (): void => undefined;
  channel.answer = () => new Promise((resolve) => (release = () => resolve('sent')));
  const others = (['sms', 'wechat'] as const).map((way) => ({ ...letter(2), id: `${way}:notice:2`, way }));
  await first(Mails).send([letter(1), ...others]);
  await until(async () => (await states()).join() === 'sending,sent,due');
  release();
  await until(async () => (await states())[0] === 'sent');
  expect([channel.delivered.length, sms.delivered.length]).toEqual([1, 1]);
});
