/** Who holds a place or waits for one at one session, and the one function that decides about it. No imports; times are epoch milliseconds. */

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

/** When so little is left until sign-up closes, an offer holds until then. */
const LAST_MS = 10 * 60_000;

/** What nobody can pass over: there would be nothing to sign up for, or it would be done twice. */
const FIRM: ReadonlySet<Refusal> = new Set(['not_open', 'post_unknown', 'already_signed_up']);

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

/** What a naming leads to: done where nobody is refused, and else not at all. */
export interface NamingDecision extends Pick<Decision, 'roster' | 'changes'> {
  /** Every reason at once; those of a person under him, those of the whole under `''`. */
  readonly refused: ReadonlyMap<string, readonly Refusal[]>;
}

/**
 * Decides a naming, after what time has brought about. Who is named is offered the place until the reservation ends, and agrees by accepting;
 * the place of who declines or is taken back is the team's again.
 */
export function decideNaming(roster: Roster, naming: Naming, now: number): NamingDecision {
  const draft = new Draft(roster, now);
  draft.passTime();
  const refused = namingRefusals(draft.roster(), naming, now);
  if (refused.size === 0) {
    draft.name(naming);
    draft.passTime();
  }
  return { refused, roster: draft.roster(), changes: draft.changes };
}

/** What time alone brings about: offers lapse and reservations end, and what is free is offered to the next. */
export function passTime(roster: Roster, now: number): Decision {
  const draft = new Draft(roster, now);
  draft.passTime();
  return { refused: [], overridden: [], roster: draft.roster(), changes: draft.changes };
}

/** When `passTime` is due next; null when nothing is under way. */
export function nextDue(roster: Roster): number | null {
  const offers = [...roster.signUps.values()].flatMap((s) => (s.offeredUntil === null ? [] : [s.offeredUntil]));
  const ends = [...offers, ...roster.reservations.map((r) => r.until)];
  return ends.length === 0 ? null : Math.min(...ends);
}

function refusals(roster: Roster, act: Act, now: number): Pick<Decision, 'refused' | 'overridden'> {
  const found = new Set<Refusal>();
  const passedOver = new Set(act.kind === 'sign-up' ? act.overriding.filter((r) => !FIRM.has(r)) : []);
  if (!roster.open && act.kind !== 'remove') found.add('not_open');
  if (act.kind === 'sign-up' || act.kind === 'reserve') {
    for (const reason of whenAndWhere(roster, act.post, now)) found.add(reason);
    if (act.kind === 'sign-up') for (const reason of against(roster, act.post, act)) found.add(reason);
    else {
      if (act.places > freeFor(roster, act)) found.add('too_few_places');
      // Whom a team names needs no approval, so where somebody in charge decides who comes, he grants the places.
      if (roster.rules.approval && act.byTeam === true && act.places > (reservedFor(roster, act)?.places ?? 0))
        found.add('not_granted');
      const until = endOf(roster, act.until, now);
      if (until <= now || until >= roster.rules.closesAt) found.add('reserved_until_too_late');
    }
  } else {
    const present = roster.signUps.get(act.person);
    const { state } = present ?? {};
    if (state === undefined) found.add('not_signed_up');
    else if (act.kind === 'approve' || act.kind === 'decline') {
      const isApproved = act.kind === 'approve' && isNextAfterClosing(roster, act.person, now);
      if (state !== 'applied' && !isApproved) found.add('nothing_to_approve');
    } else if (act.kind === 'accept') {
      if (state !== 'offered') found.add('nothing_offered');
      // Who holds no place takes nothing from anybody by leaving.
    } else if (act.kind === 'cancel' && now >= roster.rules.cancelUntil && state === 'confirmed')
      found.add('too_late_to_cancel');
  }
  const told = REFUSALS.filter((r) => found.has(r));
  return { refused: told.filter((r) => !passedOver.has(r)), overridden: told.filter((r) => passedOver.has(r)) };
}

