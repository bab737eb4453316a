import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Clock, DomainError } from '#kernel';
import { NatsLink } from '#messaging';
import { ownName, serviceHere } from '#testing';
import { type INestMicroservice, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { MongoClient } from 'mongodb';
import { Policies, POLICY, policySchema } from '../policies/policies.js';
import { TEXT_LIMIT, TextLimit, textLimitSchema } from './text-limit.js';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: TEXT_LIMIT, schema: textLimitSchema },
      { name: POLICY, schema: policySchema },
    ]),
  ],
  providers: [TextLimit, Policies],
})
class LimitModule {}

const database = ownName();
let link: NatsLink;
let app: INestMicroservice;
beforeAll(async () => {
  link = await NatsLink.open(process.env['NATS_URL']!, 'registry', database);
  app = await serviceHere(link, 'registry', {
    database,
    plan: { 'text-limits': [], policies: [] },
    modules: [LimitModule],
  });
  await app.listen();
});
afterAll(async () => {
  await app.close();
  const mongo = await MongoClient.connect(process.env['MONGODB_URI']!);
  await mongo.db(database).dropDatabase();
  await mongo.close();
  await link.close();
});

test('whoever asks for codes, at the same moment too, has as many sent in a name as the policy allows a day', async () => {
  const limit = app.get(TextLimit, { strict: false });
  const clock = app.get(Clock, { strict: false });
  let now = Date.parse('2026-03-01T22:00:00+08:00');
  Object.assign(clock, { now: () => now });
  const tried = async (name: string, times: number) => {
    const results = await Promise.allSettled(Array.from({ length: times }, () => limit.count(name)));
    const failed = results.flatMap((r) => (r.status === 'rejected' ? [r.reason as DomainError] : []));
    return { sent: times - failed.length, seconds: failed[0]?.details['seconds'] };
  };
  expect(await tried('v0', 30)).toEqual({ sent: 10, seconds: 2 * 3600 });
  expect((await tried('v1', 3)).sent).toBe(3);
  now += 2 * 3_600_000;
  expect((await tried('v0', 30)).sent).toBe(10);
});
