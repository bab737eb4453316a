import { type Datum, distance, type Point, toWgs84 } from './datum.js';

/** A position as a phone tells it: within so many metres it lies, it says. */
export interface Position extends Point {
  readonly datum: Datum;
  readonly accuracyMetres: number;
}

/** A place (签到点) of a session, and how far around it people check in. */
export interface Site extends Point {
  readonly name: string;
  readonly datum: Datum;
  readonly radiusMetres: number;
}

export interface Judged {
  readonly inside: boolean;
  /** The site within which it lies by the most, or from which it is the least away; undefined where there are no sites. */
  readonly site: Site | undefined;
  /** From the middle of that site, in metres. */
  readonly distance: number;
}

const inWgs84 = (p: Point & { readonly datum: Datum }): Point => (p.datum === 'GCJ-02' ? toWgs84(p) : p);

/**
 * Whether a position lies within any of some sites: no farther from it than its radius and what the position may be off. What that is the phone says; more than
 * `bound` metres of it are not believed.
 */
export function judgePosition(position: Position, sites: readonly Site[], bound: number): Judged {
  const here = inWgs84(position);
  const leeway = Math.min(Math.max(position.accuracyMetres, 0), bound);
  const away = sites.map((site) => {
    const metres = distance(here, inWgs84(site));
    return { site, distance: metres, beyond: metres - site.radiusMetres - leeway };
  });
  const [nearest] = away.sort((a, b) => a.beyond - b.beyond);
  if (nearest === undefined) return { inside: false, site: undefined, distance: Number.POSITIVE_INFINITY };
  return { inside: nearest.beyond <= 0, site: nearest.site, distance: nearest.distance };
}
