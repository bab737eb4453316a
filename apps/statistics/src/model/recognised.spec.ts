import { expect, test } from '@jest/globals';
import type { PersonAttendances, SessionFact, VolunteerFact } from '#contracts';
import fc from 'fast-check';
import { count } from './count.js';
import { County } from './county.js';
import { countRecognised, waitingDays } from './recognised.js';

const VILLAGES = ['431126001001', '431126001002', '431126002001'];
const SESSIONS = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'];
const PERSONS = ['p', 'q', 'r'];
const RULES = () => ({ atOnce: 30, withParent: 50, fullPercent: 60 });
const DAYS = ['2022-04-01', '2022-04-02', '2023-01-01'];

const session = (key: string): fc.Arbitrary<SessionFact> =>
  fc
    .record({
      day: fc.constantFrom(...DAYS),
      hour: fc.constantFrom('00', '09', '23'),
      division: fc.constantFrom(...VILLAGES),
    })
    .map(({ day, hour, division }) => {
      const startsAt = Date.parse(`${day}T${hour}:00:00+08:00`);
      return {
        ...{ key, rev: 1, kind: 'session', name: '', campaign: '', category: '', teamNo: '', division },
        ...{ startsAt, endsAt: startsAt + 60 * 60_000, state: 'ended', creditRule: 'check-out' },
        ...{ covered: 0, coveredMethod: '' },
      };
    });
const decided = fc
  .tuple(fc.constantFrom(...DAYS), fc.constantFrom('parent', 'county'), fc.nat(90), fc.nat(90))
  .map(([day, level, a, b]) => ({ day, level, approved: Math.min(a, b), seen: Math.max(a, b) }));
const attendances = (key: string): fc.Arbitrary<PersonAttendances> =>
  fc.record({
    key: fc.constant(key),
    attendances: fc.uniqueArray(
      fc.record({
        sessionNo: fc.constantFrom(...SESSIONS),
        evidence: fc.constant('verified'),
        minutes: fc.nat(60),
      }),
      { selector: (a) => a.sessionNo },
    ),
    decided: fc.option(fc.uniqueArray(decided, { selector: (d) => d.day + d.level }), { nil: undefined }),
  });
const volunteer = (key: string): VolunteerFact => ({
  ...{ kind: 'volunteer', key: `V${key}`, rev: 1, person: key, registeredOn: '2020-01-01', gender: '' },
  ...{ politicalStatus: '', birthYear: 1990, division: VILLAGES[0]! },
});
const counties = fc
  .tuple(fc.tuple(...SESSIONS.map(session)), fc.tuple(...PERSONS.map(attendances)))
  .map(([sessions, persons]) => {
    const county = new County();
    county.apply([...PERSONS.map(volunteer), ...sessions]);
    county.takeAttendances(persons);
    return county;
  });

/** Those figures that are minutes or attendances, which add up over places. */
const added = ({ personDays: _, personDaysAwaitingParent: __, personDaysAwaitingCounty: ___, ...rest }: Counted) => {
  const { attendedInFullShare: ____, ...sums } = rest;
  return sums;
};
type Counted = ReturnType<typeof countRecognised>;

test('the parts are the service minutes of the year and division, and add up over divisions that do not overlap', () => {
  fc.assert(
    fc.property(counties, (county) => {
      for (const year of [2022, 2023]) {
        const whole = countRecognised(county, year, '', RULES);
        const { minutes, personTimes } = count(county, year, '', false);
        expect([whole.serviceMinutes, whole.personTimes]).toEqual([minutes, personTimes]);
        const sum: Record<string, number> = {};
        for (const village of VILLAGES) {
          const part = countRecognised(county, year, village, RULES);
          expect(part.serviceMinutes).toBe(count(county, year, village, false).minutes);
          for (const [key, value] of Object.entries(added(part))) sum[key] = (sum[key] ?? 0) + value;
        }
        expect(sum).toEqual(added(whole));
      }
    }),
    { numRuns: 300 },
  );
});

test('the list of what waits holds every day of which minutes wait, and no other, the oldest first', () => {
  fc.assert(
    fc.property(counties, (county) => {
      const waiting = waitingDays(county, RULES);
      const years = [2022, 2023].map((year) => countRecognised(county, year, '', RULES));
      const ofParent = waiting.filter((d) => d.level === 'parent');
      const sum = (key: 'minutesAwaitingParent' | 'personDaysAwaitingParent') => years.reduce((n, y) => n + y[key], 0);
      expect(ofParent.reduce((n, d) => n + d.awaiting, 0)).toBe(sum('minutesAwaitingParent'));
      expect(ofParent.length).toBe(sum('personDaysAwaitingParent'));
      // A day of which nothing waits for the parent organisation waits for the county at once.
      const both = years.reduce((n, y) => n + y.personDaysAwaitingCounty, 0);
      expect(waiting.length - ofParent.length).toBeLessThanOrEqual(both);
      const places = waiting.map((d) => `${d.day} ${d.volunteerNo}`);
      expect(places).toEqual(places.toSorted());
      for (const day of waiting) expect(day.awaiting).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
