import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const key = z.string().min(1).max(100);
const by = z.string().min(1).max(64);

/** A number under which somebody came whom nobody knew (现场登记), while it leads to nobody; the phone masked. `at` is epoch milliseconds. */
export const provisionalNumber = z.object({
  provisionalNo: z.string(),
  name: z.string(),
  phone: z.string(),
  sessionNo: z.string(),
  division: z.string(),
  teamNo: z.string(),
  at: z.number(),
});
export type ProvisionalNumber = z.infer<typeof provisionalNumber>;

export const provisionalNumbers = {
  /** A number in a form that no file can bring, for somebody who came to a session. The same request again gets the same one; `isSame` is whether it said the same. */
  make: rpc({
    subject: 'registry.v1.provisional-numbers.make',
    input: z.object({
      request: z.guid(),
      ...{ name: z.string().min(1).max(100), phone: z.string().max(40) },
      ...{ sessionNo: key, division: z.string().max(40), teamNo: z.string().max(100), by },
    }),
    output: z.object({ provisionalNo: z.string(), isSame: z.boolean() }),
  }),
  /** Those that lead to nobody yet and were made where the scope covers, by number, which begins with the day. `after` is the last one of the page before. */
  list: rpc({
    subject: 'registry.v1.provisional-numbers.list',
    input: z.object({ after: z.string().max(100), limit: z.int().min(1).max(500), within: scope }),
    output: z.object({ provisionalNumbers: z.array(provisionalNumber) }),
  }),
  /**
   * Lets one lead to the person to whom a volunteer number leads; what was recorded under it counts from then on, and its name is forgotten.
   * `PROVISIONAL.UNKNOWN`, `VOLUNTEER.UNKNOWN`, also outside the scope; `PROVISIONAL.SETTLED` where it leads to somebody else.
   */
  lead: rpc({
    subject: 'registry.v1.provisional-numbers.lead',
    input: z.object({ provisionalNo: key, volunteerNo: key, by, within: scope }),
    output: z.object({}),
  }),
};
