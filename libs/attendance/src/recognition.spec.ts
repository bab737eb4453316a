import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type DailyLimits,
  type DecidedLevels,
  isInFull,
  nextLevel,
  nothingRecognised,
  recognise,
  type Recognised,
  recogniseDays,
  RECOGNITION_PARTS,
  sumRecognised,
} from './recognition.js';

const LIMITS: DailyLimits = { atOnce: 480, withParent: 720 };
const whole = (minutes: number, decided: DecidedLevels = {}, limits = LIMITS): Partial<Recognised> =>
  Object.fromEntries(Object.entries(recognise([minutes], limits, decided)[0]!).filter(([, of]) => of > 0));
const seen = (minutes: number) => ({ approved: minutes, seen: minutes });

describe('a day of one attendance', () => {
  test.each<[number, DecidedLevels, Partial<Recognised>]>([
    [0, {}, {}],
    [480, {}, { atOnce: 480 }],
    [481, {}, { atOnce: 480, awaitingParent: 1 }],
    [720, {}, { atOnce: 480, awaitingParent: 240 }],
    [721, {}, { atOnce: 480, awaitingParent: 240, awaitingCounty: 1 }],
    [780, { parent: seen(780) }, { atOnce: 480, byParent: 240, awaitingCounty: 60 }],
    [780, { parent: seen(780), county: seen(780) }, { atOnce: 480, byParent: 240, byCounty: 60 }],
    // The county's alone is not enough.
    [780, { county: seen(780) }, { atOnce: 480, awaitingParent: 240, awaitingCounty: 60 }],
    // Later records wait again.
    [700, { parent: seen(600) }, { atOnce: 480, byParent: 120, awaitingParent: 100 }],
    [
      900,
      { parent: seen(600), county: seen(780) },
      { atOnce: 480, byParent: 120, awaitingParent: 120, awaitingCounty: 180 },
    ],
    [900, { parent: seen(720), county: seen(780) }, { atOnce: 480, byParent: 240, byCounty: 60, awaitingCounty: 120 }],
    // Refused, the county has nothing to decide about either.
    [780, { parent: { approved: 0, seen: 780 } }, { atOnce: 480, refused: 300 }],
    [780, { parent: { approved: 600, seen: 780 } }, { atOnce: 480, byParent: 120, refused: 180 }],
    [780, { parent: seen(780), county: { approved: 0, seen: 780 } }, { atOnce: 480, byParent: 240, refused: 60 }],
  ])('of %i minutes, decided %j: %j', (minutes, decided, parts) => expect(whole(minutes, decided)).toEqual(parts));

  test('without a tier of the parent organisation all beyond waits for the county', () =>
    expect(whole(500, {}, { atOnce: 480, withParent: 480 })).toEqual({ atOnce: 480, awaitingCounty: 20 }));
});

/** Minute by minute, straight from the rule. */
function naive(minutes: readonly number[], limits: DailyLimits, { parent, county }: DecidedLevels): Recognised[] {
  let minute = 0;
  const hasTier = limits.withParent > limits.atOnce;
  const approvedBelow = !hasTier || (parent?.approved ?? 0) >= limits.withParent;
  const refusedBelow = !approvedBelow && (parent?.seen ?? 0) >= limits.withParent;
  return minutes.map((own) => {
    const parts = nothingRecognised();
    for (const end = minute + own; minute < end; minute++) {
      if (minute < limits.atOnce) parts.atOnce++;
      else if (minute < limits.withParent) {
        if (parent !== undefined && minute < parent.approved) parts.byParent++;
        else if (parent !== undefined && minute < parent.seen) parts.refused++;
        else parts.awaitingParent++;
      } else if (!approvedBelow) parts[refusedBelow ? 'refused' : 'awaitingCounty']++;
      else if (county !== undefined && minute < county.approved) parts.byCounty++;
      else if (county !== undefined && minute < county.seen) parts.refused++;
      else parts.awaitingCounty++;
    }
    return parts;
  });
}

const decidedDay = fc
  .tuple(fc.nat(60), fc.nat(60))
  .map(([a, b]) => ({ approved: Math.min(a, b), seen: Math.max(a, b) }));
const decided = fc.record({ parent: decidedDay, county: decidedDay }, { requiredKeys: [] });
const limits = fc.record({ atOnce: fc.integer({ min: 1, max: 30 }), withParent: fc.integer({ min: 1, max: 45 }) });
const day = fc.array(fc.nat(25), { maxLength: 5 });
const recognisedIn = ({ atOnce, byParent, byCounty }: Recognised) => atOnce + byParent + byCounty;

