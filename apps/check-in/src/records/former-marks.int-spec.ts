import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Outbox } from '#feed';
import { Transactions } from '#mongo';
import { getConnectionToken } from '@nestjs/mongoose';
import { ObjectId } from 'mongodb';
import type { Connection } from 'mongoose';
import { thingsOf, ToTell } from '../telling/to-tell.repository.js';
import { checkIn, Replicas } from '../testing/replica.js';
import { FormerMarks } from './former-marks.js';
import { RecordAttendance } from './record-attendance.js';

let replicas: Replicas;
beforeAll(async () => {
  replicas = await Replicas.start(1, 0);
});
afterAll(() => replicas.end());

test('what waits in a data folder from before records were told is taken over: notices stay, attendances are told no more', async () => {
  const outbox = replicas.get(Outbox);
  await replicas.get(RecordAttendance).execute([checkIn('S', 'V')]);
  const [ofRecord] = await outbox.entries.find().toArray();
  await replicas
    .get(Transactions)
    .run((session) => outbox.add(session, [{ kind: 'attendances', key: 'p', rev: 7, attendances: [] }]));
  const marks = replicas.apps[0]!.get<Connection>(getConnectionToken(), { strict: false }).collection('marks');
  await marks.insertMany([
    { _id: new ObjectId(), told: ['r1', 'r2'] },
    { _id: new ObjectId(), sessions: ['S'] },
  ]);
  for (let i = 0; i < 2; i++) {
    await replicas.get(FormerMarks).onModuleInit();
    const due = await replicas.get(ToTell).due(new Date(), 10);
    expect(due.flatMap(thingsOf).map((thing) => thing.record)).toEqual(['r1', 'r2']);
    expect(await outbox.entries.find().toArray()).toEqual([ofRecord]);
    expect(await marks.countDocuments()).toBe(0);
  }
});
