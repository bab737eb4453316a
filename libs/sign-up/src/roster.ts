/** What there is of a session's sign-ups, what is asked for, and what comes of it. No imports; times are epoch milliseconds. */

/** A post (岗位) of a session, with so many places. */
export interface Post {
  readonly id: string;
  readonly capacity: number;
  /** What one must be qualified for; none where it is left out. */
  readonly qualifications?: readonly string[];
}

/** Places at a post that are kept for a team until a time. Those to which it has named people count among them; the others are nobody else's till then. */
export interface Reservation {
  readonly team: string;
  readonly post: string;
  readonly places: number;
  readonly until: number;
}

/** When and for whom a session is open. Null means no limit. */
export interface SignUpRules {
  readonly opensAt: number | null;
  /** Sign-ups end here, and with them offers. */
  readonly closesAt: number;
  readonly cancelUntil: number;
  readonly minimumAge: number | null;
  readonly maximumAge: number | null;
  /** For how long a place that became free is offered to who waited longest; less towards the end, so that there is time for the next. */
  readonly offerMinutes: number;
  /** Who signs up applies, and somebody in charge decides. */
  readonly approval: boolean;
}

/**
 * `confirmed` holds a place; `offered` holds one until `offeredUntil`, in which time it is accepted or goes to the next; `waiting` holds none, and
 * `applied` neither holds nor waits until it is approved.
 */
export type SignUpState = 'confirmed' | 'offered' | 'waiting' | 'applied';

/** One person at one session. */
export interface SignUp {
  readonly person: string;
  readonly post: string;
  readonly state: SignUpState;
  /** Order of arrival at this session, from 1. */
  readonly order: number;
  readonly offeredUntil: number | null;
  /** The team that has named him to one of its reserved places; null for who came by himself. */
  readonly team: string | null;
}

/** The state of a session's sign-ups. Who cancelled, was declined or let an offer lapse is no longer on it. */
export interface Roster {
  readonly open: boolean;
  readonly posts: readonly Post[];
  readonly rules: SignUpRules;
  /** One for a team and a post at most. */
  readonly reservations: readonly Reservation[];
  readonly signUps: ReadonlyMap<string, SignUp>;
  readonly lastOrder: number;
}

/** Somebody who wants to take part. What must be known of him is handed in. */
export interface Comer {
  readonly person: string;
  /** Whole years on the day of the session. */
  readonly age: number;
  /** At the same time signed up at another session. */
  readonly clashes: boolean;
  /** A minor for whom no guardian has consented. */
  readonly lacksGuardian: boolean;
  /** Signed up at another session of those of which one person takes one. */
  readonly excluded: boolean;
  /** What the person is qualified for on the day of the session. */
  readonly qualifications: readonly string[];
}

/** What somebody wants. */
export type Act =
  | (Comer & {
      readonly kind: 'sign-up';
      readonly post: string;
      /** Reasons that who is in charge knowingly passes over. */
      readonly overriding: readonly Refusal[];
    })
  | { readonly kind: 'cancel' | 'accept' | 'approve' | 'decline'; readonly person: string }
  /** Takes somebody off who can no longer take part, at any time. */
  | { readonly kind: 'remove'; readonly person: string }
  /** Keeps so many places for a team instead of those it had, none with 0. Without a time as long as leaves the next time for an offer. */
  | ({
      readonly kind: 'reserve';
      readonly until: number | null;
      /** Asked for by the team, and not by who is in charge of the session. */
      readonly byTeam?: boolean;
    } & Omit<Reservation, 'until'>);

/** Whom a team names to its reserved places, and whose places it takes back, in one act. */
export interface Naming {
  readonly team: string;
  readonly post: string;
  readonly add: readonly Comer[];
  readonly remove: readonly string[];
}
/** Why an act is refused, in the order in which they are told. */
export const REFUSALS = [
  'not_open',
  'opens_later',
  'closed',
  'post_unknown',
  'already_signed_up',
  'too_young',
  'too_old',
  'guardian_missing',
  'qualification_missing',
  'clash',
  'excluded',
  'not_signed_up',
  'too_late_to_cancel',
  'nothing_offered',
  'nothing_to_approve',
  'not_of_the_team',
  'too_few_places',
  'not_granted',
  'reserved_until_too_late',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What became of somebody's sign-up. */
export interface Change {
  readonly signUp: SignUp;
  readonly became: SignUpState | 'cancelled' | 'declined' | 'lapsed';
}

export interface Decision {
  /** Every reason at once; empty where the act was done. */
  readonly refused: readonly Refusal[];
  /** What would have been refused and was knowingly passed over. */
  readonly overridden: readonly Refusal[];
  readonly roster: Roster;
  /** In the order in which they happened; also what time alone has brought about, even where the act is refused. */
  readonly changes: readonly Change[];
}

/** What a naming leads to: done where nobody is refused, and else not at all. */
export interface NamingDecision extends Pick<Decision, 'roster' | 'changes'> {
  /** Every reason at once; those of a person under him, those of the whole under `''`. */
  readonly refused: ReadonlyMap<string, readonly Refusal[]>;
}
