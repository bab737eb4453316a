import {
  type Attendance,
  type DayRules,
  isInFull,
  nextLevel,
  nothingRecognised,
  plannedMinutes,
  recogniseDays,
  type RecognisedDayOf,
  sumRecognised,
} from '#attendance';
import type { RecognisedDay, RecognisedHours } from '#contracts';
import { chinaDay, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { RecognitionRules } from '#policies';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { HistoryReader } from '../attendances/histories.js';
import { type SessionCopy, SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import type { Person } from '../persons/persons.js';
import { holding, holdingOn, inOrder } from './decided.js';
import { type DecisionDocument, DecisionRepository } from './decision.repository.js';

type Held = Attendance & { readonly session: SessionCopy; readonly startsAt: number; readonly day: string };

/** A person with his days and where the sessions of each that gave minutes took place. */
export interface PersonDays {
  readonly person: Person;
  readonly days: readonly RecognisedDay[];
  readonly placesOf: (day: string) => readonly string[];
}

/** What becomes of the service minutes of a person, worked out from the ledger whenever it is asked for. */
@Injectable()
export class RecognisedHoursReader {
  constructor(
    private readonly persons: PersonRepository,
    private readonly histories: HistoryReader,
    private readonly sessions: SessionRepository,
    private readonly decisions: DecisionRepository,
    private readonly rules: RecognitionRules,
    private readonly transactions: Transactions,
  ) {}

  /** Of one year (in which the session starts, UTC+08:00) or of all. @throws DomainError `VOLUNTEER.UNKNOWN` */
  async of(volunteerNo: string, year: number | null): Promise<RecognisedHours> {
    const found = await this.days(volunteerNo);
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    const days = found.days.filter((d) => year === null || Number(d.day.slice(0, 4)) === year);
    return {
      volunteerNo,
      personTimes: sumOf(days, (d) => d.attendances.length),
      minutes: sumOf(days, (d) => d.minutes),
      ...sumRecognised(days),
      attendancesInFull: sumOf(days, (d) => d.attendancesInFull),
      minutesWithInFull: sumOf(days, (d) => d.minutesWithInFull),
      days,
    };
  }

  /** Every day of the person to whom a number leads, the earliest first; undefined where it leads to nobody. */
  days(volunteerNo: string): Promise<PersonDays | undefined> {
    return this.transactions.reading(async (session) => {
      const [person] = await this.persons.ofNumbers([volunteerNo], session);
      return person && this.daysOf(person, session);
    });
  }

  private async daysOf(person: Person, session: ClientSession): Promise<PersonDays> {
    const [{ judgements }, decisions, rules] = await Promise.all([
      this.histories.ofPersons([person], session),
      this.decisions.ofNumbers(person.numbers, session),
      this.rules.byDay(),
    ]);
    const attendances = judgements.get(person.id)?.attendances ?? [];
    const sessions = new Map(
      (
        await this.sessions.find(
          attendances.map((a) => a.sessionNo),
          session,
        )
      ).map((s) => [s._id, s]),
    );
    const held = attendances.flatMap((attendance) => {
      const session = sessions.get(attendance.sessionNo);
      if (session === undefined) return [];
      const startsAt = session.startsAt.getTime();
      return [{ ...attendance, session, startsAt, day: chinaDay(startsAt) }];
    });
    const decided = holding(decisions);
    const days = recogniseDays(
      held,
      (day) => rules.on(day),
      (day) => holdingOn(day, decided),
    );
    return {
      person,
      days: days.map((of) => this.view(of, rules.on(of.day), decisions)),
      placesOf: (day) => held.filter((a) => a.day === day && a.minutes > 0).map((a) => a.session.division ?? ''),
    };
  }

  private view(
    { day, attendances, parts }: RecognisedDayOf<Held>,
    { fullPercent, ...limits }: DayRules,
    decisions: readonly DecisionDocument[],
  ): RecognisedDay {
    const shown = attendances.map(({ session, sessionNo, startsAt, evidence, minutes }, i) => {
      const times = { startsAt, endsAt: session.endsAt.getTime() };
      return {
        ...{ sessionNo, sessionName: session.name, ...times, evidence, minutes },
        ...{ plannedMinutes: plannedMinutes(times), inFull: isInFull(minutes, times, fullPercent) },
        ...(parts[i] ?? nothingRecognised()),
      };
    });
    const sum = sumRecognised(parts);
    return {
      day,
      minutes: sumOf(shown, (a) => a.minutes),
      limits: { ...limits, fullPercent },
      ...sum,
      awaits: nextLevel(sum) ?? null,
      attendancesInFull: shown.filter((a) => a.inFull).length,
      minutesWithInFull: sumOf(shown, (a) => (a.inFull ? a.plannedMinutes : a.minutes)),
      attendances: shown,
      decisions: inOrder(decisions.filter((d) => d.day === day)).map((d) => ({
        ...{ level: d.level, decision: d.decision, minutes: d.minutes, because: this.decisions.because(d) },
        ...{ by: d.name, at: d.at.getTime() },
      })),
    };
  }
}

const sumOf = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((n, one) => n + of(one), 0);
