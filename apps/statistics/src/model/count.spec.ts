import { describe, expect, test } from '@jest/globals';
import type { Figures, PersonAttendances, SessionFact, TeamFact, VolunteerFact } from '#contracts';
import fc from 'fast-check';
import { ageBand } from './age-band.js';
import { count } from './count.js';
import { County } from './county.js';

type Fact = VolunteerFact | TeamFact | SessionFact;
/** Facts in their order of arrival, and attendances as they were judged. */
interface World {
  readonly facts: readonly Fact[];
  readonly persons: readonly PersonAttendances[];
}

const VILLAGES = ['431126001001', '431126001002', '431126002001'];
const SESSIONS = ['S1', 'S2', 'S3', 'S4', 'S5'];
const PERSONS = ['p', 'q', 'r', 's'];
const village = fc.constantFrom(...VILLAGES);
/** Around the turn of the year and of a month in UTC+08:00. */
const starts = fc
  .constantFrom('2021-12-31T15:59:59Z', '2021-12-31T16:00:00Z', '2022-03-31T15:59:59Z', '2022-03-31T16:00:00Z')
  .map((t) => Date.parse(t));
const base = { rev: fc.integer({ min: 1, max: 3 }) };

const volunteer: fc.Arbitrary<VolunteerFact> = fc.record({
  ...base,
  key: fc.constantFrom('V1', 'V2', 'V3', 'V4', 'V5'),
  kind: fc.constant('volunteer'),
  person: fc.constantFrom(...PERSONS),
  registeredOn: fc.constantFrom('2021-12-31', '2022-01-01', '2023-05-01'),
  gender: fc.constantFrom('1', '2', ''),
  politicalStatus: fc.constantFrom('01', '13', ''),
  birthYear: fc.constantFrom(1950, 1962, 2004, 2015),
  division: village,
});
const team: fc.Arbitrary<TeamFact> = fc.record({
  ...base,
  key: fc.constantFrom('T1', 'T2'),
  kind: fc.constant('team'),
  name: fc.constant(''),
  division: village,
  foundedOn: fc.constantFrom('2022-12-31', '2023-01-01'),
});
const session: fc.Arbitrary<SessionFact> = fc.record({
  ...base,
  key: fc.constantFrom(...SESSIONS),
  kind: fc.constant('session'),
  name: fc.constant(''),
  campaign: fc.constantFrom('', '秋收互助', '__proto__'),
  category: fc.constantFrom('0001', ''),
  teamNo: fc.constantFrom('T1', 'T2', ''),
  division: village,
  startsAt: starts,
  endsAt: fc.constant(0),
  state: fc.constantFrom('ended', 'ended', 'running', 'published'),
  creditRule: fc.constant('check-out'),
  covered: fc.nat(100),
  coveredMethod: fc.constant(''),
});
const attendances: fc.Arbitrary<PersonAttendances> = fc.record({
  key: fc.constantFrom(...PERSONS),
  attendances: fc.uniqueArray(
    fc.record({
      sessionNo: fc.constantFrom(...SESSIONS),
      evidence: fc.constantFrom('verified', 'attested', 'declared'),
      minutes: fc.nat(200),
    }),
    { selector: (a) => a.sessionNo },
  ),
});
/** One state for each key and revision. */
const facts: fc.Arbitrary<Fact[]> = fc.uniqueArray(fc.oneof(volunteer, team, session), {
  minLength: 12,
  maxLength: 40,
  selector: (f) => `${f.kind} ${f.key} ${f.rev}`,
});
const worlds: fc.Arbitrary<World> = fc.record({
  facts,
  persons: fc.uniqueArray(attendances, { minLength: 2, selector: (p) => p.key }),
});

interface Seen {
  session: SessionFact;
  person: string;
  data: VolunteerFact;
  evidence: string;
  minutes: number;
}

