import { expect, test } from '@jest/globals';
import { type AttendanceRecord, isApproved, judge } from '#attendance';
import type { DecisionFact, PersonAttendances, RecordFact, SessionFact, VolunteerFact } from '#contracts';
import fc from 'fast-check';
import { County } from './county.js';

type Fact = VolunteerFact | SessionFact | RecordFact | DecisionFact;

const MINUTE = 60_000;
const START = Date.parse('2022-05-01T09:00:00+08:00');
const SESSIONS = ['S1', 'S2'];
const NUMBERS = ['V1', 'V2', 'V3'];
const PERSONS = ['p', 'q'];
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const rev = fc.integer({ min: 1, max: 3 });
const minute = (from: number, to: number) => fc.integer({ min: from, max: to }).map((m) => START + m * MINUTE);

const volunteer: fc.Arbitrary<VolunteerFact> = fc.record({
  ...{ kind: fc.constant('volunteer'), key: fc.constantFrom(...NUMBERS), rev, person: fc.constantFrom(...PERSONS) },
  ...{ registeredOn: fc.constant('2020-01-01'), gender: fc.constantFrom('1', '2'), politicalStatus: fc.constant('') },
  ...{ birthYear: fc.constant(1980), division: fc.constant('') },
});
const session: fc.Arbitrary<SessionFact> = fc.record({
  ...{ kind: fc.constant('session'), key: fc.constantFrom(...SESSIONS), rev, name: fc.constantFrom('', 'x') },
  ...{ campaign: fc.constant(''), category: fc.constant(''), teamNo: fc.constant(''), division: fc.constant('') },
  ...{ startsAt: minute(0, 30), endsAt: minute(60, 120), state: fc.constantFrom('ended', 'running', 'cancelled') },
  ...{ creditRule: fc.constantFrom('check-out', 'planned-end'), covered: fc.nat(9), coveredMethod: fc.constant('') },
});
const record: fc.Arbitrary<RecordFact> = fc
  .record({
    ...{ key: fc.constantFrom(...IDS), rev, sessionNo: fc.constantFrom(...SESSIONS, 'unknown') },
    volunteerNo: fc.constantFrom(...NUMBERS, 'nobody'),
    recordKind: fc.constantFrom('check-in', 'check-in', 'check-out', 'annul'),
    ...{ occurredAt: minute(-70, 190), method: fc.constantFrom('qr', 'paper', 'back-fill') },
    ...{ annuls: fc.constantFrom(...IDS), isApproved: fc.boolean() },
  })
  .map(({ annuls, isApproved: approved, ...said }) => ({
    kind: 'record',
    ...said,
    ...(said.recordKind === 'annul' ? { annuls } : {}),
    ...(approved ? { isApproved: true } : {}),
  }));
const decision: fc.Arbitrary<DecisionFact> = fc
  .record({
    ...{ key: fc.constantFrom(...IDS), volunteerNo: fc.constantFrom(...NUMBERS), n: fc.integer({ min: 1, max: 4 }) },
    ...{ level: fc.constantFrom('parent', 'county'), decision: fc.constantFrom('approved', 'withdrawn') },
    ...{ minutes: fc.nat(90), approved: fc.nat(90), at: fc.nat(3) },
  })
  .map((d) => ({ kind: 'decision', rev: 1, day: '2022-05-01', ...d }));
/** One state for each key and revision. */
const facts: fc.Arbitrary<Fact[]> = fc.uniqueArray(fc.oneof(volunteer, session, record, record, record, decision), {
  ...{ minLength: 20, maxLength: 45, selector: (f: Fact) => `${f.kind} ${f.key} ${f.rev}` },
});

/** What the last states amount to, worked out at once; names stand for whether a back-fill is approved. */
function naive(all: readonly Fact[]): Map<string, PersonAttendances> {
  const last = new Map<string, Fact>();
  for (const f of [...all].sort((a, b) => a.rev - b.rev)) last.set(`${f.kind} ${f.key}`, f);
  const of = <F extends Fact>(kind: F['kind']) => [...last.values()].filter((f): f is F => f.kind === kind);
  const records = of<RecordFact>('record').map((f): AttendanceRecord => {
    const names = { enteredBy: 'x', approvedBy: f.isApproved === true ? 'y' : 'x' };
    expect(isApproved(names)).toBe(f.isApproved === true);
    const said = { sessionNo: f.sessionNo, volunteerNo: f.volunteerNo, kind: f.recordKind, method: f.method };
    const none = { deviceId: '', note: '', receivedAt: 0 };
    return { id: f.key, ...said, occurredAt: f.occurredAt, annuls: f.annuls ?? '', ...names, ...none };
  });
  const annulled = new Set(records.filter((r) => r.kind === 'annul').map((r) => r.annuls));
  const sessions = new Map(of<SessionFact>('session').map((s) => [s.key, s]));
  const found = new Map<string, PersonAttendances>();
  for (const key of PERSONS) {
    const own = new Set(of<VolunteerFact>('volunteer').flatMap((v) => (v.person === key ? [v.key] : [])));
    const mine = records.filter((r) => own.has(r.volunteerNo));
    const { attendances } = judge(
      mine,
      true,
      (no) => sessions.get(no),
      (id) => annulled.has(id),
    );
    const decided = (['parent', 'county'] as const).flatMap((level) => {
      const made = of<DecisionFact>('decision').filter((d) => own.has(d.volunteerNo) && d.level === level);
      const [holds] = made.sort((a, b) => b.n - a.n || b.at - a.at || (a.key < b.key ? 1 : -1));
      if (holds === undefined || holds.decision === 'withdrawn') return [];
      return [{ day: holds.day, level, approved: holds.approved, seen: holds.minutes }];
    });
    const shown = attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes }));
    if (shown.length + decided.length > 0)
      found.set(key, { key, attendances: shown, ...(decided.length === 0 ? {} : { decided }) });
  }
  return found;
}

const inOrder = (all: ReadonlyMap<string, PersonAttendances>) =>
  [...all.values()]
    .map(({ decided, ...rest }) => ({ ...rest, decided: decided?.toSorted((a, b) => (a.level < b.level ? -1 : 1)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

test('attendances are those of the last states, in whatever order, how often and in which pieces they come, and whenever somebody asks', () => {
  const arrivals = facts.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
      fc.array(fc.boolean(), { minLength: all.length * 2, maxLength: all.length * 2 }),
    ),
  );
  let attended = 0;
  fc.assert(
    fc.property(arrivals, ([all, arriving, asks]) => {
      const county = new County();
      arriving.forEach((fact, i) => {
        county.apply([fact]);
        if (asks[i] === true) expect(inOrder(county.attendances)).toEqual(inOrder(naive(arriving.slice(0, i + 1))));
      });
      const expected = inOrder(naive(all));
      expect(inOrder(county.attendances)).toEqual(expected);
      attended += expected.reduce((n, p) => n + p.attendances.length, 0);
    }),
    { numRuns: 400 },
  );
  expect(attended).toBeGreaterThan(100);
});

test('the version moves with what is new, and with nothing else', () => {
  const county = new County();
  const said: RecordFact = {
    ...{ kind: 'record', key: 'a', rev: 2, sessionNo: 'S1', volunteerNo: 'V1' },
    ...{ recordKind: 'check-in', occurredAt: START, method: 'qr' },
  };
  county.apply([said]);
  const { version } = county;
  county.apply([said, { ...said, rev: 1, volunteerNo: 'V2' }]);
  expect(county.version).toBe(version);
  county.apply([{ ...said, rev: 3 }]);
  expect(county.version).toBeGreaterThan(version);
});
