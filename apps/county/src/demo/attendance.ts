import { ANNULMENT_CASES } from './annulment-cases.js';
import { type Case } from './cases.js';
import { type Crowd } from './crowd.js';
import { Ledger } from './ledger.js';
import { distinctNames } from './names.js';
import { attendBoth } from './pair-visits.js';
import { comesAndGoes, PRESENCE_CASES } from './presence-cases.js';
import { item, Random } from './prng.js';
import { type Register } from './register.js';
import { LOST_CONFLICTS, REPEAT_CASES } from './repeat-cases.js';
import { apportion } from './scale.js';
import { type Session, yearOfSession } from './session.js';
import { type SessionPlan } from './session-plan.js';
import { STRAY_CASES, UNCOUNTED_CASES } from './uncounted-cases.js';
import { type Office, Visit } from './visit.js';

const PLAIN: Case = { name: 'came and went', share: 0, play: comesAndGoes };

const COUNTED: readonly Case[] = [...PRESENCE_CASES, ...REPEAT_CASES, ...ANNULMENT_CASES];
const UNCOUNTED: readonly Case[] = [...UNCOUNTED_CASES, ...LOST_CONFLICTS];

/** The names of all cases that `recordAttendance` makes, at every size. */
export const CASE_NAMES: readonly string[] = [PLAIN, ...COUNTED, ...UNCOUNTED, ...STRAY_CASES].map((c) => c.name);

/** At least so many come to a session with attendance. */
const LEAST = 3;

/** Makes the attendance of the county's year, exactly `personTimes` in it, and some beside it. */
export function recordAttendance(
  seed: number,
  year: number,
  personTimes: number,
  plan: SessionPlan,
  register: Register,
  crowd: Crowd,
): Ledger {
  const random = new Random(seed, 'attendance');
  const ledger = new Ledger(new Random(seed, 'writing'));
  const office = officeOf(random, plan, register);
  const visitOf = (session: Session, person: number) =>
    new Visit(session, person, register.numbersOf(person), random, office, ledger);
  /** False when nobody who can do it is free. */
  const play = (what: Case, session: Session): boolean => {
    const person = what.severalNumbers ? crowd.takeWithSeveralNumbers(session) : crowd.take(session);
    if (person === undefined) return false;
    what.play(visitOf(session, person));
    ledger.happened(what.name);
    return true;
  };
  const of = (cases: readonly Case[]) =>
    cases.flatMap((c) => Array<Case>(Math.max(2, Math.round((personTimes * c.share) / 10_000))).fill(c));

  for (const pair of plan.pairs) {
    for (let n = random.between(3, 8); n > 0; n--) {
      const person = crowd.takeForBoth(pair.first, pair.second);
      attendBoth(pair, visitOf(pair.first, person), visitOf(pair.second, person));
      ledger.happened(`two sessions at once: ${pair.shape}`);
    }
  }
  const inYear = ledger.attendances.filter((a) => yearOfSession(a.session) === year).length;
  const turnout = apportion(
    personTimes - inYear,
    plan.attended.map(({ places }) => places * random.between(3, 10)),
    LEAST,
  );

  const deck = of(COUNTED);
  const plain = personTimes - inYear - plan.attended.length - deck.length;
  if (plain < 0) throw new RangeError(`too few person-times for the cases: ${personTimes}`);
  for (let n = 0; n < plain; n++) deck.push(PLAIN);
  random.shuffle(deck);
  plan.attended.forEach((session, s) => {
    // The first visit makes the session what its method says: with online check-in, or without.
    const first = visitOf(session, crowd.take(session));
    first.method = session.method;
    comesAndGoes(first);
    ledger.happened(PLAIN.name);
    for (let n = item(turnout, s); n > 1; n--) {
      const what = deck.pop() ?? PLAIN;
      if (play(what, session)) continue;
      deck.unshift(what);
      play(PLAIN, session);
    }
  });
  for (const session of plan.beside) {
    for (let n = random.between(8, 25); n > 0; n--) play(PLAIN, session);
  }
  for (const what of of(UNCOUNTED)) play(what, random.pick(plan.held));
  for (const what of of(STRAY_CASES)) {
    const session = random.pick(plan.held);
    what.play(visitOf(session, crowd.anybody()));
    ledger.happened(what.name);
  }
  return ledger;
}

function officeOf(random: Random, plan: SessionPlan, register: Register): Office {
  const names = distinctNames(random, 60);
  const sessions = [...plan.attended, ...plan.empty, ...plan.cancelled, ...plan.beside];
  return {
    clerks: names.slice(0, 30),
    approvers: names.slice(30),
    cancelled: plan.cancelled,
    unknownSessions: [...plan.refusedNumbers, 'S430922', '无编号'],
    unknownVolunteers: [...register.refusedNumbers, 'V4309229999999', '陈志愿'],
    sessionNos: sessions.map((s) => s.no).sort(),
  };
}
