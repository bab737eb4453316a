import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { recordResult } from './records.js';

const key = z.string().min(1).max(100);

/** Somebody at a session; the name masked so far that people can still be told apart. */
export const personFound = z.object({ volunteerNo: z.string(), name: z.string() });

/** Both at a session within the scope: `SESSION.UNKNOWN` for any other. */
export const people = {
  /**
   * Records somebody who came without a number (现场登记), under a provisional one. The same `id` again is the same record; the same `person` again is the same number,
   * whatever is recorded of it. `ATTENDANCE.ID_REUSED` where it was another's.
   */
  walkIn: rpc({
    subject: 'check-in.v1.people.walk-in',
    input: z.object({
      ...{ id: z.guid(), person: z.guid(), sessionNo: key },
      ...{ name: z.string().min(1).max(100), phone: z.string().max(40) },
      kind: z.enum(['check-in', 'check-out']),
      occurredAt: z.number(),
      deviceId: z.string().max(200),
      method: z.enum(['roll-call', 'paper']),
      clockOffset: z.number().optional(),
      isJudged: z.boolean(),
      by: z.string().min(1).max(64),
      within: scope,
    }),
    output: z.object({ volunteerNo: z.string(), result: recordResult }),
  }),
  /**
   * Looks for somebody to call up among those who are signed up at a session, and among the members of its team for who leads it: by a part of the name or number, or the last
   * four digits or more of the phone. Twenty at most.
   */
  search: rpc({
    subject: 'check-in.v1.people.search',
    input: z.object({ sessionNo: key, text: z.string().min(3).max(100), within: scope, leads: scope.nullable() }),
    output: z.object({ people: z.array(personFound) }),
  }),
  /** Who is signed up at a session, with their full names, for the organiser's sheet; and its name and times. */
  sheet: rpc({
    subject: 'check-in.v1.people.sheet',
    input: z.object({ sessionNo: key, within: scope }),
    output: z.object({
      ...{ sessionName: z.string(), startsAt: z.number(), endsAt: z.number() },
      people: z.array(personFound),
    }),
  }),
};
