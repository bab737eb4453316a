import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterAct,
  isMember,
  isMemberOn,
  type Membership,
  type MembershipAct,
  membershipByRow,
  NO_MEMBERSHIP,
  spellOn,
} from './membership.js';

/** Twelve days on end, over the end of a month. */
const DAYS = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2026, 1, 20 + i)).toISOString().slice(0, 10));
const ACTS: MembershipAct[] = ['apply', 'accept', 'decline', 'invite', 'accept-invitation', 'leave', 'join'];
const act = fc.constantFrom(...ACTS);
const begins = fc.constantFrom(NO_MEMBERSHIP, membershipByRow({ teams: ['T0', 'T1'], registeredOn: DAYS[0]! }, 'T1'));

/** A word and a register of days: what there is, and of every day whether he was a member at its end. */
class Naive {
  state: 'none' | 'applied' | 'invited' | 'member';
  readonly days = new Map<string, boolean>();

  constructor(begin: Membership) {
    this.state = begin === NO_MEMBERSHIP ? 'none' : 'member';
    if (this.state === 'member') this.endOfDays(DAYS[0]!);
  }

  /** True where it is done. */
  do(what: MembershipAct, today: string): boolean {
    const next = this.next(what);
    if (next === undefined) return false;
    this.state = next;
    this.endOfDays(today);
    return true;
  }

  private next(what: MembershipAct): Naive['state'] | undefined {
    const from: Record<MembershipAct, Partial<Record<Naive['state'], Naive['state']>>> = {
      apply: { none: 'applied' },
      invite: { none: 'invited' },
      accept: { applied: 'member' },
      decline: { applied: 'none' },
      'accept-invitation': { invited: 'member' },
      leave: { applied: 'none', invited: 'none', member: 'none' },
      join: { none: 'member', applied: 'member', invited: 'member', member: 'member' },
    };
    return from[what][this.state];
  }

  /** From today on it is as it is now. */
  private endOfDays(today: string): void {
    for (const day of DAYS) if (day >= today) this.days.set(day, this.state === 'member');
  }
}

const isWellFormed = (membership: Membership): boolean =>
  (membership.pending === null || !isMember(membership)) &&
  membership.spells.every(({ from, until }, i, { [i + 1]: next }) =>
    until === null ? next === undefined : from <= until && (next === undefined || until <= next.from),
  );

describe('membership over time', () => {
  test('is on every day what a register of days says', () => {
    const steps = fc.array(fc.tuple(act, fc.nat(2)), { maxLength: 40 });
    fc.assert(
      fc.property(begins, steps, (begin, acts) => {
        const naive = new Naive(begin);
        let membership = begin;
        let today = 1;
        for (const [what, later] of acts) {
          today = Math.min(today + later, DAYS.length - 1);
          const after = afterAct(membership, what, DAYS[today]!);
          expect(typeof after !== 'string').toBe(naive.do(what, DAYS[today]!));
          if (typeof after !== 'string') membership = after;
          expect(isWellFormed(membership)).toBe(true);
          expect(DAYS.filter((d) => isMemberOn(membership, d))).toEqual(DAYS.filter((d) => naive.days.get(d)));
          expect(membership.pending ?? (isMember(membership) ? 'member' : 'none')).toBe(naive.state);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('has no overlapping spells even where clocks run backwards', () => {
    fc.assert(
      fc.property(begins, fc.array(fc.tuple(act, fc.constantFrom(...DAYS)), { maxLength: 40 }), (begin, acts) => {
        let membership = begin;
        for (const [what, today] of acts) {
          const after = afterAct(membership, what, today);
          if (typeof after !== 'string') membership = after;
          expect(isWellFormed(membership)).toBe(true);
          const times = DAYS.map((day) => membership.spells.filter((s) => spellOn([s], day) !== undefined).length);
          expect(Math.max(...times)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('says why it is refused', () => {
    const applied = { ...NO_MEMBERSHIP, pending: 'applied' } as const;
    expect(ACTS.map((a) => afterAct(NO_MEMBERSHIP, a, DAYS[1]!)).filter((x) => typeof x === 'string')).toEqual([
      ...['MEMBERSHIP.NOT_APPLIED', 'MEMBERSHIP.NOT_APPLIED', 'MEMBERSHIP.NOT_INVITED', 'MEMBERSHIP.NOT_THERE'],
    ]);
    expect(afterAct(applied, 'invite', DAYS[1]!)).toBe('MEMBERSHIP.ALREADY_THERE');
  });
});
