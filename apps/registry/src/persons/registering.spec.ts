import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONSENT_VERSIONS } from '#contracts';
import { ageOn } from '../volunteers/age.js';
import { type Registering, registeringRefusals } from './registering.js';

const TODAY = '2026-11-25';
const AGES = { consentsBelow: 18, signsBelow: 14 };
const isoDate = fc
  .date({ min: new Date('1920-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));

const registering: fc.Arbitrary<Registering> = fc.record({
  identity: fc.oneof(
    fc.constant(undefined),
    fc.record({ type: fc.constant('01'), number: fc.constant('x'), bornOn: isoDate }),
    fc.record({ type: fc.constant('02'), number: fc.constant('x'), bornOn: fc.constant(undefined) }),
  ),
  bornOn: fc.option(isoDate),
  isVillageKnown: fc.boolean(),
  areTeamsKnown: fc.boolean(),
  consent: fc.record({
    version: fc.constantFrom(CONSENT_VERSIONS.service, '0'),
    guardian: fc.constantFrom('', '李四'),
    isSigned: fc.boolean(),
  }),
});

it('lets nobody in who is a minor without a guardian, or below 14 without a signature', () => {
  fc.assert(
    fc.property(registering, (r) => {
      if (registeringRefusals(r, TODAY, AGES).length > 0) return;
      const age = ageOn(r.identity!.bornOn ?? r.bornOn!, TODAY);
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age >= 18 || r.consent.guardian !== '').toBe(true);
      expect(age >= 14 || r.consent.isSigned).toBe(true);
    }),
  );
});

it('gives every reason at once, and none that making good another takes away', () => {
  const good = { isVillageKnown: true, areTeamsKnown: true };
  fc.assert(
    fc.property(registering, (r) => {
      const reasons = registeringRefusals(r, TODAY, AGES);
      const better = registeringRefusals({ ...r, ...good }, TODAY, AGES);
      expect(better).toEqual(reasons.filter((code) => code !== 'village_unknown' && code !== 'team_unknown'));
      const bettered = registeringRefusals({ ...r, consent: { ...r.consent, guardian: '李四' } }, TODAY, AGES);
      expect(bettered).toEqual(reasons.filter((code) => code !== 'guardian_missing'));
    }),
  );
});

it.each([
  ['2008-11-25', []],
  ['2008-11-26', ['guardian_missing']],
  ['2012-11-25', ['guardian_missing']],
  ['2012-11-26', ['guardian_missing', 'guardian_must_sign']],
  ['2026-11-26', ['born_later']],
])('who was born on %s and consents alone and online: %j', (bornOn, reasons) => {
  // Nothing of which can be seen.
  const consent = { version: CONSENT_VERSIONS.service, guardian: '\u200b', isSigned: false };
  const identity = { type: '02', number: 'H1', bornOn: undefined };
  const all = { identity, bornOn, isVillageKnown: true, areTeamsKnown: true, consent };
  expect(registeringRefusals(all, TODAY, AGES)).toEqual(reasons);
});
