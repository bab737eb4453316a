import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { METHODS } from '#attendance';
import { type Flag, type Observed, type ObservedSession, writtenAt } from './observed.js';
import { bursts, type ByHand } from './of-accounts.js';
import { impossibleTravel } from './of-persons.js';
import { anomaliesOfSession } from './of-session.js';

const MINUTE = 60_000;
const START = Date.parse('2022-05-01T09:00:00+08:00');
const SESSION = { shared_device_accounts: 3, equal_positions: 3, equal_hours: 3, back_fill_percent: 30 };
const TRAVEL = { travel_kmh: 120 };
const BURST = { burst_minutes: 10, burst_records: 4, burst_sessions: 2 };

let made = 0;
/** A check-in by roll-call at the start; each of another person. */
function observed(change: Partial<Observed> = {}): Observed {
  const n = String(made++);
  return {
    ...{ id: n, sessionNo: 'S', person: `p${n}`, volunteerNo: `V${n}`, kind: 'check-in', occurredAt: START },
    ...{ method: 'roll-call', deviceId: '', account: 'leader', storedAt: START },
    ...change,
  };
}
const some = (count: number, change: (i: number) => Partial<Observed>) =>
  Array.from({ length: count }, (_, i) => observed(change(i)));
const reasons = (flags: readonly Flag[]) => flags.map((f) => f.reason);

const sessions = new Map<string, ObservedSession>(
  ['A', 'B', 'C'].map((sessionNo, i) => [
    sessionNo,
    {
      ...{ sessionNo, startsAt: START, endsAt: START + 120 * MINUTE, creditRule: 'check-out', teamNo: '' },
      division: ['430922001001', '430922001002', '430922002001'][i]!,
    },
  ]),
);

describe('one device for many people', () => {
  const own = (i: number) => ({ method: 'qr', account: `of-${i}`, deviceId: 'D' }) as const;
  test('is flagged where each has checked in by his own account, from so many accounts on', () => {
    expect(reasons(anomaliesOfSession('S', some(2, own), SESSION))).toEqual([]);
    const [found] = anomaliesOfSession('S', some(3, own), SESSION);
    expect(found).toMatchObject({ reason: 'shared_device', measured: 3, sessionNos: ['S'] });
  });
  test('is no matter where one who may scans them all, or a file brings them', () => {
    for (const account of ['scanner', 'import'])
      expect(
        anomaliesOfSession(
          'S',
          some(30, (i) => ({ ...own(i), account })),
          SESSION,
        ),
      ).toEqual([]);
  });
});

test('equal coordinates of so many people are flagged, those nearly equal are not', () => {
  const at = (coordinates: string) => () => ({ method: 'location', coordinates }) as const;
  expect(reasons(anomaliesOfSession('S', some(3, at('28.5,112.1')), SESSION))).toEqual(['equal_positions']);
  const near = [...some(2, at('28.5,112.1')), ...some(2, at('28.5,112.10001'))];
  expect(anomaliesOfSession('S', near, SESSION)).toEqual([]);
});

test('equal hours are flagged where they were all written down by hand, and told apart by in and out', () => {
  const pairs = (count: number, change: Partial<Observed>, out = 120) =>
    some(count, () => change).flatMap((r) => [
      r,
      { ...r, id: `${r.id}-out`, kind: 'check-out' as const, occurredAt: START + out * MINUTE },
    ]);
  expect(reasons(anomaliesOfSession('S', pairs(3, { method: 'paper' }), SESSION))).toEqual(['equal_hours']);
  expect(anomaliesOfSession('S', pairs(3, { method: 'qr' }), SESSION)).toEqual([]);
  expect(anomaliesOfSession('S', [...pairs(2, {}), ...pairs(2, {}, 119)], SESSION)).toEqual([]);
});

