import { covers } from '#access';
import type { Scope } from '#contracts';
import { DomainError } from '#kernel';
import type { County } from '../model/county.js';

/**
 * The division of which somebody may read figures: the one that is asked for, or his own where he names none and has one.
 * @throws DomainError `AUTH.OUT_OF_SCOPE`; figures of a team alone there are none
 */
export function divisionWithin(division: string | null, within: Scope): string | null {
  if (within === 'everywhere') return division;
  const asked = division ?? (within.divisions.length === 1 ? within.divisions[0] : undefined);
  if (asked === undefined || !covers(within, { division: asked, teams: [] }))
    throw new DomainError('AUTH.OUT_OF_SCOPE');
  return asked;
}

/** The name of a division; null for everything. @throws DomainError `DIVISION.UNKNOWN` for a code that is no known division */
export function nameOf(county: County, division: string | null): string | null {
  if (division === null) return null;
  const known = county.divisions.get(division);
  if (known === undefined) throw new DomainError('DIVISION.UNKNOWN', { division });
  return known.name;
}
