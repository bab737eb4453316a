import { z } from 'zod';
import { feedContracts } from '../feed.js';
import { importContracts } from '../imports.js';
import { serviceContracts } from '../service.js';
import { activities } from './activities.js';
import { checkInPolicy } from './check-in-policy.js';
import { planning } from './planning.js';
import { signUps } from './sign-ups.js';

/** A session (场次) as it stands. Times are epoch milliseconds. */
export const sessionFact = z.object({
  key: z.string(),
  rev: z.int().positive(),
  kind: z.literal('session'),
  name: z.string(),
  campaign: z.string(),
  category: z.string(),
  teamNo: z.string(),
  division: z.string(),
  startsAt: z.number(),
  endsAt: z.number(),
  state: z.enum(['published', 'running', 'ended', 'cancelled']),
  creditRule: z.enum(['check-out', 'planned-end']),
  /** People covered (覆盖群众) as the organiser declared, in person-times, and how they were counted. */
  covered: z.int().nonnegative(),
  coveredMethod: z.string(),
  /** A training (培训); left out where it is service. */
  isTraining: z.boolean().optional(),
  /** Which ways to check in are enough; left out where nothing else than the usual ones was said. */
  checkIn: checkInPolicy.optional(),
});
export type SessionFact = z.infer<typeof sessionFact>;

export const scheduling = {
  service: serviceContracts('scheduling'),
  imports: importContracts('scheduling'),
  feed: feedContracts('scheduling', sessionFact),
  planning,
  activities,
  signUps,
};
