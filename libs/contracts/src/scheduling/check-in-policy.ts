import { z } from 'zod';

/**
 * Ways to check in (签到方式): a rotating code, the volunteer's own card, a position, the leader's roll-call, a walk-in by name, a paper sheet, back-fill by two
 * persons.
 */
export const checkInWay = z.enum(['code', 'card', 'location', 'roll-call', 'walk-in', 'paper', 'back-fill']);
export type CheckInWay = z.infer<typeof checkInWay>;

/** In degrees; `datum` says of which ellipsoid and shift. */
export const point = {
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  datum: z.enum(['WGS-84', 'GCJ-02']),
};
/** A place where people check in by position: so many metres around a point. */
export const checkInSite = z.object({
  name: z.string().max(100),
  ...point,
  radiusMetres: z.int().min(10).max(10_000),
});

/** Which ways are enough at a session, and where it is that people check in by position. */
export const checkInPolicy = z.object({
  ways: z.array(checkInWay).min(1).max(20),
  sites: z.array(checkInSite).max(50),
});
export type CheckInPolicy = z.infer<typeof checkInPolicy>;

/** Where nothing was said, as of sessions that a file brings: every way but position, for which there would have to be sites. */
export const USUAL_CHECK_IN: CheckInPolicy = {
  ways: checkInWay.options.filter((way) => way !== 'location'),
  sites: [],
};
