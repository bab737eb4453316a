import { type Case } from './cases.js';
import { type AttendanceRecord, EVIDENCE, type Reason, type Writing } from './ledger.js';
import { comesAndGoes, comesLateAndGoes } from './presence-cases.js';
import { DAY, HOUR, MINUTE } from './time.js';
import { type Visit } from './visit.js';

/** Somebody comes and goes, and the record of coming is delivered again. */
function deliveredAgain(v: Visit, again: (checkIn: AttendanceRecord) => AttendanceRecord, writing?: Writing): void {
  v.writes(again(comesAndGoes(v)), 'duplicate', writing);
}

/** What is refused in favour of the first record: another content under the same number. */
type Rival = Partial<AttendanceRecord>;

const REUSED = '编号重复内容不同';

/** Somebody comes late and goes, and the number of the record of coming is used again for another content, which is refused. */
function conflict(
  v: Visit,
  rival: (checkIn: AttendanceRecord) => Rival,
  first: Rival = {},
  writing?: readonly Writing[],
): void {
  const { from, to, seconds } = v.stay(v.lateArrival());
  const checkIn = v.checkIn(from, first);
  v.writes(checkIn, 'counted', writing?.[0]);
  v.counts(v.checkOut(to));
  v.writes({ ...checkIn, ...rival(checkIn) }, 'conflict', writing?.[1]);
  v.attended(seconds, EVIDENCE[checkIn.method]);
}

/** Records delivered more than once: duplicates, and conflicts decided by the time of receipt or, that being equal, by content. */
export const REPEAT_CASES: readonly Case[] = [
  {
    name: 'delivered twice',
    share: 170,
    play: (v) => {
      // Often the very same row, written as it was.
      const later = v.random.chance(0.4) ? 0 : v.random.between(1, 7200);
      deliveredAgain(v, (r) => ({ ...r, receivedAt: r.receivedAt + later }));
    },
  },
  {
    name: 'delivered again months later',
    share: 60,
    play: (v) => deliveredAgain(v, (r) => ({ ...r, receivedAt: r.receivedAt + DAY * v.random.between(40, 300) })),
  },
  {
    name: 'delivered again, written in another way',
    share: 40,
    play: (v) => {
      const writing: Writing = { at: 'utc', receivedAt: 'fraction', capitalId: true, padded: true };
      deliveredAgain(v, (r) => r, writing);
    },
  },
  {
    name: 'delivered three times, with the check-out',
    share: 20,
    play: (v) => {
      const { from, to, seconds } = v.stay();
      for (const record of [v.checkIn(from), v.checkOut(to)]) {
        v.counts(record);
        v.writes({ ...record, receivedAt: record.receivedAt + HOUR }, 'duplicate', { at: 'fraction' });
        v.writes({ ...record, receivedAt: record.receivedAt + 9 * DAY }, 'duplicate', { at: 'no-zone' });
      }
      v.attended(seconds);
    },
  },
  {
    name: 'conflict: the other is received later',
    share: 20,
    play: (v) => conflict(v, (r) => ({ at: r.at + 20 * MINUTE, receivedAt: r.receivedAt + 20 * MINUTE, note: REUSED })),
  },
  {
    name: 'conflict: the other happened earlier and is received later',
    share: 12,
    play: (v) =>
      conflict(v, (r) => ({ at: r.at - 5 * MINUTE, receivedAt: r.receivedAt + DAY, note: REUSED }), {}, [
        { receivedAt: 'china-time' },
        { receivedAt: 'utc', capitalId: true },
      ]),
  },
  {
    // Written in UTC the later one would sort first as text.
    name: 'conflict, received at once: the earlier time stands',
    share: 6,
    play: (v) =>
      conflict(v, (r) => ({ at: r.at + 20 * MINUTE }), {}, [{ at: 'china-time' }, { at: 'utc', receivedAt: 'utc' }]),
  },
  {
    name: 'conflict, received at once: the smaller session number stands',
    share: 5,
    play: (v) => conflict(v, () => ({ sessionNo: v.laterSessionNo() })),
  },
  {
    name: 'conflict, received at once: the smaller volunteer number stands',
    share: 5,
    play: (v) => conflict(v, (r) => ({ volunteerNo: `${r.volunteerNo.slice(0, 7)}9${r.volunteerNo.slice(8)}` })),
  },
  {
    name: 'conflict, received at once: check-in before check-out',
    share: 5,
    play: (v) => conflict(v, () => ({ kind: '签退' })),
  },
  {
    name: 'conflict, received at once: the method that sorts first stands',
    share: 5,
    play: (v) => conflict(v, () => v.backFilled()),
  },
  {
    name: 'conflict, received at once: without device before with one',
    share: 5,
    play: (v) => conflict(v, () => ({ device: 'D001' }), { device: '' }),
  },
  {
    // By UTF-16 unit it would be the other way round: 𠮷 is beyond the first plane.
    name: 'conflict, received at once: clerks by code point',
    share: 5,
    play: (v) => conflict(v, () => ({ enteredBy: '𠮷田', approvedBy: '' }), { ...v.backFilled(), enteredBy: 'ＡＢ' }),
  },
  {
    name: 'conflict, received at once: the approval by another stands',
    share: 5,
    play: (v) => {
      const [lower = '', higher = ''] = [v.random.pick(v.office.clerks), v.random.pick(v.office.approvers)].sort();
      const filled = { ...v.backFilled(), enteredBy: higher, approvedBy: lower };
      conflict(v, () => ({ approvedBy: higher }), filled);
    },
  },
  {
    name: 'conflict, received at once: without note before with one',
    share: 5,
    play: (v) => conflict(v, () => ({ note: '补交,"已核对"\n见附件' })),
  },
  {
    name: 'conflict: the earliest of two deliveries decides',
    share: 8,
    play: (v) => {
      const { from, to, seconds } = v.stay(v.lateArrival());
      const checkIn = v.checkIn(from);
      v.writes({ ...checkIn, receivedAt: checkIn.receivedAt + 3 * HOUR }, 'duplicate');
      v.counts(checkIn, v.checkOut(to));
      v.writes({ ...checkIn, at: from + 25 * MINUTE, receivedAt: checkIn.receivedAt + HOUR }, 'conflict');
      v.attended(seconds);
    },
  },
  {
    name: 'conflict of three contents, one of them twice',
    share: 6,
    play: (v) => {
      const checkIn = comesLateAndGoes(v);
      const second = { ...checkIn, at: checkIn.at + 8 * MINUTE, receivedAt: checkIn.receivedAt + HOUR, note: REUSED };
      v.writes(second, 'conflict');
      v.writes({ ...second, receivedAt: second.receivedAt + DAY }, 'duplicate');
      v.writes({ ...second, at: checkIn.at + 16 * MINUTE, receivedAt: second.receivedAt + 60 }, 'conflict');
    },
  },
  {
    name: 'malformed row under the number of a good one',
    share: 5,
    play: (v) => {
      const checkIn = comesAndGoes(v);
      v.writesMalformed({ ...checkIn, receivedAt: checkIn.receivedAt - 1 }, VOLUNTEER_COLUMN);
    },
  },
];

