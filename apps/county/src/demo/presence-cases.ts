import { type Case } from './cases.js';
import { type AttendanceRecord } from './ledger.js';
import { HOUR, MINUTE } from './time.js';
import { type Visit } from './visit.js';

/** Somebody comes and goes; the record of coming. */
export function comesAndGoes(v: Visit, { from, to, seconds } = v.stay()): AttendanceRecord {
  const checkIn = v.checkIn(from);
  v.counts(checkIn, v.checkOut(to));
  v.attended(seconds);
  return checkIn;
}

/** Somebody comes late and goes; the record of coming. */
export function comesLateAndGoes(v: Visit): AttendanceRecord {
  return comesAndGoes(v, v.stay(v.lateArrival()));
}

/** A third and two thirds of the session: a time to go and a time to come back. */
function thirds(v: Visit): { out: number; back: number; away: number } {
  const third = Math.floor(v.length / 3 / MINUTE) * MINUTE;
  return { out: v.session.startsAt + third, back: v.session.startsAt + 2 * third, away: third };
}

/** Cases of presence: each is one attendance. */
export const PRESENCE_CASES: readonly Case[] = [
  {
    name: 'never checked out',
    share: 1900,
    play: (v) => {
      const { at, late } = v.arrival();
      v.counts(v.checkIn(at));
      v.attended(v.openCredit(late));
    },
  },
  {
    name: 'left and came back',
    share: 120,
    play: (v) => {
      const { from, to, seconds } = v.stay();
      const { out, back, away } = thirds(v);
      v.counts(v.checkIn(from), v.checkOut(out), v.checkIn(back), v.checkOut(to));
      v.attended(seconds - away);
    },
  },
  {
    name: 'came back and never checked out',
    share: 40,
    play: (v) => {
      const { at: from, late } = v.arrival();
      const { out, back, away } = thirds(v);
      v.counts(v.checkIn(from), v.checkOut(out), v.checkIn(back));
      v.attended(v.session.creditsToPlannedEnd ? v.length - late - away : away - late);
    },
  },
  {
    // Of equal times the check-in comes first: it opens nothing, the check-out ends the time, and the last one ends nothing.
    name: 'came back in the second of leaving',
    share: 20,
    play: (v) => {
      const { at: from, late } = v.arrival();
      const { out, away } = thirds(v);
      v.counts(v.checkIn(from), v.checkOut(out), v.checkIn(out), v.checkOut(v.departure().at));
      v.attended(away - late);
    },
  },
  {
    name: 'checked in and out in one second',
    share: 10,
    play: (v) => {
      const { at } = v.arrival();
      v.counts(v.checkOut(at), v.checkIn(at));
      v.attended(0);
    },
  },
  {
    name: 'checked in twice',
    share: 80,
    play: (v) => {
      const { from, to, seconds } = v.stay();
      v.counts(v.checkIn(from), v.checkIn(thirds(v).out), v.checkOut(to));
      v.attended(seconds);
    },
  },
  {
    name: 'checked out twice',
    share: 60,
    play: (v) => {
      const { at: from, late } = v.arrival();
      const { out, away } = thirds(v);
      v.counts(v.checkIn(from), v.checkOut(out), v.checkOut(v.departure().at));
      v.attended(away - late);
    },
  },
  {
    name: 'checked out before checking in',
    share: 20,
    play: (v) => {
      const { from, to, seconds } = v.stay();
      v.counts(v.checkOut(v.session.startsAt - 30 * MINUTE), v.checkIn(from), v.checkOut(to));
      v.attended(seconds);
    },
  },
  {
    name: 'at the very edges of the window',
    share: 15,
    play: (v) => {
      v.counts(v.checkIn(v.session.startsAt - HOUR), v.checkOut(v.session.endsAt + HOUR));
      v.attended(v.length);
    },
  },
  {
    name: 'came when it was over',
    share: 15,
    play: (v) => {
      const at = v.session.endsAt + MINUTE * v.random.int(50);
      v.counts(v.checkIn(at), v.checkOut(at + 5 * MINUTE));
      v.attended(0);
    },
  },
  {
    name: 'left before it began',
    share: 10,
    play: (v) => {
      const at = v.session.startsAt - MINUTE * v.random.between(20, 60);
      v.counts(v.checkIn(at), v.checkOut(at + 15 * MINUTE));
      v.attended(0);
    },
  },
  {
    name: 'check-out too late',
    share: 20,
    play: (v) => {
      const { at, late } = v.arrival();
      v.counts(v.checkIn(at));
      v.writes(v.checkOut(v.session.endsAt + HOUR + v.random.between(1, 7200)), 'outside_window');
      v.attended(v.openCredit(late));
    },
  },
  {
    name: 'check-in too early, then again',
    share: 12,
    play: (v) => {
      v.writes(v.checkIn(v.session.startsAt - HOUR - v.random.between(1, 7200)), 'outside_window');
      comesLateAndGoes(v);
    },
  },
  {
    name: 'in under one number, out under another',
    share: 30,
    severalNumbers: true,
    play: (v) => {
      const [mine = '', other = ''] = v.numbers;
      const { from, to, seconds } = v.stay();
      v.counts(v.checkIn(from, { volunteerNo: mine }), v.checkOut(to, { volunteerNo: other }));
      v.attended(seconds);
    },
  },
  {
    name: 'checked in under both numbers',
    share: 20,
    severalNumbers: true,
    play: (v) => {
      const [mine = '', other = ''] = v.numbers;
      const { from, to, seconds } = v.stay();
      v.counts(v.checkIn(from, { volunteerNo: other }), v.checkIn(from, { volunteerNo: mine }));
      v.counts(v.checkOut(to, { volunteerNo: other }));
      v.attended(seconds);
    },
  },
  {
    name: 'back-filled and approved',
    share: 480,
    play: (v) => {
      const { from, to, seconds } = v.stay();
      const receivedAt = to + HOUR * v.random.between(20, 2000);
      const filled = { ...v.backFilled(), receivedAt };
      v.counts(v.checkIn(from, filled), v.checkOut(to, filled));
      v.attended(seconds, 'declared');
    },
  },
  {
    name: 'back-filled without approval beside a check-in',
    share: 15,
    play: (v) => {
      v.writes(v.checkIn(v.session.startsAt - 40 * MINUTE, { ...v.backFilled(), approvedBy: '' }), 'not_approved');
      comesLateAndGoes(v);
    },
  },
  {
    // The best class among the check-ins is that of the session's own method.
    name: 'back-filled beside a better check-in',
    share: 20,
    play: (v) => {
      const { at: to, early } = v.departure();
      v.counts(v.checkIn(v.session.startsAt - 40 * MINUTE, v.backFilled()), v.checkIn(v.arrival().at), v.checkOut(to));
      v.attended(v.length - early);
    },
  },
  {
    // Only check-ins decide the class.
    name: 'check-out of a better class',
    share: 20,
    play: (v) => {
      const { from, to, seconds } = v.stay();
      v.counts(v.checkIn(from, v.backFilled()), v.checkOut(to, { method: '扫码' }));
      v.attended(seconds, 'declared');
    },
  },
];