function namingRefusals(roster: Roster, { team, post, add, remove }: Naming, now: number): Map<string, Refusal[]> {
  const found = new Map<string, Refusal[]>();
  const note = (person: string, reasons: readonly Refusal[]): void => {
    if (reasons.length > 0) found.set(person, [...(found.get(person) ?? []), ...reasons]);
  };
  const places = reservedFor(roster, { team, post })?.places ?? 0;
  const staying = [...heldFor(roster, { team, post })].filter((s) => !remove.includes(s.person));
  const tooMany = new Set(add.map((a) => a.person)).size + staying.length > places;
  note('', [
    ...(roster.open ? [] : (['not_open'] as const)),
    ...(add.length === 0 ? [] : whenAndWhere(roster, post, now)),
    ...(add.length > 0 && tooMany ? (['too_few_places'] as const) : []),
  ]);
  for (const comer of add) {
    const isSwapped = remove.includes(comer.person);
    note(comer.person, isSwapped ? ['already_signed_up'] : against(roster, post, comer));
  }
  for (const person of remove) {
    const present = roster.signUps.get(person);
    if (present?.team !== team || present.post !== post) note(person, ['not_of_the_team']);
    else if (now >= roster.rules.cancelUntil && present.state === 'confirmed') note(person, ['too_late_to_cancel']);
  }
  return found;
}

/** Why nobody signs up for a post now. */
function whenAndWhere({ rules, posts }: Roster, post: string, now: number): Refusal[] {
  const found: Refusal[] = [];
  if (rules.opensAt !== null && now < rules.opensAt) found.push('opens_later');
  if (now >= rules.closesAt) found.push('closed');
  if (!posts.some((p) => p.id === post)) found.push('post_unknown');
  return found;
}

/** Why somebody does not come onto a roster at any time. */
function against({ rules, signUps, posts }: Roster, post: string, comer: Comer): Refusal[] {
  const { person, age, lacksGuardian, clashes, excluded } = comer;
  const asked = posts.find((p) => p.id === post)?.qualifications ?? [];
  const found: Refusal[] = [];
  if (signUps.has(person)) found.push('already_signed_up');
  if (rules.minimumAge !== null && age < rules.minimumAge) found.push('too_young');
  if (rules.maximumAge !== null && age > rules.maximumAge) found.push('too_old');
  if (lacksGuardian) found.push('guardian_missing');
  if (!asked.every((q) => comer.qualifications.includes(q))) found.push('qualification_missing');
  if (clashes) found.push('clash');
  if (excluded) found.push('excluded');
  return found;
}

/** True for who holds a place, agreed or not. */
export const holdsPlace = ({ state }: SignUp): boolean => state === 'confirmed' || state === 'offered';

type TeamAtPost = Pick<Reservation, 'team' | 'post'>;

const reservedFor = ({ reservations }: Pick<Roster, 'reservations'>, at: TeamAtPost): Reservation | undefined =>
  reservations.find((r) => r.team === at.team && r.post === at.post);

/** Those who hold a place to which a team has named them. */
const heldFor = ({ signUps }: Pick<Roster, 'signUps'>, { team, post }: TeamAtPost): SignUp[] =>
  [...signUps.values()].filter((s) => s.team === team && s.post === post && holdsPlace(s));

