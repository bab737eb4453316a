import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AttendanceRecord, judge } from '#attendance';
import type { IncomingRecord } from '#contracts';
import fc from 'fast-check';
import { HistoryReader } from '../attendances/histories.js';
import { MOMENT_MS } from '../follow/moment.js';
import { RegistrySink, SchedulingSink } from '../follow/sinks.js';
import { checkIn, leads, MINUTE, Replicas, session, START } from '../testing/replica.js';
import { RecordAttendance } from './record-attendance.js';
import { RecordRepository } from './record.repository.js';

/*
 * What several devices have recorded without a network, handed in by batches to two replicas: in any order, several at once, again and again, and each batch also cut where its answer got lost
 * and was sent again in other pieces.
 */
const DEVICES = 3;
const PEOPLE = 3;

let replicas: Replicas;
let runs = 0;
let rev = 0;

beforeAll(async () => {
  replicas = await Replicas.start(2, 1);
});
afterAll(() => replicas.end());

const scan = fc.record({
  device: fc.nat({ max: DEVICES - 1 }),
  person: fc.nat({ max: PEOPLE - 1 }),
  /** Of two numbers that lead to him. */
  number: fc.nat({ max: 1 }),
  kind: fc.constantFrom('check-in', 'check-out'),
  minute: fc.integer({ min: -70, max: 190 }),
  method: fc.constantFrom('qr', 'roll-call'),
  isTakenBack: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});
const upload = fc.record({
  device: fc.nat({ max: DEVICES - 1 }),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  most: fc.integer({ min: 1, max: 10 }),
  replica: fc.nat({ max: 1 }),
});

test('the attendances are those of all records at once, whatever was handed in when, how often and in which pieces', async () => {
  let attended = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(scan, { minLength: 1, maxLength: 14 }),
      fc.array(upload, { maxLength: 12 }),
      fc.array(fc.nat({ max: DEVICES - 1 }), { minLength: DEVICES, maxLength: DEVICES }),
      async (scans, uploads, order) => {
        const sessionNo = `S${String(++runs)}`;
        const noOf = (person: number, number: number) => `${sessionNo}-${String(person)}-${String(number)}`;
        const facts = Array.from({ length: PEOPLE }, (_, p) =>
          [0, 1].map((n) => leads(noOf(p, n), `${sessionNo}-${String(p)}`, ++rev)),
        ).flat();
        await replicas.get(SchedulingSink).apply([session(sessionNo, ++rev)], null);
        await replicas.get(RegistrySink).apply(facts, null);
        // What a replica knows of them may be a moment old.
        await sleep(MOMENT_MS + 10);

        const queues: IncomingRecord[][] = Array.from({ length: DEVICES }, () => []);
        for (const { device, person, number, kind, minute, method, isTakenBack } of scans) {
          const of = { deviceId: `D${String(device)}`, isJudged: true, clockOffset: 0, receivedAt: null, method };
          const occurredAt = START + minute * MINUTE;
          const record = checkIn(sessionNo, noOf(person, number), { ...of, kind, occurredAt });
          queues[device]!.push(record);
          if (!isTakenBack) continue;
          const annulment = { ...of, kind: 'annul', annuls: record.id, occurredAt: occurredAt + 5 * MINUTE } as const;
          queues[device]!.push(checkIn(sessionNo, noOf(person, number), annulment));
        }
        const handIn = async (records: readonly IncomingRecord[], replica: number): Promise<void> => {
          if (records.length === 0) return;
          const results = await replicas.get(RecordAttendance, replica).execute(records);
          expect(results.filter((r) => !['created', 'unchanged'].includes(r.status))).toEqual([]);
        };
        // Pieces of queues, three at once; nobody knows whether an answer arrives.
        for (let i = 0; i < uploads.length; i += 3)
          await Promise.all(
            uploads.slice(i, i + 3).map(({ device, from, most, replica }) => {
              const queue = queues[device]!;
              const first = Math.floor(from * queue.length);
              return handIn(queue.slice(first, first + most), replica);
            }),
          );
        // In the end each has handed in all of it, some at once.
        await Promise.all([...order.map((d) => handIn(queues[d]!, d % 2)), handIn(queues.flat().reverse(), 1)]);

        const all = queues.flat();
        const kept = await replicas.get(RecordRepository).contentsOf(all.map((r) => r.id));
        expect(kept.map((d) => d._id).sort()).toEqual(all.map((r) => r.id).sort());
        const { judgements } = await replicas.get(HistoryReader).atSession(sessionNo);
        const annulled = new Set(all.map((r) => r.annuls));
        const plain = session(sessionNo, 1);
        for (let p = 0; p < PEOPLE; p++) {
          const own = all.filter((r) => [noOf(p, 0), noOf(p, 1)].includes(r.volunteerNo));
          const records = own.map((r): AttendanceRecord => ({ ...r, occurredAt: r.occurredAt!, receivedAt: START }));
          const byRule = judge(
            records,
            true,
            () => plain,
            (id) => annulled.has(id),
          );
          const found = judgements.get(`${sessionNo}-${String(p)}`);
          expect(found?.attendances ?? []).toEqual(byRule.attendances);
          expect(new Map([...(found?.outcomes ?? [])].sort())).toEqual(new Map([...byRule.outcomes].sort()));
          attended += byRule.attendances.length;
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(attended).toBeGreaterThan(20);
}, 120_000);
