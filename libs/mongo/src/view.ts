import type { ClientSession } from 'mongodb';

/**
 * What is read in `session` (causally consistent, of majorities) sees everything that was committed at or before `at`, and may see more. `at`
 * is the cluster's logical time as a whole number, so of two views the one that is certain to see more has the greater.
 */
export interface View {
  readonly session: ClientSession;
  readonly at: number;
}

/** Increments of the logical time within a second, at most: seconds and increment together stay below 2^53 until the year 2106. */
const INCREMENTS = 2 ** 21;

/** From a session's last answer on. @throws Error for a session that had none */
export function viewOf(session: ClientSession): View {
  const time = session.operationTime;
  if (time === undefined) throw new Error('nothing was asked in this session');
  return { session, at: time.t * INCREMENTS + Math.min(time.i, INCREMENTS - 1) };
}
