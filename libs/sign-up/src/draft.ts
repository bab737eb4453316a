import { endOf, free, nextAt, reservedFor } from './places.js';
import type { Act, Change, Naming, Reservation, Roster, SignUp } from './roster.js';

/** When so little is left until sign-up closes, an offer holds until then. */
const LAST_MS = 10 * 60_000;

/** A roster while it is worked on. */
export class Draft {
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
