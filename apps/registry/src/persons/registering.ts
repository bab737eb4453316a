import { compact } from '#attendance';
import { CONSENT_VERSIONS, type RegisteringRefusal } from '#contracts';
import { ageOn } from '../volunteers/age.js';
import type { Identity } from '../volunteers/identity.js';

/** Ages in years (policies): below the first a guardian consents as well (《志愿服务条例》 article 15), below the second he signs (《个人信息保护法》 article 31). */
export interface GuardianAges {
  readonly consentsBelow: number;
  readonly signsBelow: number;
}

/** What registering rests on. `bornOn` is `YYYY-MM-DD`. */
export interface Registering {
  readonly identity: Identity | undefined;
  /** As it was said; where the document holds the date of birth, that one counts (definitions, "a valid number"). */
  readonly bornOn: string | null;
  readonly isVillageKnown: boolean;
  readonly areTeamsKnown: boolean;
  readonly consent: { readonly version: string; readonly guardian: string; readonly isSigned: boolean };
}

/** The date of birth that counts. */
export const birthDate = ({ identity, bornOn }: Pick<Registering, 'identity' | 'bornOn'>): string | undefined =>
  identity?.bornOn ?? bornOn ?? undefined;

/** Every reason why somebody cannot be registered on a day (`YYYY-MM-DD`); none where he can. */
export function registeringRefusals(r: Registering, today: string, ages: GuardianAges): RegisteringRefusal[] {
  const found: RegisteringRefusal[] = [];
  const bornOn = birthDate(r);
  const age = bornOn === undefined ? undefined : ageOn(bornOn, today);
  if (r.identity === undefined) found.push('identity_invalid');
  else if (age === undefined) found.push('birth_date_missing');
  if (age !== undefined && age < 0) found.push('born_later');
  if (!r.isVillageKnown) found.push('village_unknown');
  if (!r.areTeamsKnown) found.push('team_unknown');
  if (r.consent.version !== CONSENT_VERSIONS.service) found.push('text_outdated');
  if (age !== undefined && age >= 0 && age < ages.consentsBelow && compact(r.consent.guardian) === '')
    found.push('guardian_missing');
  if (age !== undefined && age >= 0 && age < ages.signsBelow && !r.consent.isSigned) found.push('guardian_must_sign');
  return found;
}