/** Every cell on its own, with sets, from a list of all attendances of the year. */
function naive({ facts: all, persons }: World, year: number, division: string): Record<string, unknown> {
  const last = new Map<string, Fact>();
  for (const f of [...all].sort((a, b) => a.rev - b.rev)) last.set(`${f.kind} ${f.key}`, f);
  const of = <F extends Fact>(kind: F['kind']) => [...last.values()].filter((f): f is F => f.kind === kind);
  const rows = of<VolunteerFact>('volunteer');
  const dataOf = (person: string) =>
    rows
      .filter((r) => r.person === person)
      .sort((a, b) => (`${a.registeredOn} ${a.key}` < `${b.registeredOn} ${b.key}` ? -1 : 1))[0];
  const inChina = (t: number) => new Date(t + 8 * 3_600_000).toISOString();
  const seen = persons.flatMap((f) =>
    f.attendances.flatMap(({ sessionNo, ...a }): Seen[] => {
      const at = last.get(`session ${sessionNo}`) as SessionFact | undefined;
      const data = dataOf(f.key);
      if (at === undefined || data === undefined || !at.division.startsWith(division)) return [];
      return inChina(at.startsAt).startsWith(`${year}-`) ? [{ session: at, person: f.key, data, ...a }] : [];
    }),
  );
  const people = (some: Seen[]) => ({
    personTimes: some.length,
    participants: new Set(some.map((s) => s.person)).size,
    minutes: some.reduce((n, s) => n + s.minutes, 0),
  });
  const sessionsOf = (some: Seen[]) => [...new Set(some.map((s) => s.session))].filter((s) => s.state === 'ended');
  const whole = (some: Seen[]) => ({
    ...people(some),
    sessions: sessionsOf(some).length,
    covered: sessionsOf(some).reduce((n, s) => n + s.covered, 0),
  });
  const by = (key: (s: Seen) => string, cell: (some: Seen[]) => object) =>
    Object.fromEntries([...new Set(seen.map(key))].map((k) => [k, cell(seen.filter((s) => key(s) === k))]));
  const registered = PERSONS.map(dataOf).filter(
    (d) => d !== undefined && d.registeredOn <= `${year}-12-31` && d.division.startsWith(division),
  ).length;
  const { participants } = people(seen);
  return {
    teams: of<TeamFact>('team').filter((t) => t.foundedOn <= `${year}-12-31` && t.division.startsWith(division)).length,
    registeredVolunteers: registered,
    ...whole(seen),
    verifiedPersonTimes: seen.filter((s) => s.evidence === 'verified').length,
    sessionsWithOnlineCheckIn: sessionsOf(seen.filter((s) => s.evidence === 'verified')).length,
    activeRate: division.length <= 6 && registered > 0 ? Number((participants / registered).toFixed(6)) : null,
    byTownship: by((s) => s.session.division.slice(0, 9), whole),
    byTeam: by((s) => s.session.teamNo, whole),
    byCategory: by((s) => s.session.category, whole),
    byCampaign: by((s) => s.session.campaign, whole),
    byMonth: by((s) => inChina(s.session.startsAt).slice(5, 7), whole),
    byEvidence: by((s) => s.evidence, people),
    byGender: by((s) => s.data.gender, people),
    byPoliticalStatus: by((s) => s.data.politicalStatus, people),
    byAgeBand: by((s) => ageBand(s.data.birthYear, year), people),
    byHomeTownship: by((s) => s.data.division.slice(0, 9), people),
  };
}

/** Of plain entries, so that a key like `__proto__` is a key. */
const plain = (figures: object): unknown =>
  Object.entries(figures)
    .map(([key, value]): [string, unknown] => [
      key,
      typeof value === 'object' && value !== null ? plain(value as object) : value,
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));

const counted = ({ facts: arriving, persons }: World, year: number, division: string): Figures => {
  const county = new County();
  county.takeAttendances(persons);
  county.apply(arriving);
  return count(county, year, division, division.length <= 6);
};

const ASKED: [number, string][] = [
  [2021, ''],
  [2022, ''],
  [2022, '431126'],
  [2022, '431126001'],
  [2022, '431126001002'],
  [2023, ''],
];

describe('the figures of a year', () => {
  test('are in every cell what sets of persons and sessions give', () => {
    fc.assert(
      fc.property(worlds, (all) => {
        for (const [year, division] of ASKED) {
          expect(plain(counted(all, year, division))).toEqual(plain(naive(all, year, division)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('do not depend on the order of the facts, on repeats or on older states that come later', () => {
    const arrivals = worlds.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc
          .shuffledSubarray([...all.facts, ...all.facts], { minLength: all.facts.length * 2 })
          .map((arriving) => ({ ...all, facts: arriving })),
      ),
    );
    fc.assert(
      fc.property(arrivals, ([all, arriving]) => {
        for (const [year, division] of ASKED.slice(0, 4)) {
          expect(plain(counted(arriving, year, division))).toEqual(plain(counted(all, year, division)));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a distinct count is not a sum: one person in two months is one participant', () => {
    const at = (key: string, startsAt: string): SessionFact => ({
      ...{ key, rev: 1, kind: 'session', name: '', campaign: '', category: '', teamNo: '', division: VILLAGES[0]! },
      ...{
        startsAt: Date.parse(startsAt),
        endsAt: 0,
        state: 'ended',
        creditRule: 'check-out',
        covered: 7,
        coveredMethod: '',
      },
    });
    const who: VolunteerFact = {
      ...{ key: 'V1', rev: 1, kind: 'volunteer', person: 'p', registeredOn: '2020-01-01', gender: '1' },
      ...{ politicalStatus: '', birthYear: 1990, division: VILLAGES[0]! },
    };
    const was = ['S1', 'S2'].map((sessionNo) => ({ sessionNo, evidence: 'verified' as const, minutes: 60 }));
    const figures = counted(
      {
        facts: [at('S1', '2022-03-31T23:59:59+08:00'), at('S2', '2022-04-01T00:00:00+08:00'), who],
        persons: [{ key: 'p', attendances: was }],
      },
      2022,
      '',
    );
    expect(figures).toMatchObject({
      sessions: 2,
      personTimes: 2,
      participants: 1,
      minutes: 120,
      covered: 14,
      activeRate: 1,
    });
    expect(figures.byMonth).toEqual({
      '03': { sessions: 1, personTimes: 1, participants: 1, minutes: 60, covered: 7 },
      '04': { sessions: 1, personTimes: 1, participants: 1, minutes: 60, covered: 7 },
    });
  });

  test('the active rate is null where nobody is registered', () => {
    expect(counted({ facts: [], persons: [] }, 2022, '').activeRate).toBeNull();
  });
});