test('back-fill is flagged above its share of the attendances, not at it, and not of who checked in otherwise too', () => {
  const filled = some(3, () => ({ method: 'back-fill' }));
  expect(anomaliesOfSession('S', [...filled, ...some(7, () => ({}))], SESSION)).toEqual([]);
  const [found] = anomaliesOfSession('S', [...filled, ...some(6, () => ({}))], SESSION);
  expect(found).toMatchObject({ reason: 'back_fill_share', measured: 33 });
  const twice = filled.map((r) => observed({ person: r.person, method: 'qr' }));
  expect(anomaliesOfSession('S', [...filled, ...twice, ...some(6, () => ({}))], SESSION)).toEqual([]);
});

test('a device whose clock was off is flagged once for each account, by how much at most', () => {
  const off = (minutes: number, account: string) => observed({ account, clockOffset: minutes * MINUTE });
  const found = anomaliesOfSession('S', [off(-6, 'a'), off(24.5, 'a'), off(7, 'b'), observed()], SESSION);
  expect(found.map((f) => [f.reason, f.account, f.measured, f.volunteerNos.length])).toEqual([
    ['clock_skew', 'a', 25, 2],
    ['clock_skew', 'b', 7, 1],
  ]);
});

describe('impossible travel', () => {
  const at = (sessionNo: string, minutes: number, change: Partial<Observed> = {}) =>
    observed({ sessionNo, person: 'p', volunteerNo: 'V', occurredAt: START + minutes * MINUTE, ...change });
  const place = (kilometres: number) => ({ latitude: 28 + kilometres / 111.195, longitude: 112 });
  test('is flagged where the distance between two check-ins is more than the speed allows', () => {
    const pair = (kilometres: number, minutes: number) => [
      at('A', 0, { place: place(0) }),
      at('B', minutes, { place: place(kilometres) }),
    ];
    expect(impossibleTravel(sessions, pair(30, 10), TRAVEL)).toMatchObject([
      { reason: 'impossible_travel', sessionNos: ['A', 'B'], measured: 180 },
    ]);
    expect(impossibleTravel(sessions, pair(15, 10), TRAVEL)).toEqual([]);
    // Side by side one is at two sessions at once.
    expect(impossibleTravel(sessions, pair(1, 0), TRAVEL)).toEqual([]);
  });
  test('is flagged without positions where somebody is present in two townships at once', () => {
    const there = (no: string, from: number, to: number) => [at(no, from), at(no, to, { kind: 'check-out' })];
    expect(impossibleTravel(sessions, [...there('A', 0, 60), ...there('C', 30, 90)], TRAVEL)).toHaveLength(1);
    expect(impossibleTravel(sessions, [...there('A', 0, 60), ...there('C', 60, 90)], TRAVEL)).toEqual([]);
    expect(impossibleTravel(sessions, [...there('A', 0, 60), ...there('B', 30, 90)], TRAVEL)).toEqual([]);
  });
});

describe('a burst', () => {
  const byHand = (sessionNo: string, n: number, minutes: number, account = 'office'): ByHand => ({
    ...{ id: `${sessionNo}${n}`, sessionNo, volunteerNo: `V${n}`, account, writtenAt: START + minutes * MINUTE },
  });
  test('is many people of several sessions within minutes by one account', () => {
    const all = [byHand('A', 1, 0), byHand('A', 2, 1), byHand('B', 1, 5), byHand('B', 2, 10)];
    expect(bursts(all, BURST)).toMatchObject([{ reason: 'burst', account: 'office', measured: 4 }]);
    expect(bursts([...all.slice(1), byHand('A', 1, -1)], BURST)).toEqual([]);
    expect(
      bursts(
        all.map((r) => ({ ...r, sessionNo: 'A' })),
        BURST,
      ),
    ).toEqual([]);
    expect(
      bursts(
        all.map((r) => ({ ...r, account: 'import' })),
        BURST,
      ),
    ).toEqual([]);
  });
  test('is none where a device without a network called the roll of each session when it was, and hands all of it in at once', () => {
    const called = (change: (i: number) => Partial<Observed>) =>
      bursts(
        some(6, (i) => ({ sessionNo: 'ABC'[i % 3]!, ...change(i) })).map((r) => ({ ...r, writtenAt: writtenAt(r) })),
        BURST,
      );
    const hours = (i: number) => ({ occurredAt: START + (i % 3) * 180 * MINUTE, storedAt: START + 600 * MINUTE });
    expect(called((i) => ({ ...hours(i), deviceId: 'phone' }))).toEqual([]);
    // What is typed in at a desk, or from a sheet, says when it happened and not when it was written down.
    expect(called(hours)).toHaveLength(1);
    expect(called((i) => ({ ...hours(i), deviceId: 'phone', method: 'paper' }))).toHaveLength(1);
    // Nobody calls the roll of three sessions at once, whenever it is handed in.
    const atOnce = (i: number) => ({ deviceId: 'phone', storedAt: START + i * 60 * MINUTE });
    expect(called(atOnce)).toHaveLength(1);
  });
});

