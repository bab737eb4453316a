import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { evidenceClass } from './records.js';

const volunteerNo = z.string().min(1).max(100);
const minutes = z.int().nonnegative();

/** Who decides about minutes of a day (认定层级): the parent organisation (上级组织) of where the service took place, or the county. */
export const recognitionLevel = z.enum(['parent', 'county']);
/** Approved up to what was seen, refused what was waiting, or withdrawn: as if nothing had been decided at that level. */
export const recognitionDecision = z.enum(['approved', 'refused', 'withdrawn']);

/** Minutes by what becomes of them; they add up to the service minutes. */
export const recognised = z.object({
  atOnce: minutes,
  byParent: minutes,
  byCounty: minutes,
  awaitingParent: minutes,
  awaitingCounty: minutes,
  refused: minutes,
});

/** What holds at one level about a person's day (`YYYY-MM-DD`): recognised up to so many minutes of it, of so many that were looked at. */
export const decidedDay = z.object({ day: z.string(), level: recognitionLevel, approved: minutes, seen: minutes });

/** One decision (`key` is its id) about the day of the person behind a number; it never changes. */
export const decisionFact = z.object({
  kind: z.literal('decision'),
  key: z.string(),
  rev: z.literal(1),
  /** As it came by a file, however long. */
  volunteerNo: z.string(),
  day: z.string(),
  level: recognitionLevel,
  /** The so-manieth that was made about that day under the person's numbers at that level. */
  n: z.int().positive(),
  decision: recognitionDecision,
  minutes,
  approved: minutes,
  /** Epoch milliseconds. */
  at: z.number(),
});
export type DecisionFact = z.infer<typeof decisionFact>;

/** Attendances attended in full (全勤), and the minutes that there would be if each of those counted with the whole planned duration. They are for information. */
export const inFull = z.object({ attendancesInFull: z.int(), minutesWithInFull: z.int() });

/** A person's day, with every attendance at a session that starts on it, in the order in which they fill it, and all that was decided, the oldest first. */
export const recognisedDay = recognised.extend({
  ...inFull.shape,
  day: z.string(),
  minutes,
  /** Minutes recognised at once and with the parent organisation's approval, and percent for full attendance, as in force on the day. */
  limits: z.object({ atOnce: z.int(), withParent: z.int(), fullPercent: z.int() }),
  /** The level that is to decide next; null where nothing waits. */
  awaits: recognitionLevel.nullable(),
  attendances: z.array(
    recognised.extend({
      sessionNo: z.string(),
      sessionName: z.string(),
      startsAt: z.number(),
      endsAt: z.number(),
      evidence: evidenceClass,
      minutes,
      plannedMinutes: minutes,
      inFull: z.boolean(),
    }),
  ),
  decisions: z.array(
    z.object({
      level: recognitionLevel,
      decision: recognitionDecision,
      /** Of the day, as whoever decided saw them. */
      minutes,
      because: z.string(),
      /** Who decided, by his name, and when, epoch milliseconds. */
      by: z.string(),
      at: z.number(),
    }),
  ),
});
export type RecognisedDay = z.infer<typeof recognisedDay>;

export const recognisedHours = recognised.extend({
  ...inFull.shape,
  volunteerNo: z.string(),
  personTimes: z.int(),
  minutes,
  days: z.array(recognisedDay),
});
export type RecognisedHours = z.infer<typeof recognisedHours>;

export const recognition = {
  /** What becomes of the service minutes of the person to whom a number leads, of one year or of all; `VOLUNTEER.UNKNOWN` where it leads to nobody. */
  find: rpc({
    subject: 'check-in.v1.recognition.find',
    input: z.object({ volunteerNo, year: z.int().nullable() }),
    output: recognisedHours,
  }),
  /**
   * Decides about a person's day at one level, where the day lies within the scope: at the level `parent` in the township that holds all of its sessions, at
   * `county` in their county. The same id and content again changes nothing; with other content `ATTENDANCE.ID_REUSED`. `RECOGNITION.UNKNOWN` for a day of
   * nobody, without service, or outside the scope; `RECOGNITION.OWN_HOURS`, `RECOGNITION.SAME_PERSON` for who has made the decision that holds at the other level,
   * `RECOGNITION.CHANGED_MEANWHILE`, `RECOGNITION.PARENT_FIRST`, `RECOGNITION.NOTHING_TO_DECIDE`
   */
  decide: rpc({
    subject: 'check-in.v1.recognition.decide',
    input: z.object({
      id: z.guid(),
      volunteerNo,
      day: z.iso.date(),
      level: recognitionLevel,
      decision: recognitionDecision,
      minutes,
      because: z.string().min(1).max(500),
      by: z.string().min(1).max(64),
      within: scope,
    }),
    output: recognisedDay,
  }),
};
