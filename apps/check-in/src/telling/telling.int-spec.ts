import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Notice } from '#contracts';
import { ContractClient } from '#messaging';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { MOMENT_MS } from '../follow/moment.js';
import { RegistrySink, SchedulingSink } from '../follow/sinks.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { checkIn, leads, Replicas, session } from '../testing/replica.js';
import { TO_TELL, ToTell, type ToTellDocument } from './to-tell.repository.js';

let replicas: Replicas;
const given: Notice[] = [];

beforeAll(async () => {
  replicas = await Replicas.start(1, 1);
  const call = ({ subject }: { subject: string }, { notices = [] }: { notices?: Notice[] }) => {
    expect(notices.length).toBeLessThanOrEqual(200);
    if (subject === 'registry.v1.notices.give') given.push(...notices);
    return Promise.resolve(subject === 'registry.v1.policies.find' ? { policies: [] } : {});
  };
  Object.assign(replicas.get(ContractClient), { call });
  await replicas.get(SchedulingSink).apply([session('S', 1)], null);
  const known = Array.from({ length: 450 }, (_, i) => leads(`V${String(i)}`, `person-${String(i)}`, 1));
  await replicas.get(RegistrySink).apply(known, null);
  await sleep(2 * MOMENT_MS);
});
afterAll(() => replicas.end());

const entries = () => replicas.get(ToTell).due(new Date(Date.now() + 60_000), 100);
const collection = () => replicas.apps[0]!.get<Model<ToTellDocument>>(getModelToken(TO_TELL), { strict: false });
const judged = (volunteerNo: string) => checkIn('S', volunteerNo, { isJudged: true, method: 'roll-call' });

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    expect(Date.now()).toBeLessThan(end);
    await sleep(20);
  }
}

test('of the records of one transaction everybody is told who is known, the others once they are', async () => {
  const nobodys = judged('W');
  const records = Array.from({ length: 450 }, (_, i) => judged(`V${String(i)}`));
  await replicas.get(RecordAttendance).execute([...records.slice(0, 300), nobodys, ...records.slice(300)]);
  await until(async () => (await entries()).every((e) => e.records?.length === 1));
  expect(new Set(given.map((n) => `${n.person} ${n.recordId!}`))).toEqual(
    new Set(records.map((r, i) => `person-${String(i)} ${r.id}`)),
  );
  expect(await entries()).toMatchObject([{ records: [nobodys.id] }]);

  await replicas.get(RegistrySink).apply([leads('W', 'person-W', 1)], null);
  await sleep(2 * MOMENT_MS);
  await collection().updateMany({}, { $set: { dueAt: new Date() } });
  await until(async () => (await entries()).length === 0);
  expect(given.at(-1)).toMatchObject({ person: 'person-W', recordId: nobodys.id, kind: 'checked_in' });
});

test('an entry from before one could name several records is told under the same id', async () => {
  const record = judged('V1');
  await replicas.get(RecordAttendance).execute([record]);
  const of = () => given.filter((n) => n.recordId === record.id);
  await until(() => of().length === 1);
  const now = new Date();
  await collection().create({ _id: `record ${record.id}`, record: record.id, at: now, dueAt: now });
  await until(() => of().length === 2);
  expect(of()[1]).toEqual(of()[0]);
  await until(async () => (await entries()).length === 0);
});
