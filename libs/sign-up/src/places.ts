import type { Reservation, Roster, SignUp } from './roster.js';

/** True for who holds a place, agreed or not. */
export const holdsPlace = ({ state }: SignUp): boolean => state === 'confirmed' || state === 'offered';

export type TeamAtPost = Pick<Reservation, 'team' | 'post'>;

export const reservedFor = ({ reservations }: Pick<Roster, 'reservations'>, at: TeamAtPost): Reservation | undefined =>
  reservations.find((r) => r.team === at.team && r.post === at.post);

/** Those who hold a place to which a team has named them. */
export const heldFor = ({ signUps }: Pick<Roster, 'signUps'>, { team, post }: TeamAtPost): SignUp[] =>
  [...signUps.values()].filter((s) => s.team === team && s.post === post && holdsPlace(s));

/** Places at a post that nobody holds and that are kept for nobody. */
export function free(
  { posts, signUps, reservations }: Pick<Roster, 'posts' | 'signUps' | 'reservations'>,
  post: string,
): number {
  const capacity = posts.find((p) => p.id === post)?.capacity ?? 0;
  let held = 0;
  for (const s of signUps.values()) if (s.post === post && holdsPlace(s)) held++;
  return capacity - held - keptPlaces({ signUps, reservations }, post);
}

/** Places at a post that are kept for teams and to which nobody has been named yet. */
export const keptPlaces = ({ signUps, reservations }: Pick<Roster, 'signUps' | 'reservations'>, post: string): number =>
  reservations
    .filter((r) => r.post === post)
    .reduce((sum, r) => sum + Math.max(0, r.places - heldFor({ signUps }, r).length), 0);

/** Who has waited longest at a post. */
export function nextAt({ signUps }: Pick<Roster, 'signUps'>, post: string): SignUp | undefined {
  const waiting = [...signUps.values()].filter((s) => s.post === post && s.state === 'waiting');
  return waiting.reduce<SignUp | undefined>((a, b) => (a !== undefined && a.order < b.order ? a : b), undefined);
}

/** When sign-up has closed nothing is offered any more: then who is in charge lets the next in, and nobody before him. */
export function isNextAfterClosing(roster: Roster, person: string, now: number): boolean {
  const { post, state } = roster.signUps.get(person) ?? {};
  if (post === undefined || state !== 'waiting' || now < roster.rules.closesAt) return false;
  return free(roster, post) > 0 && nextAt(roster, post)?.person === person;
}

/** Places that a team may have at a post, with those it has. */
export function freeFor(roster: Roster, at: TeamAtPost): number {
  const others = roster.reservations.filter((r) => r.team !== at.team || r.post !== at.post);
  return free({ ...roster, reservations: others }, at.post) + heldFor(roster, at).length;
}

/** When a reservation ends; where no time is named, so that what is left is offered once in full, or half-way where so little time is left. */
export function endOf({ rules: { closesAt, offerMinutes } }: Roster, until: number | null, now: number): number {
  return until ?? Math.max(closesAt - offerMinutes * 60_000, (now + closesAt) / 2);
}