const one = fc.record({
  id: fc.uuid(),
  sessionNo: fc.constantFrom('A', 'B', 'C'),
  person: fc.constantFrom('p', 'q', 'r', 's', 't'),
  volunteerNo: fc.constantFrom('V1', 'V2', 'V3', 'V4'),
  kind: fc.constantFrom('check-in' as const, 'check-out' as const),
  occurredAt: fc.nat(3).map((n) => START + n * 30 * MINUTE),
  method: fc.constantFrom(...METHODS),
  deviceId: fc.constantFrom('', 'D'),
  account: fc.constantFrom('a', 'b', 'c', 'import'),
  storedAt: fc.nat(20).map((n) => START + n * MINUTE),
  place: fc.constantFrom({ latitude: 28, longitude: 112 }, { latitude: 28.5, longitude: 112 }),
  coordinates: fc.constantFrom('x', 'y'),
  clockOffset: fc.constantFrom(-400_000, 400_000),
});
const many = fc.uniqueArray(one, { selector: (r) => r.id, maxLength: 40, size: 'max' });

const byHand = (r: Observed): ByHand => ({ ...r, writtenAt: writtenAt(r) });

/** Everything that is found, as it would be kept. */
function found(records: readonly Observed[]): Flag[] {
  const ofSessions = [...Map.groupBy(records, (r) => r.sessionNo)].flatMap(([no, all]) =>
    anomaliesOfSession(no, all, { ...SESSION, equal_hours: 2 }),
  );
  return [...ofSessions, ...impossibleTravel(sessions, records, TRAVEL), ...bursts(records.map(byHand), BURST)];
}
const keyOf = (f: Flag) => `${f.reason} ${f.subject}`;
const inOrder = (flags: readonly Flag[]) => flags.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

describe('whatever the records', () => {
  test('in whatever order they are read, the same flags come of them, each once', () => {
    fc.assert(
      fc.property(many, fc.func(fc.integer()), (records, weight) => {
        const flags = found(records);
        expect(new Set(flags.map(keyOf)).size).toBe(flags.length);
        const shuffled = records.toSorted((a, b) => weight(a.id) - weight(b.id));
        expect(inOrder(found(shuffled))).toEqual(inOrder(flags));
      }),
      { numRuns: 300 },
    );
    // Were some never found, all of this would mean little.
    const reasons = fc
      .sample(many, { seed: 1, numRuns: 1_000 })
      .flatMap((records) => found(records).map((f) => f.reason));
    expect(new Set(reasons).size).toBe(7);
  });

  test('what further records bring takes no flag away but that of a share', () => {
    fc.assert(
      fc.property(many, fc.nat(40), (records, cut) => {
        const isLasting = (f: Flag) => f.reason !== 'back_fill_share' && f.reason !== 'equal_hours';
        // A check-out more may close the interval that made two overlap; check-ins alone only add.
        const checkIns = records.filter((r) => r.kind === 'check-in');
        const after = new Set(found(checkIns).map(keyOf));
        const before = found(checkIns.slice(0, cut)).filter(isLasting).map(keyOf);
        expect(before.filter((k) => !after.has(k))).toEqual([]);
      }),
    );
  });
});
