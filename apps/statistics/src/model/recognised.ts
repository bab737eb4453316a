import { decidingDivision } from '#access';
import {
  type DayRules,
  type DecidedLevels,
  isInFull,
  nextLevel,
  nothingRecognised,
  plannedMinutes,
  recogniseDays,
  type Recognised,
  RECOGNITION_PARTS,
  type RecognitionLevel,
  sumRecognised,
} from '#attendance';
import type { PersonAttendances, RecognitionFigures, WaitingDay } from '#contracts';
import type { CountedSession, County } from './county.js';

type RulesOn = (day: string) => DayRules;

/**
 * What becomes of the service minutes of a year, for the sessions that took place in a division (`''` for everything). The limits of a day are applied to all
 * of a person's attendances of it, wherever they took place; each part then belongs to the division of its own session.
 */
export function countRecognised(county: County, year: number, division: string, rulesOn: RulesOn): RecognitionFigures {
  const sum = nothingRecognised();
  const n = { personDays: 0, awaitingParent: 0, awaitingCounty: 0, personTimes: 0, inFull: 0, withInFull: 0 };
  for (const { day, attendances, parts } of personDays(county, rulesOn, (s) => s.year === year)) {
    const own = nothingRecognised();
    let isHere = false;
    attendances.forEach(({ session: { fact }, minutes }, i) => {
      if (!fact.division.startsWith(division)) return;
      isHere = true;
      add(own, parts[i]);
      const isFull = isInFull(minutes, fact, rulesOn(day).fullPercent);
      n.personTimes++;
      n.inFull += Number(isFull);
      n.withInFull += isFull ? plannedMinutes(fact) : minutes;
    });
    add(sum, own);
    n.personDays += Number(isHere);
    n.awaitingParent += Number(own.awaitingParent > 0);
    n.awaitingCounty += Number(own.awaitingCounty > 0);
  }
  return {
    serviceMinutes: RECOGNITION_PARTS.reduce((all, part) => all + sum[part], 0),
    minutesAtOnce: sum.atOnce,
    minutesApprovedByParent: sum.byParent,
    minutesApprovedByCounty: sum.byCounty,
    minutesAwaitingParent: sum.awaitingParent,
    minutesAwaitingCounty: sum.awaitingCounty,
    minutesRefused: sum.refused,
    personDays: n.personDays,
    personDaysAwaitingParent: n.awaitingParent,
    personDaysAwaitingCounty: n.awaitingCounty,
    personTimes: n.personTimes,
    attendancesInFull: n.inFull,
    attendedInFullShare: n.personTimes === 0 ? null : Math.round((n.inFull * 1e6) / n.personTimes) / 1e6,
    minutesWithInFull: n.withInFull,
  };
}

/** A day that waits, and the division whose offices are to decide about it next. */
export interface Waiting extends WaitingDay {
  readonly division: string;
}

/** Every day of which minutes wait, the oldest first, of one day by number as text. */
export function waitingDays(county: County, rulesOn: RulesOn): Waiting[] {
  const found: Waiting[] = [];
  for (const { volunteerNo, day, attendances, parts } of personDays(county, rulesOn, () => true)) {
    const sum = sumRecognised(parts);
    const level = nextLevel(sum);
    if (level === undefined) continue;
    const served = attendances.filter((a) => a.minutes > 0);
    found.push({
      ...{ volunteerNo, day, level },
      minutes: served.reduce((all, a) => all + a.minutes, 0),
      awaiting: level === 'parent' ? sum.awaitingParent : sum.awaitingCounty,
      sessions: served.map(({ sessionNo, minutes, session }) => ({ sessionNo, name: session.fact.name, minutes })),
      division: decidingDivision(
        level,
        served.map((a) => a.session.fact.division),
      ),
    });
  }
  return found.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/** Where a day stands in the list of those that wait. */
export const placeOf = ({ day, volunteerNo }: Pick<WaitingDay, 'day' | 'volunteerNo'>): string =>
  `${day} ${volunteerNo}`;

interface Held {
  readonly session: CountedSession;
  readonly sessionNo: string;
  readonly minutes: number;
  readonly startsAt: number;
  readonly day: string;
}

/** Every person's days with attendances at sessions that are asked for. */
function* personDays(county: County, rulesOn: RulesOn, asked: (session: CountedSession) => boolean) {
  for (const fact of county.attendances.values()) {
    const data = county.register.persons.get(fact.key)?.data;
    if (data === undefined) continue; // his numbers lead elsewhere by now; his attendances will follow
    const held: Held[] = [];
    for (const { sessionNo, minutes } of fact.attendances) {
      const session = county.sessions.get(sessionNo);
      if (session === undefined || !asked(session)) continue;
      held.push({ session, sessionNo, minutes, startsAt: session.fact.startsAt, day: session.day });
    }
    for (const day of recogniseDays(held, rulesOn, (on) => decidedOn(fact, on)))
      yield { volunteerNo: data.key, ...day };
  }
}

function decidedOn({ decided }: PersonAttendances, day: string): DecidedLevels | undefined {
  if (decided === undefined) return undefined;
  const levels: Partial<Record<RecognitionLevel, { approved: number; seen: number }>> = {};
  for (const of of decided) if (of.day === day) levels[of.level] = of;
  return levels;
}

function add(sum: Recognised, parts: Recognised | undefined): void {
  if (parts !== undefined) for (const part of RECOGNITION_PARTS) sum[part] += parts[part];
}
