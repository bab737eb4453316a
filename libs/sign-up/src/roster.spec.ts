import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { type Act, decide, nextDue, passTime, type Post, type Roster, type SignUpRules } from './roster.js';

const MINUTE = 60_000;
const RULES: SignUpRules = {
  opensAt: 0,
  closesAt: 1_000 * MINUTE,
  cancelUntil: 900 * MINUTE,
  minimumAge: 14,
  maximumAge: 70,
  offerMinutes: 30,
};
const roster = (posts: Post[], rules: Partial<SignUpRules> = {}): Roster => ({
  open: true,
  posts,
  rules: { ...RULES, ...rules },
  signUps: new Map(),
  lastOrder: 0,
});
const signUp = (person: string, change: Partial<Extract<Act, { kind: 'sign-up' }>> = {}): Act => ({
  ...{ kind: 'sign-up', person, post: 'a', age: 30, clashes: false, overriding: [] },
  ...change,
});
const stateOf = (r: Roster, person: string) => r.signUps.get(person)?.state;

/** Does acts one after the other; every one must be done. */
function after(start: Roster, ...acts: [Act, number][]): Roster {
  return acts.reduce((r, [act, minute]) => {
    const d = decide(r, act, minute * MINUTE);
    expect(d.refused).toEqual([]);
    return d.roster;
  }, start);
}

describe('an act', () => {
  it('is refused with every reason at once', () => {
    const r = roster([{ id: 'a', capacity: 1 }], { opensAt: 5, minimumAge: 18 });
    const act = signUp('p', { post: 'b', age: 9, clashes: true });
    expect(decide(r, act, 1).refused).toEqual(['opens_later', 'post_unknown', 'too_young', 'clash']);
    expect(decide({ ...r, open: false }, act, RULES.closesAt).refused).toEqual([
      ...['not_open', 'closed', 'post_unknown', 'too_young', 'clash'],
    ]);
  });

  it('is done although there are reasons where these are knowingly passed over, but not where it would mean nothing', () => {
    const r = roster([{ id: 'a', capacity: 1 }]);
    const overriding = ['clash', 'too_old', 'post_unknown', 'already_signed_up'] as const;
    const d = decide(r, signUp('p', { age: 80, clashes: true, overriding }), 1);
    expect([d.refused, d.overridden]).toEqual([[], ['too_old', 'clash']]);
    expect(decide(d.roster, signUp('p', { overriding, post: 'x' }), 2).refused).toEqual([
      ...['post_unknown', 'already_signed_up'],
    ]);
  });

  it('of leaving is refused to who holds a place when it is too late, and not to who waits', () => {
    const r = after(roster([{ id: 'a', capacity: 1 }]), [signUp('p'), 1], [signUp('q'), 2]);
    expect(decide(r, { kind: 'cancel', person: 'p' }, RULES.cancelUntil).refused).toEqual(['too_late_to_cancel']);
    expect(decide(r, { kind: 'cancel', person: 'q' }, RULES.cancelUntil).refused).toEqual([]);
    expect(decide(r, { kind: 'cancel', person: 'x' }, 3).refused).toEqual(['not_signed_up']);
    expect(decide(r, { kind: 'accept', person: 'q' }, 3).refused).toEqual(['nothing_offered']);
  });
});

describe('a place that becomes free', () => {
  const full = after(
    roster([{ id: 'a', capacity: 1 }]),
    [signUp('p'), 1],
    [signUp('q'), 2],
    [signUp('r'), 3],
    [{ kind: 'cancel', person: 'p' }, 10],
  );

  it('is offered to who waited longest, for a while', () => {
    expect(stateOf(full, 'q')).toBe('offered');
    expect(nextDue(full)).toBe(40 * MINUTE);
    expect(stateOf(after(full, [{ kind: 'accept', person: 'q' }, 39]), 'q')).toBe('confirmed');
  });

  it('goes to the next when the time is over, and is not to be had meanwhile', () => {
    expect(stateOf(after(full, [signUp('s'), 11]), 's')).toBe('waiting');
    const late = decide(full, { kind: 'accept', person: 'q' }, 40 * MINUTE);
    expect(late.refused).toEqual(['not_signed_up']);
    expect(late.changes.map((c) => [c.signUp.person, c.became])).toEqual([
      ['q', 'lapsed'],
      ['r', 'offered'],
    ]);
  });

  it('is offered for less time towards the end, so that the next has some too', () => {
    const late = decide(full, { kind: 'cancel', person: 'q' }, RULES.closesAt - 40 * MINUTE).roster;
    expect(nextDue(late)).toBe(RULES.closesAt - 20 * MINUTE);
    const last = after(late, [signUp('s'), 961]);
    expect(nextDue(passTime(last, RULES.closesAt - 8 * MINUTE).roster)).toBe(RULES.closesAt);
  });

  it('is offered to nobody after sign-up has closed', () => {
    expect(stateOf(passTime(full, RULES.closesAt).roster, 'r')).toBe('waiting');
  });
});

