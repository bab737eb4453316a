import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const key = z.string().min(1).max(100);

/** Whose calendar it is: a team's, or a volunteer's own. */
export const calendarOf = z.union([z.object({ team: key }), z.object({ volunteerNo: key })]);
export type CalendarOf = z.infer<typeof calendarOf>;

const act = z.object({ of: calendarOf, within: scope });

/** Whoever has a calendar's token may read it: calendar programs cannot sign in. `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE` for another's team */
export const calendars = {
  /** A new token, shown this once; the one before no longer works. */
  make: rpc({ subject: 'registry.v1.calendars.make', input: act, output: z.object({ token: z.string() }) }),
  revoke: rpc({ subject: 'registry.v1.calendars.revoke', input: act, output: z.object({}) }),
  /** `CALENDAR.UNKNOWN`, also for a token that was revoked and for somebody who was erased */
  find: rpc({ subject: 'registry.v1.calendars.find', input: z.object({ token: key }), output: calendarOf }),
};
