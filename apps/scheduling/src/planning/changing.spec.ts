import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionChange } from '#contracts';
import type { SignUp } from '#sign-up';
import { changedPlan } from './changing.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-12-05T07:30:00+08:00');
const post = (id: string, capacity: number) => ({ id, name: id, capacity, qualifications: [] });
const plan = {
  startsAt: new Date(START),
  endsAt: new Date(START + 2 * HOUR),
  place: '东河',
  posts: [post('a', 3), post('b', 2)],
  rules: {
    opensAt: START - 48 * HOUR,
    closesAt: START - 2 * HOUR,
    cancelUntil: START - 24 * HOUR,
    ...{ minimumAge: 16, maximumAge: null, offerMinutes: 60, approval: false, onlyOneOf: '' },
  },
  reservations: [{ team: 'T', post: 'b', places: 2, until: START - 12 * HOUR }],
};
const held = (post: string, state: SignUp['state'] = 'confirmed', team: string | null = null): SignUp => ({
  ...{ person: 'p', post, state, order: 1, offeredUntil: null, team },
});
const change = (asked: SessionChange, signUps: SignUp[] = []) => changedPlan(plan, asked, signUps, START - 3 * HOUR);

test('another time takes the times of sign-up and reservations along, and lets everybody cancel until it starts', () => {
  const { refused, plan: after } = change({ startsAt: START + 24 * HOUR });
  expect(refused).toEqual([]);
  expect(after).toMatchObject({
    startsAt: new Date(START + 24 * HOUR),
    endsAt: new Date(START + 26 * HOUR),
    rules: { opensAt: START - 24 * HOUR, closesAt: START + 22 * HOUR, cancelUntil: START + 24 * HOUR },
    reservations: [{ until: START + 12 * HOUR }],
  });
  expect(change({ place: '西河' }).plan).toMatchObject({ place: '西河', rules: { cancelUntil: START } });
  expect(change({ posts: plan.posts }).plan.rules).toEqual(plan.rules);
});

test('is refused with every reason at once', () => {
  const posts = [post('a', 1)];
  const asked = { startsAt: START - 4 * HOUR, endsAt: START - 5 * HOUR, posts };
  expect(change(asked).refused).toEqual([
    'starts_in_the_past',
    'ends_before_it_starts',
    'sign_up_over',
    'places_taken',
  ]);
});

test('no post goes below what is held or reserved in it, nor away while somebody waits for it', () => {
  const states = fc.constantFrom('confirmed', 'offered', 'waiting', 'applied');
  const signUps = fc
    .array(
      fc
        .tuple(fc.constantFrom('a', 'b'), states, fc.constantFrom(null, 'T'))
        .map(([post, state, team]) => held(post, state, post === 'b' ? team : null)),
      { maxLength: 5, size: 'max' },
    )
    .map((all) => all.map((s, i) => ({ ...s, person: `p${i}` })));
  fc.assert(
    fc.property(signUps, fc.nat({ max: 4 }), fc.nat({ max: 4 }), (all, a, b) => {
      const posts = [...(a > 0 ? [post('a', a)] : []), ...(b > 0 ? [post('b', b)] : [])];
      const at = (post: string) => all.filter((s) => s.post === post);
      const holds = (s: SignUp) => s.state === 'confirmed' || s.state === 'offered';
      const ofTeam = at('b').filter((s) => holds(s) && s.team === 'T').length;
      const fitsA = a >= at('a').filter(holds).length && (a > 0 || at('a').length === 0);
      const fitsB = b >= at('b').filter(holds).length + Math.max(0, 2 - ofTeam) && b > 0;
      expect(change({ posts }, all).refused.includes('places_taken')).toBe(!(fitsA && fitsB));
    }),
    { numRuns: 500 },
  );
});
