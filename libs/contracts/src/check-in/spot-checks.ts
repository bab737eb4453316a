import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { evidenceClass } from './records.js';

const key = z.string().min(1).max(100);

/** What was found about an attendance: it was as recorded, it was not, or nobody who could tell was reached. */
export const spotCheckFinding = z.enum(['confirmed', 'not-confirmed', 'not-reached']);

/** One attendance that was drawn. Times are epoch milliseconds. */
export const drawn = z.object({
  /** Its place in the sample, from 1. */
  recordKey: z.string(),
  sessionNo: z.string(),
  sessionName: z.string(),
  startsAt: z.number(),
  volunteerNo: z.string(),
  evidence: evidenceClass,
  checkedInAt: z.number(),
  checkedOutAt: z.number().nullable(),
  /** What was found, the last at the end. */
  findings: z.array(z.object({ found: spotCheckFinding, text: z.string(), by: z.string(), at: z.number() })),
});
export type Drawn = z.infer<typeof drawn>;

const drawing = {
  id: z.string(),
  /** Hexadecimal, drawn by the server and kept before anything is read: whoever asks cannot choose who is asked about. */
  seed: z.string(),
  /** Sessions that start from `from` until before `until`. */
  from: z.number(),
  until: z.number(),
  division: z.string(),
  size: z.int(),
  by: z.string(),
  at: z.number(),
};
export const spotCheckListed = z.object(drawing);
export type SpotCheckListed = z.infer<typeof spotCheckListed>;
/** `drawn` is empty while it is being drawn, and where there is no attendance. */
export const spotCheck = z.object({ ...drawing, drawn: z.array(drawn) });
export type SpotCheck = z.infer<typeof spotCheck>;

export const spotChecks = {
  /**
   * Draws a random sample (随机抽查) of so many of the attendances at sessions of a time and a division, or all where there are no more. `AUTH.OUT_OF_SCOPE` for a
   * division outside the scope; an empty one is the caller's, where he has one alone.
   */
  draw: rpc({
    subject: 'check-in.v1.spot-checks.draw',
    input: z.object({
      ...{ from: z.number(), until: z.number(), division: z.string().max(40) },
      size: z.int().min(1).max(500),
      by: z.string().max(100),
      within: scope,
    }),
    output: spotCheck,
  }),
  /** Those within the scope, the newest first. A sample that somebody did not like stays in it. */
  list: rpc({
    subject: 'check-in.v1.spot-checks.list',
    input: z.object({ within: scope, limit: z.int().min(1).max(500) }),
    output: z.object({ spotChecks: z.array(spotCheckListed) }),
  }),
  /** `SPOT_CHECK.UNKNOWN`, also for one outside the scope */
  find: rpc({
    subject: 'check-in.v1.spot-checks.find',
    input: z.object({ id: key, within: scope }),
    output: spotCheck,
  }),
  /** Keeps what was found about one attendance, beside what was found before. `SPOT_CHECK.UNKNOWN`, also where that was not drawn */
  found: rpc({
    subject: 'check-in.v1.spot-checks.found',
    input: z.object({
      ...{ id: key, recordKey: key, found: spotCheckFinding, text: z.string().max(500) },
      by: z.string().max(100),
      within: scope,
    }),
    output: spotCheck,
  }),
};
