import { expect, test } from '@jest/globals';
import { exclusion } from '#contracts';
import fc from 'fast-check';
import { type Publishable, publishingRefusals } from './publishing.js';

const FIT: Publishable = {
  exclusions: [],
  startsAt: 2_000,
  risks: '道路湿滑',
  safeguards: '发放反光背心',
  personInCharge: '负责人',
  minimumAge: 16,
  closesAt: 1_500,
  ofPlace: [],
  posts: [{ capacity: 0 }, { capacity: 1 }],
};
/** One thing missing or excluded each, and the reason that it gives. */
const WRONG: [Partial<Publishable>, string][] = [
  [{ startsAt: 1_000 }, 'starts_in_the_past'],
  [{ closesAt: 1_000 }, 'sign_up_over'],
  [{ risks: '\u200b\u2060' }, 'risks_missing'],
  [{ safeguards: '' }, 'safeguards_missing'],
  [{ personInCharge: '　\ufeff' }, 'person_in_charge_missing'],
  [{ minimumAge: null }, 'minimum_age_missing'],
  [{ ofPlace: ['division_ended'] }, 'division_ended'],
  [{ posts: [{ capacity: 0 }] }, 'no_places'],
];

test('what is wrong is said at once, all of it and nothing else', () => {
  expect(publishingRefusals(FIT, 1_000)).toEqual([]);
  fc.assert(
    fc.property(fc.subarray(WRONG), fc.subarray(exclusion.options), (wrong, exclusions) => {
      const session = Object.assign({}, FIT, { exclusions }, ...wrong.map(([change]) => change)) as Publishable;
      const expected = [...exclusions, ...wrong.map(([, reason]) => reason)];
      expect(publishingRefusals(session, 1_000).sort()).toEqual(expected.sort());
    }),
  );
});