/** Places at a post that nobody holds and that are kept for nobody. */
function free(
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
function nextAt({ signUps }: Pick<Roster, 'signUps'>, post: string): SignUp | undefined {
  const waiting = [...signUps.values()].filter((s) => s.post === post && s.state === 'waiting');
  return waiting.reduce<SignUp | undefined>((a, b) => (a !== undefined && a.order < b.order ? a : b), undefined);
}

/** When sign-up has closed nothing is offered any more: then who is in charge lets the next in, and nobody before him. */
function isNextAfterClosing(roster: Roster, person: string, now: number): boolean {
  const { post, state } = roster.signUps.get(person) ?? {};
  if (post === undefined || state !== 'waiting' || now < roster.rules.closesAt) return false;
  return free(roster, post) > 0 && nextAt(roster, post)?.person === person;
}

/** Places that a team may have at a post, with those it has. */
function freeFor(roster: Roster, at: TeamAtPost): number {
  const others = roster.reservations.filter((r) => r.team !== at.team || r.post !== at.post);
  return free({ ...roster, reservations: others }, at.post) + heldFor(roster, at).length;
}

/** When a reservation ends; where no time is named, so that what is left is offered once in full, or half-way where so little time is left. */
function endOf({ rules: { closesAt, offerMinutes } }: Roster, until: number | null, now: number): number {
  return until ?? Math.max(closesAt - offerMinutes * 60_000, (now + closesAt) / 2);
}

/** A roster while it is worked on. */
class Draft {
  readonly changes: Change[] = [];
  private readonly signUps: Map<string, SignUp>;
  private reservations: readonly Reservation[];
  private lastOrder: number;

  constructor(
    private readonly before: Roster,
    private readonly now: number,
  ) {
    this.signUps = new Map(before.signUps);
    this.reservations = before.reservations;
    this.lastOrder = before.lastOrder;
  }

  roster(): Roster {
    const { signUps, reservations, lastOrder } = this;
    return { ...this.before, signUps, reservations, lastOrder };
  }

  perform(act: Act): void {
    if (act.kind === 'reserve') this.reserve(act);
    else if (act.kind === 'sign-up') {
      const state = this.before.rules.approval ? 'applied' : this.stateFor(act.post);
      this.add({ person: act.person, post: act.post, state, offeredUntil: null, team: null });
    } else {
      const present = this.signUps.get(act.person);
      if (present === undefined) return;
      if (act.kind === 'cancel' || act.kind === 'remove') this.remove(present, 'cancelled');
      else if (act.kind === 'decline') this.remove(present, 'declined');
      else if (act.kind === 'approve') this.put({ ...present, state: this.stateOnceApproved(present) });
      else this.put({ ...present, state: 'confirmed', offeredUntil: null });
    }
  }

  name({ team, post, add, remove }: Naming): void {
    for (const person of remove) {
      const present = this.signUps.get(person);
      if (present !== undefined) this.remove(present, 'cancelled');
    }
    const offeredUntil = reservedFor(this.roster(), { team, post })?.until ?? this.now;
    for (const { person } of add) {
      if (!this.signUps.has(person)) this.add({ person, post, state: 'offered', offeredUntil, team });
    }
  }

  passTime(): void {
    for (const s of this.signUps.values()) {
      if (s.offeredUntil !== null && s.offeredUntil <= this.now) this.remove(s, 'lapsed');
    }
    this.reservations = this.reservations.filter((r) => r.until > this.now);
    const { open, posts, rules } = this.before;
    if (!open || this.now >= rules.closesAt) return;
    const left = rules.closesAt - this.now;
    // Half of what is left, so that whoever does not answer costs the next no more than half; the last minutes are one offer.
    const offeredUntil = this.now + (left <= LAST_MS ? left : Math.min(rules.offerMinutes * 60_000, left / 2));
    for (const { id } of posts) {
      const waiting = [...this.signUps.values()].filter((s) => s.post === id && s.state === 'waiting');
      waiting.sort((a, b) => a.order - b.order);
      for (const s of waiting.slice(0, Math.max(0, free(this.roster(), id))))
        this.put({ ...s, state: 'offered', offeredUntil });
    }
  }

  private reserve({ team, post, places, until }: Extract<Act, { kind: 'reserve' }>): void {
    const others = this.reservations.filter((r) => r.team !== team || r.post !== post);
    const own = { team, post, places, until: endOf(this.before, until, this.now) };
    this.reservations = places === 0 ? others : [...others, own];
  }

  private stateFor(post: string): 'confirmed' | 'waiting' {
    return free(this.roster(), post) > 0 ? 'confirmed' : 'waiting';
  }

  /** Nobody who waits is overtaken: after sign-up has closed a place may be free all the same. */
  private stateOnceApproved({ person, post }: SignUp): 'confirmed' | 'waiting' {
    const next = nextAt(this.roster(), post);
    return next === undefined || next.person === person ? this.stateFor(post) : 'waiting';
  }

  private add(signUp: Omit<SignUp, 'order'>): void {
    this.put({ ...signUp, order: ++this.lastOrder });
  }

  private put(signUp: SignUp): void {
    this.signUps.set(signUp.person, signUp);
    this.changes.push({ signUp, became: signUp.state });
  }

  private remove(signUp: SignUp, became: 'cancelled' | 'declined' | 'lapsed'): void {
    this.signUps.delete(signUp.person);
    this.changes.push({ signUp, became });
  }
}
