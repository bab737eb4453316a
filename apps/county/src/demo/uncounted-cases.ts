import { type Case } from './cases.js';
import { HOUR, MINUTE } from './time.js';
import { type Visit } from './visit.js';

/** A name as somebody else would type it: with spaces, zero-width characters or full-width letters. */
function typedAnew(v: Visit, name: string): string {
  const characters = Array.from(name);
  return v.random.pick([
    characters.join(' '),
    characters.join('\u3000'),
    characters.join('\u200b'),
    `${characters.join('')}\u2060`,
    `\ufeff${characters.join('\u00a0')}`,
  ]);
}

/** Somebody's visit does not count at all, by the reasons that its records have of themselves. */
export const UNCOUNTED_CASES: readonly Case[] = [
  {
    name: 'check-in far too early, and no other',
    share: 12,
    play: (v) => {
      v.writes(v.checkIn(v.session.startsAt - 70 * MINUTE - v.random.int(3600)), 'outside_window');
      v.writes(v.checkOut(v.departure().at), 'no_check_in');
    },
  },
  {
    name: 'check-in a second too early or too late',
    share: 6,
    play: (v) => {
      const { startsAt, endsAt } = v.session;
      v.writes(v.checkIn(v.random.chance(0.5) ? startsAt - HOUR - 1 : endsAt + HOUR + 1), 'outside_window');
    },
  },
  {
    name: 'check-out without a check-in',
    share: 20,
    play: (v) => v.writes(v.checkOut(v.departure().at), 'no_check_in'),
  },
  {
    name: 'back-filled and not approved',
    share: 14,
    play: (v) => {
      const filled = { ...v.backFilled(), approvedBy: '' };
      v.writes(v.checkIn(v.arrival().at, filled), 'not_approved');
      v.writes(v.checkOut(v.departure().at, filled), 'not_approved');
    },
  },
  {
    name: 'back-filled and approved by the same person, typed differently',
    share: 12,
    play: (v) => {
      const filled = v.backFilled();
      const same = { ...filled, approvedBy: typedAnew(v, filled.enteredBy) };
      v.writes(v.checkIn(v.arrival().at, same), 'not_approved');
      v.writes(v.checkOut(v.departure().at, { ...filled, approvedBy: filled.enteredBy }), 'not_approved');
    },
  },
  {
    name: 'back-filled and approved by the same person, in full-width letters',
    share: 5,
    play: (v) =>
      v.writes(v.checkIn(v.arrival().at, { ...v.backFilled(), enteredBy: 'A B', approvedBy: 'ＡＢ' }), 'not_approved'),
  },
  {
    name: 'only check-in annulled',
    share: 10,
    play: (v) => {
      const checkIn = v.checkIn(v.arrival().at);
      v.writes(checkIn, 'annulled');
      v.writes(v.annulment(checkIn), 'annulment');
      v.writes(v.checkOut(v.departure().at), 'no_check_in');
    },
  },
  {
    name: 'check-in and check-out annulled',
    share: 6,
    play: (v) => {
      for (const record of [v.checkIn(v.arrival().at), v.checkOut(v.departure().at)]) {
        v.writes(record, 'annulled');
        v.writes(v.annulment(record), 'annulment');
      }
    },
  },
  {
    name: 'annulled, and outside the window before that',
    share: 4,
    play: (v) => {
      const checkIn = v.checkIn(v.session.endsAt + 2 * HOUR);
      v.writes(checkIn, 'outside_window');
      v.writes(v.annulment(checkIn), 'annulment');
    },
  },
  {
    name: 'outside the window, delivered twice',
    share: 4,
    play: (v) => {
      const checkIn = v.checkIn(v.session.startsAt - 3 * HOUR);
      v.writes(checkIn, 'outside_window');
      v.writes({ ...checkIn, receivedAt: checkIn.receivedAt + HOUR }, 'duplicate');
    },
  },
  {
    name: 'back-filled without approval, outside the window before that',
    share: 4,
    play: (v) =>
      v.writes(v.checkIn(v.session.startsAt - 3 * HOUR, { ...v.backFilled(), approvedBy: '' }), 'outside_window'),
  },
];

/** Records that lead to no session or to nobody; `v` is a visit of somebody known to a session held. */
export const STRAY_CASES: readonly Case[] = [
  {
    name: 'unknown session',
    share: 12,
    play: (v) => {
      const sessionNo = v.random.pick(v.office.unknownSessions);
      v.writes(v.checkIn(v.arrival().at, { sessionNo }), 'unknown_session');
      v.writes(v.checkOut(v.departure().at, { sessionNo }), 'unknown_session');
    },
  },
  {
    name: 'unknown volunteer',
    share: 22,
    play: (v) => {
      const volunteerNo = v.random.pick(v.office.unknownVolunteers);
      v.writes(v.checkIn(v.arrival().at, { volunteerNo }), 'unknown_volunteer');
      v.writes(v.checkOut(v.departure().at, { volunteerNo }), 'unknown_volunteer');
    },
  },
  {
    name: 'unknown volunteer outside the window',
    share: 4,
    play: (v) => {
      const volunteerNo = v.random.pick(v.office.unknownVolunteers);
      v.writes(v.checkIn(v.session.startsAt - 5 * HOUR, { volunteerNo }), 'unknown_volunteer');
    },
  },
  {
    name: 'unknown volunteer at an unknown session',
    share: 4,
    play: (v) => {
      const sessionNo = v.random.pick(v.office.unknownSessions);
      const volunteerNo = v.random.pick(v.office.unknownVolunteers);
      v.writes(v.checkIn(v.arrival().at, { sessionNo, volunteerNo }), 'unknown_session');
    },
  },
  {
    name: 'cancelled session',
    share: 6,
    play: (v) => {
      const { no, startsAt, endsAt } = v.random.pick(v.office.cancelled);
      v.writes(v.checkIn(startsAt, { sessionNo: no }), 'session_cancelled');
      v.writes(v.checkOut(endsAt, { sessionNo: no }), 'session_cancelled');
    },
  },
  {
    name: 'unknown volunteer at a cancelled session, outside its window',
    share: 4,
    play: (v) => {
      const { no, endsAt } = v.random.pick(v.office.cancelled);
      const volunteerNo = v.random.pick(v.office.unknownVolunteers);
      v.writes(v.checkIn(endsAt + 5 * HOUR, { sessionNo: no, volunteerNo }), 'session_cancelled');
    },
  },
  {
    name: 'annulment that names nothing',
    share: 4,
    play: (v) => v.writes(v.annulment({ id: v.random.uuid(), at: v.session.startsAt }), 'annulment'),
  },
  {
    name: 'required cell missing',
    share: 10,
    play: (v) => v.writesMalformed(v.checkIn(v.arrival().at), v.random.pick(REQUIRED_COLUMNS)),
  },
];

/** 记录编号, 场次编号, 志愿者编号, 发生时间, 接收时间 */
const REQUIRED_COLUMNS = [0, 1, 2, 4, 5];
