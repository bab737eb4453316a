import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { IncomingRecord } from '#contracts';
import { Clock } from '#kernel';
import fc from 'fast-check';
import { SchedulingSink } from '../follow/sinks.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { RecordRepository } from '../records/record.repository.js';
import { checkIn, Replicas, session } from '../testing/replica.js';
import { bandOf } from './evidence.js';
import { EVIDENCE, EvidenceRepository, type EvidenceDocument } from './evidence.repository.js';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Positions } from './positions.js';

const DAY = 24 * 60 * 60 * 1000;
const SITE = { name: '村委会', latitude: 28.52, longitude: 112.16, datum: 'WGS-84', radiusMetres: 200 } as const;
const { name: _, radiusMetres: __, ...middle } = SITE;
const shown = (volunteerNo: string, confirmed = false): IncomingRecord =>
  checkIn('S', volunteerNo, {
    ...{ method: 'location', occurredAt: null, receivedAt: null, own: true, within: { divisions: [], teams: [] } },
    proof: { way: 'location', position: { ...middle, accuracyMetres: 12 }, confirmed },
  });

let replicas: Replicas;
const all = (): Promise<EvidenceDocument[]> =>
  replicas.apps[0]!.get<Model<EvidenceDocument>>(getModelToken(EVIDENCE), { strict: false }).find().lean();

beforeEach(async () => {
  replicas = await Replicas.start(1, 0);
  const policy = { ways: ['location' as const], sites: [SITE] };
  await replicas.get(SchedulingSink).apply([session('S', 1, { checkIn: policy })], { epoch: 'e', position: 1 });
});
afterEach(() => replicas.end());

test('of a position there stays after 90 days that it was inside and about how far, and the seal of what was received', async () => {
  await replicas.get(RecordAttendance).execute([shown('a')]);
  const [before] = await all();
  expect(before).toMatchObject({ inside: true, distance: 0, accuracy: 12, datum: 'WGS-84', site: '村委会' });
  expect(before!.position).toBeDefined();
  const start = Date.now();
  const at = (days: number) => Object.assign(replicas.get(Clock), { now: () => start + days * DAY });
  at(89);
  expect(await replicas.get(Positions).reduce()).toBe(0);
  at(91);
  expect(await replicas.get(Positions).reduce()).toBe(1);
  const { position: ___, distance: ____, accuracy: _____, ...stays } = before!;
  expect(await all()).toEqual([{ ...stays, band: '0-50' }]);
  expect(await replicas.get(Positions).reduce()).toBe(0);
});

test('no record is without its evidence, and none has any where nothing is known', async () => {
  const evidence = replicas.get(EvidenceRepository);
  const add = Object.getPrototypeOf(evidence).add as EvidenceRepository['add'];
  const refused = shown('a');
  Object.assign(evidence, { add: () => Promise.reject(new Error('no room')) });
  await expect(replicas.get(RecordAttendance).execute([refused])).rejects.toThrow('no room');
  expect(await replicas.get(RecordRepository).contentsOf([refused.id])).toEqual([]);
  Object.assign(evidence, { add });
  const plain = checkIn('S', 'a');
  await replicas.get(RecordAttendance).execute([refused, plain, plain]);
  expect((await all()).map((e) => e.record)).toEqual([refused.id]);
  // The same once more, with other evidence, adds none: what was received first stays.
  await replicas.get(RecordAttendance).execute([{ ...refused, clockOffset: 5 }]);
  expect(await all()).toMatchObject([{ record: refused.id }]);
  expect((await all())[0]!.clockOffset).toBeUndefined();
});

test('the same without a time, sent twice at the same moment and seconds apart, is one record', async () => {
  const clock = replicas.get(Clock);
  const start = Date.now();
  let calls = 0;
  // Each look at the clock is a second later than the one before.
  Object.assign(clock, { now: () => start + 1_000 * calls++ });
  const record = shown('a');
  const desk = replicas.get(RecordAttendance);
  const answers = await Promise.all(Array.from({ length: 6 }, () => desk.execute([record])));
  expect(
    answers
      .flat()
      .map((a) => a.status)
      .sort(),
  ).toEqual(['created', ...Array<string>(5).fill('unchanged')]);
  expect(await replicas.get(RecordRepository).contentsOf([record.id])).toHaveLength(1);
  expect(await all()).toHaveLength(1);
});

test('every distance is in the band that its ends name', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (metres) => {
      const [from, to] = bandOf(metres).split('-').map(Number);
      if (metres > 5_000) expect(bandOf(metres)).toBe('');
      else expect(metres === 0 ? from === 0 : metres > from! && metres <= to!).toBe(true);
    }),
  );
});
