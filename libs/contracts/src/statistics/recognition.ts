import { z } from 'zod';
import { scope } from '../access.js';
import { recognitionLevel } from '../check-in/recognition.js';
import { rpc } from '../contract.js';
import { reportQuery } from './query.js';

/**
 * What becomes of the service minutes of a year (in which the session starts) and a division (in which it took place), beside the figures of the year. The parts
 * add up to `serviceMinutes`, and over divisions that do not overlap. Days of persons do not: one may have service in several divisions.
 */
export const recognitionFigures = z.object({
  serviceMinutes: z.int(),
  minutesAtOnce: z.int(),
  minutesApprovedByParent: z.int(),
  minutesApprovedByCounty: z.int(),
  minutesAwaitingParent: z.int(),
  minutesAwaitingCounty: z.int(),
  minutesRefused: z.int(),
  /** Days of one person each with service, and those of which minutes wait. */
  personDays: z.int(),
  personDaysAwaitingParent: z.int(),
  personDaysAwaitingCounty: z.int(),
  personTimes: z.int(),
  /** Attendances attended in full (全勤), their share rounded to six decimals (null where there is no attendance), and what minutes there would be with them. */
  attendancesInFull: z.int(),
  attendedInFullShare: z.number().nullable(),
  minutesWithInFull: z.int(),
});
export type RecognitionFigures = z.infer<typeof recognitionFigures>;

export const recognitionReport = recognitionFigures.extend({
  year: z.int(),
  division: z.string().nullable(),
  divisionName: z.string().nullable(),
  /** Epoch milliseconds: everything acknowledged before this instant is counted. */
  asOf: z.number(),
});
export type RecognitionReport = z.infer<typeof recognitionReport>;

/** A day of a volunteer of which minutes wait for a decision. */
export const waitingDay = z.object({
  volunteerNo: z.string(),
  day: z.string(),
  level: recognitionLevel,
  /** Of the whole day, and those of them that wait at this level. */
  minutes: z.int(),
  awaiting: z.int(),
  sessions: z.array(z.object({ sessionNo: z.string(), name: z.string(), minutes: z.int() })),
});
export type WaitingDay = z.infer<typeof waitingDay>;

export const recognition = {
  /** `DIVISION.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  year: rpc({ subject: 'statistics.v1.recognition.year', input: reportQuery, output: recognitionReport }),
  /**
   * Days that wait for somebody with this scope, the oldest first. `after` is the day and number of the last one of the page before, with a blank between; empty
   * for the first page.
   */
  waiting: rpc({
    subject: 'statistics.v1.recognition.waiting',
    input: z.object({
      level: recognitionLevel.nullable(),
      after: z.string().max(120),
      limit: z.int().min(1).max(500),
      within: scope,
    }),
    output: z.object({ days: z.array(waitingDay) }),
  }),
};
