import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AttendanceRecord, judge } from '#attendance';
import type { IncomingRecord, RecordResult } from '#contracts';
import fc from 'fast-check';
import { MOMENT_MS } from '../follow/moment.js';
import { RegistrySink, SchedulingSink } from '../follow/sinks.js';
import { checkIn, leads, MINUTE, Replicas, session, START } from '../testing/replica.js';
import { RecordAttendance } from './record-attendance.js';

/* What is answered of a batch: of few records what is beside them is read by one question, of many off the index first. */
let replicas: Replicas;
let worlds = 0;
let rev = 0;

beforeAll(async () => {
  replicas = await Replicas.start(1, 1);
});
afterAll(() => replicas.end());

const said = fc.record({
  /** Of two numbers that lead to him. */
  number: fc.nat({ max: 1 }),
  session: fc.nat({ max: 2 }),
  kind: fc.constantFrom('check-in', 'check-out'),
  minute: fc.integer({ min: -70, max: 190 }),
});
const person = fc.record({
  before: fc.array(said, { maxLength: 3 }),
  isFirstTakenBack: fc.boolean(),
  /** Before it is there. */
  isNextTakenBack: fc.boolean(),
  now: fc.array(said, { minLength: 1, maxLength: 3 }),
});

test.each([
  ['few', 3, 12, 8],
  ['many', 70, 110, 4],
])(
  'of %s records each answer is what the record amounts to beside all that is there',
  async (_name, minLength, maxLength, numRuns) => {
    const seen = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength, maxLength }), fc.boolean(), async (people, isRepeated) => {
        const world = `${minLength}-${String(++worlds)}`;
        const sessionNo = (n: number) => `${world}-S${String(n)}`;
        const noOf = (p: number, n: number) => `${world}-${String(p)}-${String(n)}`;
        const record = (p: number, { number, session, kind, minute }: (typeof people)[number]['now'][number]) =>
          checkIn(sessionNo(session), noOf(p, number), { kind, occurredAt: START + minute * MINUTE });
        const sessions = [0, 1, 2].map((n) => session(sessionNo(n), ++rev));
        await replicas.get(SchedulingSink).apply(sessions, null);
        const numbers = people.flatMap((_, p) => [0, 1].map((n) => leads(noOf(p, n), `${world}-${String(p)}`, ++rev)));
        await replicas.get(RegistrySink).apply(numbers, null);
        // What a replica knows of them may be a moment old.
        await sleep(MOMENT_MS + 10);

        const before = people.map(({ before }, p) => before.map((r) => record(p, r)));
        const now = people.map(({ now }, p) => now.map((r) => record(p, r)));
        // Whatever an annulment says of its own number and session.
        const takenBack = people.flatMap(({ isFirstTakenBack, isNextTakenBack }, p): IncomingRecord[] =>
          [...(isFirstTakenBack ? before[p]!.slice(0, 1) : []), ...(isNextTakenBack ? now[p]!.slice(0, 1) : [])].map(
            (r) => checkIn(`${world}-S9`, `${world}-0-0`, { kind: 'annul', annuls: r.id }),
          ),
        );
        const execute = (records: IncomingRecord[]) => replicas.get(RecordAttendance).execute(records);
        await execute([...before.flat(), ...takenBack]);
        // What is there already, so that all is read again once it is written.
        const again = isRepeated ? before.flat().slice(0, 1) : [];
        const answers = new Map((await execute([...now.flat(), ...again])).map((answer) => [answer.id, answer]));
        for (const { id } of again) expect(answers.get(id)).toMatchObject({ status: 'unchanged' });

        const annulled = new Set(takenBack.map((r) => r.annuls));
        for (const [p] of people.entries()) {
          const { outcomes, attendances } = judge(
            [...before[p]!, ...now[p]!].map((r): AttendanceRecord => ({
              ...r,
              occurredAt: r.occurredAt!,
              receivedAt: 0,
            })),
            true,
            (no) => sessions.find(({ key }) => key === no),
            (id) => annulled.has(id),
          );
          for (const { id, sessionNo: at } of now[p]!) {
            const outcome = outcomes.get(id)!;
            const attendance = attendances.find((a) => a.sessionNo === at);
            const expected: RecordResult = {
              ...{ id, status: 'created', outcome: outcome === 'counted' ? 'counted' : 'not-counted' },
              ...(outcome === 'counted' || outcome === 'annulment' ? {} : { reason: outcome }),
            };
            const { attendance: told, ...answer } = answers.get(id)!;
            expect(answer).toEqual(expected);
            expect(told).toEqual(
              attendance === undefined
                ? undefined
                : {
                    ...{ sessionNo: at, evidence: attendance.evidence, checkedInAt: attendance.checkedInAt },
                    ...(attendance.checkedOutAt === undefined ? {} : { checkedOutAt: attendance.checkedOutAt }),
                  },
            );
            seen.add(answer.reason ?? answer.outcome);
          }
        }
      }),
      { numRuns, endOnFailure: true },
    );
    expect([...seen].sort()).toEqual(['annulled', 'counted', 'no_check_in', 'outside_window']);
  },
  120_000,
);
