import { describe, expect, test } from '@jest/globals';
import { judge, type Outcome, REASONS } from './judge.js';
import type { SessionFacts } from './session.js';
import type { AttendanceRecord } from './record.js';

const MINUTE = 60_000;
const START = Date.UTC(2022, 5, 1, 1);
const held: SessionFacts = {
  startsAt: START,
  endsAt: START + 120 * MINUTE,
  state: 'ended',
  creditRule: 'check-out',
};
const record = (change: Partial<AttendanceRecord> = {}): AttendanceRecord => ({
  id: 'r1',
  sessionNo: 'S1',
  volunteerNo: 'V1',
  kind: 'check-in',
  occurredAt: START,
  method: 'qr',
  deviceId: '',
  enteredBy: '',
  approvedBy: '',
  annuls: '',
  note: '',
  receivedAt: START,
  ...change,
});

interface Case {
  records?: AttendanceRecord[];
  known?: boolean;
  session?: SessionFacts | undefined;
  annulled?: string[];
}
const judged = ({ records = [record()], known = true, annulled = [], ...rest }: Case = {}) => {
  const session = 'session' in rest ? rest.session : held;
  return judge(
    records,
    known,
    () => session,
    (id) => annulled.includes(id),
  );
};
const outcome = (c: Case = {}): Outcome | undefined => judged(c).outcomes.get('r1');

describe('why a record does not count', () => {
  test('a check-in in the window of a session that is known, of a person who is known, counts', () =>
    expect(outcome()).toBe('counted'));

  test('unknown_session', () => expect(outcome({ session: undefined })).toBe('unknown_session'));

  test('session_cancelled', () =>
    expect(outcome({ session: { ...held, state: 'cancelled' } })).toBe('session_cancelled'));

  test.each(['published', 'running', 'ended'] as const)('a session that is %s has attendances', (state) =>
    expect(outcome({ session: { ...held, state } })).toBe('counted'),
  );

  test('unknown_volunteer', () => expect(outcome({ known: false })).toBe('unknown_volunteer'));

  test.each([
    ['60 minutes before the start', -60 * MINUTE, 'counted'],
    ['a second more than 60 minutes before the start', -60 * MINUTE - 1000, 'outside_window'],
    ['60 minutes after the end', 180 * MINUTE, 'counted'],
    ['a second more than 60 minutes after the end', 180 * MINUTE + 1000, 'outside_window'],
  ])('the window: %s', (_, after, expected) =>
    expect(outcome({ records: [record({ occurredAt: START + after })] })).toBe(expected),
  );

  test('the time of receipt decides nothing', () =>
    expect(outcome({ records: [record({ receivedAt: START + 365 * 24 * 60 * MINUTE })] })).toBe('counted'));

  test.each([
    ['no approver', '甲', '', 'not_approved'],
    ['an approver of white space', '甲', ' \u200b', 'not_approved'],
    ['the one who entered it', '甲', '甲', 'not_approved'],
    ['the one who entered it, typed otherwise', 'Li Lei', 'Ｌｉ\u3000Lei\u200b', 'not_approved'],
    ['somebody else', '甲', '乙', 'counted'],
    ['another case of letters, which is another name', 'li', 'Li', 'counted'],
    ['somebody, where nobody is said to have entered it', '', '乙', 'counted'],
  ])('补录 with %s', (_, enteredBy, approvedBy, expected) =>
    expect(outcome({ records: [record({ method: 'back-fill', enteredBy, approvedBy })] })).toBe(expected),
  );

  test('every other method needs no approver', () =>
    expect(outcome({ records: [record({ method: 'paper', enteredBy: '甲', approvedBy: '甲' })] })).toBe('counted'));

  test('annulled', () => expect(outcome({ annulled: ['r1'] })).toBe('annulled'));

  test('no_check_in: a check-out of somebody without an accepted check-in at that session', () => {
    const checkOut = record({ kind: 'check-out', occurredAt: START + 60 * MINUTE });
    const elsewhere = record({ id: 'r2', sessionNo: 'S2' });
    const refused = record({ id: 'r3' });
    expect(outcome({ records: [checkOut] })).toBe('no_check_in');
    expect(outcome({ records: [checkOut, elsewhere, refused], annulled: ['r3'] })).toBe('no_check_in');
    expect(outcome({ records: [checkOut, refused] })).toBe('counted');
  });

  test('the first reason in the order of the definitions is told', () => {
    const everything = record({ kind: 'check-out', method: 'back-fill', occurredAt: START - 300 * MINUTE });
    const steps: Case[] = [
      { session: undefined, known: false, annulled: ['r1'] },
      { session: { ...held, state: 'cancelled' }, known: false, annulled: ['r1'] },
      { known: false, annulled: ['r1'] },
      { annulled: ['r1'] },
    ];
    const told = steps.map((s) => outcome({ records: [everything], ...s }));
    const inTime = { ...everything, occurredAt: START };
    told.push(outcome({ records: [inTime], annulled: ['r1'] }));
    const approved = { ...inTime, approvedBy: '乙' };
    told.push(outcome({ records: [approved], annulled: ['r1'] }), outcome({ records: [approved] }));
    expect(told).toEqual([...REASONS]);
  });

  test('an annulment is never counted and nothing else is asked of it', () => {
    const annulment = record({ kind: 'annul', annuls: 'r9', method: 'back-fill', occurredAt: 0 });
    for (const c of [{}, { session: undefined }, { known: false }, { annulled: ['r1'] }]) {
      expect(judged({ records: [annulment], ...c })).toEqual({
        outcomes: new Map([['r1', 'annulment']]),
        attendances: [],
      });
    }
  });
});

describe('an attendance', () => {
  test('is one however many accepted check-ins there are, of the best class among them', () => {
    const records = [
      record({ id: 'a', method: 'back-fill', approvedBy: '乙', occurredAt: START + MINUTE }),
      record({ id: 'b', method: 'paper' }),
      record({ id: 'c', method: 'qr', kind: 'check-out', occurredAt: START + 61 * MINUTE + 59_000 }),
    ];
    expect(judged({ records }).attendances).toEqual([
      {
        sessionNo: 'S1',
        evidence: 'attested',
        minutes: 61,
        checkedInAt: START,
        checkedOutAt: START + 61 * MINUTE + 59_000,
      },
    ]);
  });

  test('an annulled check-in does not lend its class', () => {
    const records = [record({ id: 'a', method: 'location' }), record({ id: 'b', method: 'roll-call' })];
    expect(judged({ records, annulled: ['a'] }).attendances[0]?.evidence).toBe('attested');
    expect(judged({ records }).attendances[0]?.evidence).toBe('verified');
  });

  test('time at two sessions at once is credited to the one that was entered first', () => {
    const records = [
      record({ id: 'a', sessionNo: 'S2', occurredAt: START + 10 * MINUTE }),
      record({ id: 'b', sessionNo: 'S1', occurredAt: START + 30 * MINUTE }),
    ];
    const { attendances } = judged({ records, session: { ...held, creditRule: 'planned-end' } });
    expect(attendances.map((a) => [a.sessionNo, a.minutes])).toEqual([
      ['S1', 0],
      ['S2', 110],
    ]);
  });
});
