import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judge } from './judge.js';
import type { SessionFacts } from './session.js';
import { type AttendanceRecord, contentText, standing } from './record.js';

const HOUR = 3_600_000;
const START = Date.UTC(2022, 11, 31, 14);
const session = (after: number, creditRule: SessionFacts['creditRule'], state: SessionFacts['state'] = 'ended') => ({
  startsAt: START + after * HOUR,
  endsAt: START + (after + 2) * HOUR,
  creditRule,
  state,
});
const SESSIONS = new Map<string, SessionFacts>([
  ['S1', session(0, 'check-out')],
  ['S2', session(1, 'planned-end')],
  ['S3', session(1, 'planned-end', 'cancelled')],
]);

const IDS = ['i1', 'i2', 'i3', 'i4', 'i5', 'i6'];
const record: fc.Arbitrary<AttendanceRecord> = fc.record({
  id: fc.constantFrom(...IDS),
  sessionNo: fc.constantFrom('S1', 'S2', 'S2', 'S3', 'S4'),
  volunteerNo: fc.constantFrom('V1', 'V2'),
  kind: fc.constantFrom('check-in', 'check-in', 'check-out', 'annul'),
  occurredAt: fc.integer({ min: -5, max: 18 }).map((n) => START + n * 900_000),
  method: fc.constantFrom('qr', 'paper', 'back-fill'),
  deviceId: fc.constantFrom('', '😀', '\uff21'),
  enteredBy: fc.constantFrom('', '甲'),
  approvedBy: fc.constantFrom('', '甲', '乙'),
  annuls: fc.constantFrom(...IDS),
  note: fc.constant(''),
  receivedAt: fc.integer({ min: 1, max: 3 }),
});

/** What is kept of records that came in pieces: per id every content with its earliest receipt. */
type Kept = Map<string, Map<string, AttendanceRecord>>;

function take(kept: Kept, piece: readonly AttendanceRecord[]): Kept {
  for (const r of piece) {
    const contents = kept.get(r.id) ?? new Map<string, AttendanceRecord>();
    kept.set(r.id, contents);
    const there = contents.get(contentText(r));
    contents.set(contentText(r), there === undefined ? r : standing([there, r]));
  }
  return kept;
}

/** Everything that rests on what is kept, in a form that can be compared. */
function amounts(kept: Kept, shuffle: <T>(items: T[]) => T[]) {
  const stand = shuffle(
    [...kept.values()].map((contents) => standing([...contents.values()] as [AttendanceRecord, ...AttendanceRecord[]])),
  );
  const annulled = new Set(stand.filter((r) => r.kind === 'annul').map((r) => r.annuls));
  const { outcomes, attendances } = judge(
    stand,
    true,
    (no) => SESSIONS.get(no),
    (id) => annulled.has(id),
  );
  return {
    stand: [...stand].sort((a, b) => (a.id < b.id ? -1 : 1)),
    outcomes: Object.fromEntries(outcomes),
    attendances,
  };
}

test('any permutation, any repetition and any cutting of the records amounts to the same', () => {
  const arrivals = fc.array(record, { maxLength: 16, size: 'max' }).chain((records) =>
    fc.record({
      records: fc.constant(records),
      again: fc.shuffledSubarray([...records, ...records]).map((more) => [...records, ...more]),
      cuts: fc.array(fc.nat(50), { maxLength: 4 }),
      order: fc.infiniteStream(fc.nat(1_000_000)),
    }),
  );
  fc.assert(
    fc.property(arrivals, ({ records, again, cuts, order }) => {
      const shuffle = <T>(items: T[]): T[] =>
        items
          .map((item) => ({ item, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item);
      const kept: Kept = new Map();
      const arriving = shuffle(again);
      const ends = [...cuts, arriving.length].sort((a, b) => a - b);
      let from = 0;
      for (const end of ends) {
        take(kept, arriving.slice(from, end));
        from = end;
      }
      expect(amounts(kept, shuffle)).toEqual(amounts(take(new Map(), records), (items) => items));
    }),
    { numRuns: 1_000 },
  );
});
