import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { creditOnce, openSince, presence } from './credit.js';
import { compareCodePoints } from './record.js';

const MINUTE = 60_000;
const session = (creditRule: 'check-out' | 'planned-end') => ({ startsAt: 0, endsAt: 120 * MINUTE, creditRule });
const come = (minute: number) => ({ at: minute * MINUTE, arriving: true });
const go = (minute: number) => ({ at: minute * MINUTE, arriving: false });
const minutes = (...args: Parameters<typeof presence>) =>
  presence(...args).map(({ from, to }) => [from / MINUTE, to / MINUTE]);

describe('presence of one person at one session', () => {
  test('a check-in opens an interval and a check-out closes it, in whatever order they are handed in', () => {
    expect(minutes([go(50), come(10)], session('check-out'))).toEqual([[10, 50]]);
  });

  test('a second check-in while one is open changes nothing', () => {
    expect(minutes([come(10), come(30), go(50)], session('check-out'))).toEqual([[10, 50]]);
  });

  test('a check-out is ignored when none is open', () => {
    expect(minutes([go(5), come(10), go(20), go(40)], session('check-out'))).toEqual([[10, 20]]);
  });

  test('of equal times the check-in comes first', () => {
    expect(minutes([go(10), come(10)], session('planned-end'))).toEqual([]);
    expect(minutes([come(5), go(10), come(10), go(20)], session('check-out'))).toEqual([[5, 10]]);
  });

  test('an interval left open ends at the planned end under 按计划 and gives nothing under 按签退', () => {
    expect(minutes([come(10)], session('planned-end'))).toEqual([[10, 120]]);
    expect(minutes([come(10)], session('check-out'))).toEqual([]);
  });

  test('each interval is clamped to the planned times and what is empty falls away', () => {
    expect(minutes([come(-30), go(150)], session('check-out'))).toEqual([[0, 120]]);
    expect(minutes([come(-30), go(-10), come(130), go(150)], session('check-out'))).toEqual([]);
    expect(minutes([come(-30), go(0)], session('check-out'))).toEqual([]);
    expect(minutes([come(120)], session('planned-end'))).toEqual([]);
  });

  test('somebody may come and go several times', () => {
    expect(minutes([come(0), go(10), come(20), go(30), come(40)], session('planned-end'))).toEqual([
      [0, 10],
      [20, 30],
      [40, 120],
    ]);
  });
});

const passages = fc.array(fc.record({ at: fc.nat(20), arriving: fc.boolean() }), { maxLength: 12 });

test('whoever is still there is so since the interval began that the planned end would close, in whatever order it is told', () => {
  const endless = { startsAt: -1, endsAt: 1_000, creditRule: 'planned-end' } as const;
  fc.assert(
    fc.property(passages, (all) => {
      const last = presence(all, endless).find((i) => i.to === endless.endsAt);
      expect(openSince(all)).toBe(last?.from);
      expect(openSince(all.toReversed())).toBe(last?.from);
    }),
  );
});

interface At {
  from: number;
  to: number;
  sessionNo: string;
}

/** Second by second: each second of the person's time goes to the first interval, in order, that holds it. */
function naive(intervals: readonly At[]): Map<string, number> {
  const ordered = [...intervals].sort(
    (a, b) => a.from - b.from || (a.sessionNo < b.sessionNo ? -1 : Number(a.sessionNo !== b.sessionNo)),
  );
  const taken = new Set<number>();
  const seconds = new Map(intervals.map((i) => [i.sessionNo, 0]));
  for (const { from, to, sessionNo } of ordered) {
    for (let second = from; second < to; second += 1000) {
      if (taken.has(second)) continue;
      taken.add(second);
      seconds.set(sessionNo, (seconds.get(sessionNo) ?? 0) + 1);
    }
  }
  return seconds;
}

const interval = fc
  .record({
    from: fc.nat(120),
    length: fc.integer({ min: 1, max: 60 }),
    sessionNo: fc.constantFrom('A', 'B', 'C', 'D'),
  })
  .map(({ from, length, sessionNo }): At => ({ from: from * 1000, to: (from + length) * 1000, sessionNo }));

describe("crediting a person's time once", () => {
  const sorted = (m: ReadonlyMap<string, number>) => [...m].sort(([a], [b]) => compareCodePoints(a, b));

  test('gives each second to the interval that starts first, then to the smaller session number', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 14, size: 'max' }), (intervals) => {
        expect(sorted(creditOnce(intervals, compareCodePoints))).toEqual(sorted(naive(intervals)));
      }),
      { numRuns: 500 },
    );
  });

  test('never credits more than the time in which the person was anywhere, and all of it', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 14, size: 'max' }), (intervals) => {
        const present = new Set<number>();
        for (const { from, to } of intervals) for (let s = from; s < to; s += 1000) present.add(s);
        const credited = [...creditOnce(intervals, compareCodePoints).values()].reduce((a, b) => a + b, 0);
        expect(credited).toBe(present.size);
      }),
    );
  });

  test('of equal starts the session number decides as text: 10 before 9', () => {
    const credited = creditOnce(
      [
        { from: 0, to: 60_000, sessionNo: '9' },
        { from: 0, to: 90_000, sessionNo: '10' },
      ],
      compareCodePoints,
    );
    expect(Object.fromEntries(credited)).toEqual({ '10': 90, '9': 0 });
  });
});