/** The same, by hand: for each post who holds a place and who waits, as two lists. */
class Model {
  private readonly holding = new Map<string, { person: string; until: number | null }[]>();
  private readonly line = new Map<string, string[]>();

  constructor(private readonly posts: readonly Post[]) {
    for (const { id } of posts) {
      this.holding.set(id, []);
      this.line.set(id, []);
    }
  }

  act(act: Act, now: number): void {
    this.move(now);
    const at = this.posts.find((p) => this.line.get(p.id)!.includes(act.person) || this.holder(p.id, act.person));
    if (act.kind === 'sign-up') {
      const post = this.posts.find((p) => p.id === act.post);
      if (at !== undefined || post === undefined) return;
      if (this.holding.get(post.id)!.length < post.capacity)
        this.holding.get(post.id)!.push({ person: act.person, until: null });
      else this.line.get(post.id)!.push(act.person);
    } else if (at !== undefined && act.kind === 'accept') {
      const holder = this.holder(at.id, act.person);
      if (holder !== undefined) holder.until = null;
    } else if (at !== undefined) {
      this.holding.set(
        at.id,
        this.holding.get(at.id)!.filter((h) => h.person !== act.person),
      );
      this.line.set(
        at.id,
        this.line.get(at.id)!.filter((p) => p !== act.person),
      );
    }
    this.move(now);
  }

  states(): Record<string, string> {
    return Object.fromEntries(
      this.posts.flatMap(({ id }) => [
        ...this.holding.get(id)!.map((h) => [h.person, `${id} ${h.until === null ? 'confirmed' : 'offered'}`]),
        ...this.line.get(id)!.map((p) => [p, `${id} waiting`]),
      ]),
    ) as Record<string, string>;
  }

  private holder(post: string, person: string) {
    return this.holding.get(post)!.find((h) => h.person === person);
  }

  private move(now: number): void {
    for (const { id, capacity } of this.posts) {
      const kept = this.holding.get(id)!.filter((h) => h.until === null || h.until > now);
      const line = this.line.get(id)!;
      while (kept.length < capacity && line.length > 0)
        kept.push({
          person: line.shift()!,
          until: now + Math.min(RULES.offerMinutes * MINUTE, (RULES.closesAt - now) / 2),
        });
      this.holding.set(id, kept);
    }
  }
}

const persons = fc.constantFrom(...Array.from({ length: 8 }, (_, i) => `p${i}`));
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(persons, fc.constantFrom('a', 'b')).map(([p, post]) => signUp(p, { post })) },
  { weight: 2, arbitrary: persons.map((person): Act => ({ kind: 'cancel', person })) },
  { weight: 1, arbitrary: persons.map((person): Act => ({ kind: 'accept', person })) },
);
const steps = fc.array(fc.tuple(acts, fc.nat({ max: 25 })), { maxLength: 60 });
const capacities = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 2 }));

test('whatever is done in whatever order, nobody holds a place too many, none is left over while somebody waits, and the line is kept', () => {
  fc.assert(
    fc.property(capacities, steps, ([a, b], sequence) => {
      const posts = [
        { id: 'a', capacity: a },
        { id: 'b', capacity: b },
      ];
      const model = new Model(posts);
      let current = roster(posts);
      let minute = 1;
      for (const [act, pause] of sequence) {
        minute += pause;
        const { roster: next, changes } = decide(current, act, minute * MINUTE);
        model.act(act, minute * MINUTE);
        const states = Object.fromEntries([...next.signUps.values()].map((s) => [s.person, `${s.post} ${s.state}`]));
        expect(states).toEqual(model.states());
        for (const { id, capacity } of posts) {
          const here = [...next.signUps.values()].filter((s) => s.post === id);
          const held = here.filter((s) => s.state !== 'waiting').length;
          expect(held).toBeLessThanOrEqual(capacity);
          if (here.some((s) => s.state === 'waiting')) expect(held).toBe(capacity);
        }
        // What is told of changes is what changed: the roster follows from the one before and them.
        const followed = new Map(current.signUps);
        for (const { signUp: s, became } of changes) {
          if (became === 'cancelled' || became === 'lapsed') followed.delete(s.person);
          else followed.set(s.person, s);
        }
        expect([...followed].sort()).toEqual([...next.signUps].sort());
        current = next;
      }
    }),
    { numRuns: 500 },
  );
});