describe('a day, whatever was decided', () => {
  test('is what counting minute by minute gives, and the parts of each attendance are its minutes', () => {
    fc.assert(
      fc.property(day, limits, decided, (minutes, l, d) => {
        const found = recognise(minutes, l, d);
        expect(found).toEqual(naive(minutes, l, d));
        expect(found.map((parts) => RECOGNITION_PARTS.reduce((n, p) => n + parts[p], 0))).toEqual(minutes);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is never recognised less when more is approved, and beyond what there is approving changes nothing', () => {
    fc.assert(
      fc.property(
        day,
        limits,
        decided,
        fc.constantFrom('parent', 'county'),
        fc.nat(60),
        (minutes, l, d, level, more) => {
          const of = (levels: DecidedLevels) => sumRecognised(recognise(minutes, l, levels));
          const before = d[level] ?? { approved: 0, seen: 0 };
          const approved = before.approved + more;
          const after = of({ ...d, [level]: { approved, seen: Math.max(approved, before.seen) } });
          expect(recognisedIn(after)).toBeGreaterThanOrEqual(recognisedIn(of(d)));
          const total = minutes.reduce((a, b) => a + b, 0);
          expect(of({ parent: seen(total), county: seen(total) })).toEqual(
            of({ parent: seen(total + more), county: seen(total + more) }),
          );
        },
      ),
    );
  });

  test('approved at the level that is next, and again at the one after it, waits for nobody', () => {
    fc.assert(
      fc.property(day, limits, decided, (minutes, l, d) => {
        const total = minutes.reduce((a, b) => a + b, 0);
        let levels: DecidedLevels = d;
        for (let i = 0; i < 2; i++) {
          const level = nextLevel(sumRecognised(recognise(minutes, l, levels)));
          if (level !== undefined) levels = { ...levels, [level]: seen(total) };
        }
        expect(nextLevel(sumRecognised(recognise(minutes, l, levels)))).toBeUndefined();
      }),
    );
  });

  test('lets what is recorded later wait, and nothing else', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 25 }), limits, (minutes, later, l) => {
        const total = minutes.reduce((a, b) => a + b, 0);
        const levels = { parent: seen(total), county: seen(total) };
        const { awaitingParent, awaitingCounty, refused } = sumRecognised(recognise([...minutes, later], l, levels));
        expect(awaitingParent + awaitingCounty).toBe(later - Math.max(0, Math.min(later, l.atOnce - total)));
        expect(refused).toBe(0);
      }),
    );
  });
});

describe('the days of a person', () => {
  const attendance = fc.record({
    sessionNo: fc.constantFrom('9', '10', 'A', 'B', 'C'),
    minutes: fc.nat(25),
    startsAt: fc.nat(3),
  });
  const attendances = fc
    .uniqueArray(attendance, { selector: (a) => a.sessionNo, maxLength: 5 })
    .map((all) => all.map((a) => ({ ...a, day: a.startsAt < 2 ? 'first' : 'second' })));

  test('do not depend on the order in which attendances are handed in, and each is worked out for itself', () => {
    const some = attendances.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(some, limits, decided, ([all, shuffled], l, d) => {
        const of = (given: typeof all) =>
          recogniseDays(
            given,
            () => l,
            (on) => (on === 'first' ? d : undefined),
          );
        const found = of(all);
        expect(of(shuffled)).toEqual(found);
        for (const { day: on, attendances: held, parts } of found) {
          const minutes = held.map((a) => a.minutes);
          expect(parts).toEqual(naive(minutes, l, on === 'first' ? d : {}));
        }
        expect(found.flatMap((f) => f.attendances).length).toBe(all.length);
      }),
    );
  });

  test('are filled by the planned start, of equal starts by the session number as text: 10 before 9', () => {
    const [found] = recogniseDays(
      [
        { sessionNo: '9', minutes: 300, startsAt: 1, day: 'd' },
        { sessionNo: '10', minutes: 300, startsAt: 1, day: 'd' },
      ],
      () => LIMITS,
      () => undefined,
    );
    expect(found?.attendances.map((a) => a.sessionNo)).toEqual(['10', '9']);
    expect(found?.parts).toMatchObject([{ atOnce: 300 }, { atOnce: 180, awaitingParent: 120 }]);
  });
});

test.each([
  [71, false],
  [72, true],
  [120, true],
])('of two hours, %i minutes are at least 60 percent: %p', (minutes, expected) =>
  expect(isInFull(minutes, { startsAt: 0, endsAt: 120 * 60_000 }, 60)).toBe(expected),
);
