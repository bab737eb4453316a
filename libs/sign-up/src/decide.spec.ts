import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { decide, decideNaming, nextDue, passTime } from './decide.js';
import type { Act, Comer, Naming, Post, Roster, SignUpRules } from './roster.js';

const MINUTE = 60_000;
const RULES: SignUpRules = {
  opensAt: 0,
  closesAt: 1_000 * MINUTE,
  cancelUntil: 900 * MINUTE,
  minimumAge: 14,
  maximumAge: 70,
  offerMinutes: 30,
  approval: false,
};
const roster = (posts: Post[], rules: Partial<SignUpRules> = {}): Roster => ({
  open: true,
  posts,
  rules: { ...RULES, ...rules },
  reservations: [],
  signUps: new Map(),
  lastOrder: 0,
});
const signUp = (person: string, change: Partial<Extract<Act, { kind: 'sign-up' }>> = {}): Act => ({
  ...{
    kind: 'sign-up',
    person,
    post: 'a',
    age: 30,
    lacksGuardian: false,
    clashes: false,
    excluded: false,
    qualifications: [],
    overriding: [],
  },
  ...change,
});
const comer = (person: string): Comer => ({
  ...{ person, age: 30, lacksGuardian: false, clashes: false, excluded: false, qualifications: ['lifeguard'] },
});
const reserve = (places: number, change: Partial<Extract<Act, { kind: 'reserve' }>> = {}): Act => ({
  ...{ kind: 'reserve', team: 'T', post: 'a', places, until: 500 * MINUTE },
  ...change,
});
const naming = (add: string[], remove: string[] = [], post = 'a'): Naming => ({
  ...{ team: 'T', post, add: add.map(comer), remove },
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

describe('a post that asks for qualifications', () => {
  const asking = roster([
    { id: 'a', capacity: 5, qualifications: ['lifeguard', 'first_aid'] },
    { id: 'b', capacity: 5 },
  ]);

  it('is taken by who has all of them, and knowingly by others', () => {
    const all = ['lifeguard', 'first_aid', 'driving'];
    expect(decide(asking, signUp('p', { qualifications: all }), 1).refused).toEqual([]);
    for (const qualifications of [[], ['lifeguard'], ['driving']])
      expect(decide(asking, signUp('p', { qualifications }), 1).refused).toEqual(['qualification_missing']);
    const overriding = ['qualification_missing' as const];
    expect(decide(asking, signUp('p', { overriding }), 1)).toMatchObject({ refused: [], overridden: overriding });
    expect(decide(asking, signUp('p', { post: 'b' }), 1).refused).toEqual([]);
  });

  it('is asked of whom a team names as well', () => {
    const reserved = after(asking, [reserve(2), 1]);
    expect(decideNaming(reserved, naming(['p']), 2).refused).toEqual(new Map([['p', ['qualification_missing']]]));
  });
});

describe('an act', () => {
  it('is refused with every reason at once', () => {
    const r = roster([{ id: 'a', capacity: 1 }], { opensAt: 5, minimumAge: 18 });
    const act = signUp('p', { post: 'b', age: 9, lacksGuardian: true, clashes: true, excluded: true });
    expect(decide(r, act, 1).refused).toEqual([
      'opens_later',
      'post_unknown',
      'too_young',
      'guardian_missing',
      'clash',
      'excluded',
    ]);
    expect(decide({ ...r, open: false }, act, RULES.closesAt).refused).toEqual([
      ...['not_open', 'closed', 'post_unknown', 'too_young', 'guardian_missing', 'clash', 'excluded'],
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

describe('where somebody in charge decides', () => {
  const applied = after(roster([{ id: 'a', capacity: 1 }], { approval: true }), [signUp('p'), 1], [signUp('q'), 2]);

  it('who signs up applies, and gets a place or waits for one when it is approved', () => {
    expect([stateOf(applied, 'p'), stateOf(applied, 'q')]).toEqual(['applied', 'applied']);
    const approved = after(applied, [{ kind: 'approve', person: 'q' }, 3], [{ kind: 'approve', person: 'p' }, 4]);
    expect([stateOf(approved, 'p'), stateOf(approved, 'q')]).toEqual(['waiting', 'confirmed']);
    expect(decide(approved, { kind: 'approve', person: 'p' }, 5).refused).toEqual(['nothing_to_approve']);
    const declined = decide(applied, { kind: 'decline', person: 'p' }, 5);
    expect(declined.changes.map((c) => c.became)).toEqual(['declined']);
    expect(after(applied, [{ kind: 'cancel', person: 'p' }, 950]).signUps.has('p')).toBe(false);
  });
});

test('after sign-up has closed whoever is approved waits behind those who wait, and the next alone is let in', () => {
  const applied = after(
    roster([{ id: 'a', capacity: 1 }], { approval: true, cancelUntil: 2_000 * MINUTE }),
    ...(['p', 'q', 'r'] as const).map((who): [Act, number] => [signUp(who), 1]),
    ...(['p', 'r'] as const).map((person): [Act, number] => [{ kind: 'approve', person }, 2]),
    [{ kind: 'cancel', person: 'p' }, 1_001],
  );
  const approved = after(applied, [{ kind: 'approve', person: 'q' }, 1_002]);
  expect([stateOf(approved, 'q'), stateOf(approved, 'r')]).toEqual(['waiting', 'waiting']);
  expect(decide(approved, { kind: 'approve', person: 'r' }, 1_003 * MINUTE).refused).toEqual(['nothing_to_approve']);
  expect(stateOf(after(approved, [{ kind: 'approve', person: 'q' }, 1_003]), 'q')).toBe('confirmed');
});

describe('places that are reserved for a team', () => {
  it('are granted by who is in charge where he decides who comes; the team may give back what it has', () => {
    const own = (places: number) => reserve(places, { byTeam: true });
    const approving = after(roster([{ id: 'a', capacity: 3 }], { approval: true }), [reserve(2), 1]);
    expect(decide(approving, own(3), 2 * MINUTE).refused).toEqual(['not_granted']);
    expect(after(approving, [own(1), 2]).reservations).toMatchObject([{ places: 1 }]);
    expect(after(roster([{ id: 'a', capacity: 3 }]), [own(3), 1]).reservations).toMatchObject([{ places: 3 }]);
    // Whom it names to them agrees himself, and nobody approves him.
    const named = decideNaming(approving, naming(['p']), 3 * MINUTE).roster;
    expect(stateOf(after(named, [{ kind: 'accept', person: 'p' }, 4]), 'p')).toBe('confirmed');
  });

  const kept = after(roster([{ id: 'a', capacity: 3 }]), [reserve(2), 1], [signUp('x'), 2], [signUp('y'), 3]);

  it("are nobody else's until the reservation ends, and then go to who waits", () => {
    expect([stateOf(kept, 'x'), stateOf(kept, 'y')]).toEqual(['confirmed', 'waiting']);
    expect(nextDue(kept)).toBe(500 * MINUTE);
    expect(stateOf(passTime(kept, 499 * MINUTE).roster, 'y')).toBe('waiting');
    expect(stateOf(passTime(kept, 500 * MINUTE).roster, 'y')).toBe('offered');
    expect(decide(kept, reserve(3, { team: 'U' }), 5 * MINUTE).refused).toEqual(['too_few_places']);
    expect(decide(kept, reserve(3), 5 * MINUTE).refused).toEqual(['too_few_places']);
    expect(decide(kept, reserve(1, { until: RULES.closesAt }), 5 * MINUTE).refused).toEqual([
      'reserved_until_too_late',
    ]);
    expect(stateOf(after(kept, [reserve(0), 5]), 'y')).toBe('offered');
  });

  it('are for those whom it names, who agree or decline; whom it swaps it names and takes back in one act', () => {
    const named = decideNaming(kept, naming(['p', 'q']), 10 * MINUTE);
    expect([...named.refused]).toEqual([]);
    const agreed = after(named.roster, [{ kind: 'accept', person: 'p' }, 11]);
    expect([agreed.signUps.get('p')?.state, agreed.signUps.get('q')]).toMatchObject([
      'confirmed',
      { state: 'offered', offeredUntil: 500 * MINUTE, team: 'T' },
    ]);
    expect([...decideNaming(agreed, naming(['r']), 12 * MINUTE).refused]).toEqual([['', ['too_few_places']]]);
    const swapped = decideNaming(agreed, naming(['r'], ['q']), 12 * MINUTE).roster;
    expect([...swapped.signUps.values()].map((s) => [s.person, s.state])).toEqual([
      ...[
        ['x', 'confirmed'],
        ['y', 'waiting'],
        ['p', 'confirmed'],
        ['r', 'offered'],
      ],
    ]);
    const left = after(swapped, [{ kind: 'cancel', person: 'p' }, 13]);
    expect(stateOf(left, 'y')).toBe('waiting');
    // Whoever has not agreed when the reservation ends has declined.
    const ended = passTime(left, 500 * MINUTE).roster;
    expect([stateOf(ended, 'r'), stateOf(ended, 'y')]).toEqual([undefined, 'offered']);
  });

  it('are named to nobody where anything speaks against it, with every reason of everybody', () => {
    const wrong = { ...naming(['x', 'p'], ['z']), add: [comer('x'), { ...comer('p'), age: 9, clashes: true }] };
    const { refused, roster: unchanged } = decideNaming(kept, wrong, 10 * MINUTE);
    expect([...refused]).toEqual([
      ['x', ['already_signed_up']],
      ['p', ['too_young', 'clash']],
      ['z', ['not_of_the_team']],
    ]);
    expect(unchanged.signUps).toEqual(kept.signUps);
    expect([...decideNaming(kept, naming(['p'], [], 'b'), RULES.closesAt).refused.get('')!]).toEqual([
      ...['closed', 'post_unknown', 'too_few_places'],
    ]);
  });
});

/** The same, by hand: for each post who holds a place, who waits and who has applied, as three lists, and what is kept for the team. */
class Model {
  private readonly holding = new Map<string, { person: string; until: number | null; ofTeam: boolean }[]>();
  private readonly line = new Map<string, string[]>();
  private readonly applied = new Map<string, string[]>();
  private readonly kept = new Map<string, { places: number; until: number }>();
  /** In the order in which they came, by which who is approved waits. */
  private readonly came: string[] = [];

  constructor(
    private readonly posts: readonly Post[],
    private readonly approval: boolean,
  ) {
    for (const { id } of posts) {
      this.holding.set(id, []);
      this.line.set(id, []);
      this.applied.set(id, []);
    }
  }

  act(act: Act, now: number): void {
    this.move(now);
    if (act.kind === 'reserve') {
      const most = this.free(act.post) + this.leftOf(act.post) + this.ofTeam(act.post).length;
      if (act.places > most || act.until! <= now || act.until! >= RULES.closesAt) return;
      if (act.places === 0) this.kept.delete(act.post);
      else this.kept.set(act.post, { places: act.places, until: act.until! });
    } else this.actOf(act);
    this.move(now);
  }

  name({ post, add: [add], remove: [remove] }: Naming, now: number): void {
    this.move(now);
    const kept = this.kept.get(post);
    const leaving = remove === undefined ? undefined : this.ofTeam(post).find((h) => h.person === remove);
    const fits = add === undefined || this.ofTeam(post).length + (leaving ? 0 : 1) <= (kept?.places ?? 0);
    const isThere = add !== undefined && this.where(add.person) !== undefined;
    if (fits && !isThere && (remove === undefined || leaving !== undefined)) {
      if (remove !== undefined) this.leave(post, remove);
      if (add !== undefined) {
        this.holding.get(post)!.push({ person: add.person, until: kept!.until, ofTeam: true });
        this.came.push(add.person);
      }
    }
    this.move(now);
  }

  states(): Record<string, string> {
    return Object.fromEntries(
      this.posts.flatMap(({ id }) => [
        ...this.holding.get(id)!.map((h) => [h.person, `${id} ${h.until === null ? 'confirmed' : 'offered'}`]),
        ...this.line.get(id)!.map((p) => [p, `${id} waiting`]),
        ...this.applied.get(id)!.map((p) => [p, `${id} applied`]),
      ]),
    ) as Record<string, string>;
  }

  private actOf(act: Exclude<Act, { kind: 'reserve' }>): void {
    const { person } = act;
    const at = this.where(person);
    if (act.kind === 'sign-up') {
      if (at !== undefined || !this.line.has(act.post)) return;
      if (act.post === 'b' && !act.qualifications.includes('lifeguard')) return;
      this.came.push(person);
      if (this.approval) this.applied.get(act.post)!.push(person);
      else this.take(act.post, person);
    } else if (at !== undefined && act.kind === 'accept') {
      const holder = this.holding.get(at)!.find((h) => h.person === person);
      if (holder !== undefined) holder.until = null;
    } else if (at !== undefined && (act.kind === 'cancel' || act.kind === 'remove')) this.leave(at, person);
    else if (at !== undefined && this.applied.get(at)!.includes(person)) {
      this.leave(at, person);
      if (act.kind === 'approve') this.take(at, person);
    }
  }

  private take(post: string, person: string): void {
    if (this.free(post) > 0) this.holding.get(post)!.push({ person, until: null, ofTeam: false });
    else {
      this.line.get(post)!.push(person);
      this.line.get(post)!.sort((a, b) => this.came.lastIndexOf(a) - this.came.lastIndexOf(b));
    }
  }

  private leave(post: string, person: string): void {
    this.holding.set(
      post,
      this.holding.get(post)!.filter((h) => h.person !== person),
    );
    for (const list of [this.line, this.applied])
      list.set(
        post,
        list.get(post)!.filter((p) => p !== person),
      );
  }

  private where(person: string): string | undefined {
    return this.posts.map((p) => p.id).find((id) => this.states()[person]?.startsWith(`${id} `));
  }

  private ofTeam(post: string) {
    return this.holding.get(post)!.filter((h) => h.ofTeam);
  }

  /** Reserved places to which nobody has been named. */
  private leftOf(post: string): number {
    return Math.max(0, (this.kept.get(post)?.places ?? 0) - this.ofTeam(post).length);
  }

  private free(post: string): number {
    const { capacity } = this.posts.find((p) => p.id === post)!;
    return capacity - this.holding.get(post)!.length - this.leftOf(post);
  }

  private move(now: number): void {
    for (const [post, { until }] of this.kept) if (until <= now) this.kept.delete(post);
    for (const { id } of this.posts) {
      const holding = this.holding.get(id)!.filter((h) => h.until === null || h.until > now);
      this.holding.set(id, holding);
      const line = this.line.get(id)!;
      const until = now + Math.min(RULES.offerMinutes * MINUTE, (RULES.closesAt - now) / 2);
      while (this.free(id) > 0 && line.length > 0) holding.push({ person: line.shift()!, until, ofTeam: false });
    }
  }
}

const persons = fc.constantFrom(...Array.from({ length: 8 }, (_, i) => `p${i}`));
const posts = fc.constantFrom('a', 'b');
/** Post `b` asks for the first of them. */
const skills = fc.subarray(['lifeguard', 'first_aid'] as const);
const kinds = fc.constantFrom('cancel', 'cancel', 'accept', 'approve', 'decline', 'remove');
const acts: fc.Arbitrary<Act | Naming> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(persons, posts, skills).map(([p, post, of]) => signUp(p, { post, qualifications: of })),
  },
  { weight: 4, arbitrary: fc.record({ kind: kinds, person: persons }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(posts, fc.nat({ max: 3 }), fc.integer({ min: 1, max: 99 }))
      .map(([post, places, until]) => reserve(places, { post, until: until * 10 * MINUTE })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(persons, { maxLength: 1 }), fc.array(persons, { maxLength: 1 }), posts)
      .map(([add, remove, post]) => naming(add, remove, post)),
  },
);
const steps = fc.array(fc.tuple(acts, fc.nat({ max: 25 })), { maxLength: 40, size: 'max' });
const capacities = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 2 }));

test('whatever is done in whatever order, nobody holds a place too many, none is left over while somebody waits, and the line is kept', () => {
  fc.assert(
    fc.property(capacities, fc.boolean(), steps, ([a, b], approval, sequence) => {
      const at = [
        { id: 'a', capacity: a },
        { id: 'b', capacity: b, qualifications: ['lifeguard'] },
      ];
      const model = new Model(at, approval);
      let current = roster(at, { approval });
      let minute = 1;
      for (const [act, pause] of sequence) {
        minute += pause;
        const now = minute * MINUTE;
        const isNaming = 'add' in act;
        const { roster: next, changes } = isNaming ? decideNaming(current, act, now) : decide(current, act, now);
        if (isNaming) model.name(act, now);
        else model.act(act, now);
        const states = Object.fromEntries([...next.signUps.values()].map((s) => [s.person, `${s.post} ${s.state}`]));
        expect(states).toEqual(model.states());
        for (const { id, capacity } of at) {
          const here = [...next.signUps.values()].filter((s) => s.post === id);
          const held = here.filter((s) => s.state === 'confirmed' || s.state === 'offered');
          expect(held.length).toBeLessThanOrEqual(capacity);
          const places = next.reservations.find((r) => r.post === id)?.places ?? 0;
          const kept = Math.max(0, places - held.filter((s) => s.team !== null).length);
          if (here.some((s) => s.state === 'waiting')) expect(held.length + kept).toBe(capacity);
        }
        // What is told of changes is what changed: the roster follows from the one before and them.
        const followed = new Map(current.signUps);
        for (const { signUp: s, became } of changes) {
          if (became === 'cancelled' || became === 'declined' || became === 'lapsed') followed.delete(s.person);
          else followed.set(s.person, s);
        }
        expect([...followed].sort()).toEqual([...next.signUps].sort());
        current = next;
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever was done before, after sign-up has closed nobody who is approved overtakes somebody who waits', () => {
  const late = fc.array(fc.record({ kind: fc.constantFrom('cancel', 'approve', 'approve'), person: persons }), {
    maxLength: 20,
  });
  let lettingIn = 0;
  fc.assert(
    fc.property(steps, late, (sequence, afterwards) => {
      let current = roster(
        [
          { id: 'a', capacity: 2 },
          { id: 'b', capacity: 1 },
        ],
        { approval: true, cancelUntil: 9_000 * MINUTE },
      );
      let minute = 1;
      for (const [act, pause] of sequence) {
        minute = Math.min(minute + pause, 990);
        const now = minute * MINUTE;
        current = ('add' in act ? decideNaming(current, act, now) : decide(current, act, now)).roster;
      }
      for (const act of afterwards as Act[]) {
        const { roster: before } = passTime(current, 1_010 * MINUTE);
        const { roster: next, changes } = decide(before, act, 1_010 * MINUTE);
        for (const { signUp: s, became } of changes) {
          if (became !== 'confirmed') continue;
          lettingIn++;
          const others = [...next.signUps.values()].filter((o) => o.post === s.post && o.state === 'waiting');
          expect(others.filter((o) => o.order < s.order || before.signUps.get(s.person)?.state === 'applied')).toEqual(
            [],
          );
        }
        current = next;
      }
    }),
    { numRuns: 500 },
  );
  expect(lettingIn).toBeGreaterThan(20);
});