const VOLUNTEER_COLUMN = 2;

/** Conflicts whose standing record is one that does not count, though the refused one would. None is an attendance. */
export const LOST_CONFLICTS: readonly Case[] = [
  lost('the standing one has an unknown session', 'unknown_session', (v, r) => ({
    sessionNo: v.random.pick(v.office.unknownSessions),
    receivedAt: r.receivedAt - 1,
  })),
  lost('the standing one has an unknown volunteer', 'unknown_volunteer', (v, r) => ({
    volunteerNo: v.random.pick(v.office.unknownVolunteers),
    receivedAt: r.receivedAt - 1,
  })),
  lost('the standing one is outside the window', 'outside_window', (v, r) => ({
    at: v.session.startsAt - 2 * HOUR,
    receivedAt: r.receivedAt - HOUR,
  })),
  {
    name: 'conflict, received at once: no approval before approval',
    share: 4,
    play: (v) => {
      const approved = v.checkIn(v.arrival().at, v.backFilled());
      v.writes(approved, 'conflict');
      v.writes({ ...approved, approvedBy: '' }, 'not_approved');
    },
  },
  {
    // 撤 sorts before 签.
    name: 'conflict, received at once: an annulment before a check-in',
    share: 4,
    play: (v) => {
      const checkIn = v.checkIn(v.arrival().at);
      v.writes(checkIn, 'conflict');
      v.writes({ ...checkIn, kind: '撤销', annuls: v.random.uuid() }, 'annulment');
      v.writes(v.checkOut(v.departure().at), 'no_check_in');
    },
  },
];

function lost(name: string, reason: Reason, standing: (v: Visit, refused: AttendanceRecord) => Rival): Case {
  return {
    name: `conflict: ${name}`,
    share: 4,
    play: (v) => {
      const refused = v.checkIn(v.arrival().at);
      v.writes(refused, 'conflict');
      v.writes({ ...refused, ...standing(v, refused) }, reason);
      v.writes(v.checkOut(v.departure().at), 'no_check_in');
    },
  };
}
