import type { ChangeRefusal, SessionChange } from '#contracts';
import { holdsPlace, keptPlaces, type SignUp } from '#sign-up';
import type { PlanDocument } from './plan.repository.js';

/** What is told of a published session that is changed, and so can be changed. */
type Changeable = Pick<PlanDocument, 'startsAt' | 'endsAt' | 'place' | 'posts' | 'rules' | 'reservations' | 'checkIn'>;

export interface Changed {
  /** Every reason at once; empty where the change may be made. */
  readonly refused: readonly ChangeRefusal[];
  readonly plan: Changeable;
}

/**
 * What becomes of a published session when it is changed at `now` (epoch milliseconds). Whoever holds a place keeps it, so no post goes below what is
 * held. The times of sign-up and of reservations move with the start; where time or place change, everybody may cancel until it starts.
 */
export function changedPlan(plan: Changeable, change: SessionChange, signUps: Iterable<SignUp>, now: number): Changed {
  const startsAt = change.startsAt ?? plan.startsAt.getTime();
  const endsAt = change.endsAt ?? startsAt + (plan.endsAt.getTime() - plan.startsAt.getTime());
  const { place = plan.place, posts = plan.posts } = change;
  const moved = startsAt - plan.startsAt.getTime();
  const isElsewhere = moved !== 0 || endsAt !== plan.endsAt.getTime() || place !== plan.place;
  const later = (at: number | null) => (at === null ? null : at + moved);
  const { rules, reservations = [] } = plan;
  const refused: ChangeRefusal[] = [];
  if (startsAt <= now) refused.push('starts_in_the_past');
  if (endsAt <= startsAt) refused.push('ends_before_it_starts');
  if (moved !== 0 && rules.closesAt + moved <= now) refused.push('sign_up_over');
  const needed = neededPlaces(signUps, reservations);
  const capacityOf = new Map(posts.map((p) => [p.id, p.capacity]));
  if ([...needed].some(([post, places]) => (capacityOf.get(post) ?? 0) < places)) refused.push('places_taken');
  return {
    refused,
    plan: {
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
      place,
      posts: [...posts],
      rules: {
        ...rules,
        opensAt: later(rules.opensAt),
        closesAt: rules.closesAt + moved,
        cancelUntil: isElsewhere ? startsAt : rules.cancelUntil,
      },
      reservations: reservations.map((r) => ({ ...r, until: r.until + moved })),
      ...(change.checkIn === undefined ? {} : { checkIn: change.checkIn }),
    },
  };
}

/** Places by post that somebody holds, waits for (one, so that the post stays) or that are reserved. */
function neededPlaces(
  all: Iterable<SignUp>,
  reservations: NonNullable<PlanDocument['reservations']>,
): Map<string, number> {
  const signUps = new Map([...all].map((s) => [s.person, s]));
  const there = [...signUps.values()];
  const posts = new Set([...there.map((s) => s.post), ...reservations.map((r) => r.post)]);
  return new Map(
    [...posts].map((post) => {
      const held = there.filter((s) => s.post === post && holdsPlace(s)).length;
      return [post, Math.max(1, held + keptPlaces({ signUps, reservations }, post))];
    }),
  );
}
