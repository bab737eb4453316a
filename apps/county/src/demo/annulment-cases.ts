import { type Case } from './cases.js';
import { type AttendanceRecord } from './ledger.js';
import { comesAndGoes, comesLateAndGoes } from './presence-cases.js';
import { DAY, HOUR, MINUTE } from './time.js';
import { type Visit } from './visit.js';

/** This person was checked in by mistake, long before coming; that is annulled. */
function mistakeFirst(v: Visit): AttendanceRecord {
  const mistake = v.checkIn(v.session.startsAt - 40 * MINUTE);
  v.writes(mistake, 'annulled');
  return mistake;
}

/** Annulments (撤销) that act or fail to act, beside an attendance. */
export const ANNULMENT_CASES: readonly Case[] = [
  {
    name: 'annulled check-in before the right one',
    share: 8,
    play: (v) => {
      v.writes(v.annulment(mistakeFirst(v)), 'annulment');
      comesLateAndGoes(v);
    },
  },
  {
    name: 'annulled check-out before the right one',
    share: 8,
    play: (v) => {
      const { from, to, seconds } = v.stay();
      const mistake = v.checkOut(v.session.startsAt + 25 * MINUTE);
      v.counts(v.checkIn(from), v.checkOut(to));
      v.writes(mistake, 'annulled');
      v.writes(v.annulment(mistake), 'annulment');
      v.attended(seconds);
    },
  },
  {
    name: 'check-out annulled, and no other',
    share: 5,
    play: (v) => {
      const { at, late } = v.arrival();
      const mistake = v.checkOut(v.session.startsAt + 25 * MINUTE);
      v.counts(v.checkIn(at));
      v.writes(mistake, 'annulled');
      v.writes(v.annulment(mistake), 'annulment');
      v.attended(v.openCredit(late));
    },
  },
  {
    name: 'annulled before it was received',
    share: 5,
    play: (v) => {
      const mistake = mistakeFirst(v);
      v.writes(v.annulment(mistake, { at: mistake.at - HOUR, receivedAt: mistake.at - HOUR + 5 }), 'annulment');
      comesLateAndGoes(v);
    },
  },
  {
    name: 'annulled from far away',
    share: 6,
    play: (v) => {
      const mistake = mistakeFirst(v);
      const at = mistake.at + 400 * DAY;
      const from = {
        sessionNo: v.random.pick(v.office.unknownSessions),
        volunteerNo: v.random.pick(v.office.unknownVolunteers),
      };
      v.writes(
        v.annulment(mistake, { ...from, at, receivedAt: at + HOUR, method: '补录', enteredBy: '' }),
        'annulment',
      );
      comesLateAndGoes(v);
    },
  },
  {
    name: 'annulled from a cancelled session',
    share: 5,
    play: (v) => {
      const { no } = v.random.pick(v.office.cancelled);
      v.writes(v.annulment(mistakeFirst(v), { sessionNo: no }), 'annulment');
      comesLateAndGoes(v);
    },
  },
  {
    name: 'annulment annulled in vain',
    share: 5,
    play: (v) => {
      const annulment = v.annulment(mistakeFirst(v));
      v.writes(annulment, 'annulment');
      v.writes(v.annulment(annulment), 'annulment');
      comesLateAndGoes(v);
    },
  },
  {
    name: 'annulment delivered twice',
    share: 5,
    play: (v) => {
      const annulment = v.annulment(mistakeFirst(v));
      v.writes(annulment, 'annulment', { capitalId: false });
      v.writes({ ...annulment, receivedAt: annulment.receivedAt + DAY }, 'duplicate', {
        capitalId: true,
        at: 'utc-offset',
      });
      comesLateAndGoes(v);
    },
  },
  {
    name: 'annulment that lost a conflict does not act',
    share: 5,
    play: (v) => {
      const checkIn = comesAndGoes(v);
      const standing = v.annulment({ id: v.random.uuid(), at: checkIn.at });
      v.writes(standing, 'annulment');
      v.writes({ ...standing, annuls: checkIn.id, receivedAt: standing.receivedAt + 600 }, 'conflict');
    },
  },
  {
    name: 'two annulments under one number, received at once: the smaller named number',
    share: 5,
    play: (v) => {
      const { from, to, seconds } = v.stay(v.lateArrival());
      const [lower = '', higher = ''] = [v.random.uuid(), v.random.uuid()].sort();
      v.writes(v.checkIn(v.session.startsAt - 40 * MINUTE, { id: lower }), 'annulled');
      v.counts(v.checkIn(from, { id: higher }), v.checkOut(to));
      const standing = v.annulment({ id: lower, at: from });
      v.writes(standing, 'annulment');
      v.writes({ ...standing, annuls: higher }, 'conflict');
      v.attended(seconds);
    },
  },
  {
    // The annulment names the number, whichever of its contents stands.
    name: 'annulled number with two contents',
    share: 4,
    play: (v) => {
      const mistake = mistakeFirst(v);
      v.writes({ ...mistake, at: mistake.at + 90, receivedAt: mistake.receivedAt + 90 }, 'conflict');
      v.writes(v.annulment(mistake), 'annulment');
      comesLateAndGoes(v);
    },
  },
];
