/** Who holds a place or waits for one at one session, and the one function that decides about it. No imports; times are epoch milliseconds. */

/** A post (岗位) of a session, with so many places. */
export interface Post {
  readonly id: string;
  readonly capacity: number;
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
}

/**
 * `confirmed` holds a place; `offered` holds one until `offeredUntil`, in which time it is accepted or goes to the next; `waiting` holds none.
 */
export type SignUpState = 'confirmed' | 'offered' | 'waiting';

/** One person at one session. */
export interface SignUp {
  readonly person: string;
  readonly post: string;
  readonly state: SignUpState;
  /** Order of arrival at this session, from 1. */
  readonly order: number;
  readonly offeredUntil: number | null;
}

/** The state of a session's sign-ups. Who cancelled or let an offer lapse is no longer on it. */
export interface Roster {
  readonly open: boolean;
  readonly posts: readonly Post[];
  readonly rules: SignUpRules;
  readonly signUps: ReadonlyMap<string, SignUp>;
  readonly lastOrder: number;
}

/** What somebody wants. What must be known of the person is handed in. */
export type Act =
  | {
      readonly kind: 'sign-up';
      readonly person: string;
      readonly post: string;
      /** Whole years on the day of the session. */
      readonly age: number;
      /** At the same time signed up at another session. */
      readonly clashes: boolean;
      /** Reasons that who is in charge knowingly passes over. */
      readonly overriding: readonly Refusal[];
    }
  | { readonly kind: 'cancel' | 'accept'; readonly person: string };

/** Why an act is refused, in the order in which they are told. */
export const REFUSALS = [
  'not_open',
  'opens_later',
  'closed',
  'post_unknown',
  'already_signed_up',
  'too_young',
  'too_old',
  'clash',
  'not_signed_up',
  'too_late_to_cancel',
  'nothing_offered',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** When so little is left until sign-up closes, an offer holds until then. */
const LAST_MS = 10 * 60_000;

/** What nobody can pass over: there would be nothing to sign up for, or it would be done twice. */
const FIRM: ReadonlySet<Refusal> = new Set(['not_open', 'post_unknown', 'already_signed_up']);

/** What became of somebody's sign-up. */
export interface Change {
  readonly signUp: SignUp;
  readonly became: SignUpState | 'cancelled' | 'lapsed';
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

/** Decides an act, after what time has brought about. */
export function decide(roster: Roster, act: Act, now: number): Decision {
  const draft = new Draft(roster, now);
  draft.passTime();
  const { refused, overridden } = refusals(draft.roster(), act, now);
  if (refused.length === 0) {
    draft.perform(act);
    draft.passTime();
  }
  return { refused, overridden, roster: draft.roster(), changes: draft.changes };
}

/** What time alone brings about: offers lapse, and what is free is offered to the next. */
export function passTime(roster: Roster, now: number): Decision {
  const draft = new Draft(roster, now);
  draft.passTime();
  return { refused: [], overridden: [], roster: draft.roster(), changes: draft.changes };
}

/** When `passTime` is due next; null when nothing is under way. */
export function nextDue(roster: Roster): number | null {
  const ends = [...roster.signUps.values()].flatMap((s) => (s.offeredUntil === null ? [] : [s.offeredUntil]));
  return ends.length === 0 ? null : Math.min(...ends);
}

function refusals(roster: Roster, act: Act, now: number): Pick<Decision, 'refused' | 'overridden'> {
  const found = new Set<Refusal>();
  const passedOver = new Set(act.kind === 'sign-up' ? act.overriding.filter((r) => !FIRM.has(r)) : []);
  const { rules } = roster;
  const present = roster.signUps.get(act.person);
  if (!roster.open) found.add('not_open');
  if (act.kind === 'sign-up') {
    if (rules.opensAt !== null && now < rules.opensAt) found.add('opens_later');
    if (now >= rules.closesAt) found.add('closed');
    if (!roster.posts.some((p) => p.id === act.post)) found.add('post_unknown');
    if (present !== undefined) found.add('already_signed_up');
    if (rules.minimumAge !== null && act.age < rules.minimumAge) found.add('too_young');
    if (rules.maximumAge !== null && act.age > rules.maximumAge) found.add('too_old');
    if (act.clashes) found.add('clash');
  } else if (present === undefined) found.add('not_signed_up');
  else if (act.kind === 'cancel') {
    // Who only waits takes nothing from anybody by leaving.
    if (now >= rules.cancelUntil && present.state === 'confirmed') found.add('too_late_to_cancel');
  } else if (present.state !== 'offered') found.add('nothing_offered');
  const told = REFUSALS.filter((r) => found.has(r));
  return { refused: told.filter((r) => !passedOver.has(r)), overridden: told.filter((r) => passedOver.has(r)) };
}

/** A roster while it is worked on. */
class Draft {
  readonly changes: Change[] = [];
  private readonly signUps: Map<string, SignUp>;
  private lastOrder: number;

  constructor(
    private readonly before: Roster,
    private readonly now: number,
  ) {
    this.signUps = new Map(before.signUps);
    this.lastOrder = before.lastOrder;
  }

  roster(): Roster {
    return { ...this.before, signUps: this.signUps, lastOrder: this.lastOrder };
  }

  perform(act: Act): void {
    if (act.kind === 'sign-up') {
      const state = this.free(act.post) > 0 ? 'confirmed' : 'waiting';
      this.put({ person: act.person, post: act.post, state, order: ++this.lastOrder, offeredUntil: null });
      return;
    }
    const present = this.signUps.get(act.person);
    if (present === undefined) return;
    if (act.kind === 'cancel') this.remove(present, 'cancelled');
    else this.put({ ...present, state: 'confirmed', offeredUntil: null });
  }

  passTime(): void {
    for (const s of this.signUps.values()) {
      if (s.offeredUntil !== null && s.offeredUntil <= this.now) this.remove(s, 'lapsed');
    }
    const { open, posts, rules } = this.before;
    if (!open || this.now >= rules.closesAt) return;
    const left = rules.closesAt - this.now;
    // Half of what is left, so that whoever does not answer costs the next no more than half; the last minutes are one offer.
    const offeredUntil = this.now + (left <= LAST_MS ? left : Math.min(rules.offerMinutes * 60_000, left / 2));
    for (const { id } of posts) {
      const waiting = [...this.signUps.values()].filter((s) => s.post === id && s.state === 'waiting');
      waiting.sort((a, b) => a.order - b.order);
      for (const s of waiting.slice(0, Math.max(0, this.free(id)))) this.put({ ...s, state: 'offered', offeredUntil });
    }
  }

  private free(post: string): number {
    const capacity = this.before.posts.find((p) => p.id === post)?.capacity ?? 0;
    let held = 0;
    for (const s of this.signUps.values()) if (s.post === post && s.state !== 'waiting') held++;
    return capacity - held;
  }

  private put(signUp: SignUp): void {
    this.signUps.set(signUp.person, signUp);
    this.changes.push({ signUp, became: signUp.state });
  }

  private remove(signUp: SignUp, became: 'cancelled' | 'lapsed'): void {
    this.signUps.delete(signUp.person);
    this.changes.push({ signUp, became });
  }
}
