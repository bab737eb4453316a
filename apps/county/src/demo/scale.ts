/** How much of everything a county of a given size holds. Size 1 are the published totals of a real county's year. */
export interface Scale {
  /** Teams (队伍) founded by the end of the year. */
  readonly teams: number;
  /** Persons registered (注册志愿者) by the end of the year. */
  readonly registered: number;
  /** Persons who register only in the year after. */
  readonly registeredLater: number;
  /** Persons among whom those who come to sessions are drawn. */
  readonly active: number;
  /** Sessions held (活动场次). */
  readonly held: number;
  /** Of these, those at which people scan or are located (扫码, 定位). */
  readonly online: number;
  /** Person-times (人次), those at sessions not yet ended among them. */
  readonly personTimes: number;
  /** People covered (覆盖群众). */
  readonly covered: number;
  readonly grids: number;
  readonly gridStaff: number;
  readonly households: number;
}

export function scaleOf(size: number): Scale {
  if (!(size >= 0.01 && size <= 1)) throw new RangeError(`a size from 0.01 to 1 is needed, not ${size}`);
  const part = (full: number, least = 1) => Math.max(least, Math.round(full * size));
  return {
    teams: part(168, 12),
    registered: part(124_640),
    registeredLater: part(309, 8),
    active: part(13_900, 200),
    held: part(618, 26),
    online: part(139, 6),
    personTimes: part(42_074, 520),
    covered: part(1_109_738),
    grids: part(2_425, 15),
    gridStaff: part(12_761, 60),
    households: part(245_641),
  };
}

/** Shares a whole total out in proportion to the weights, each share at least `least`; the shares add up to the total. */
export function apportion(total: number, weights: readonly number[], least = 0): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const free = total - least * weights.length;
  if (free < 0) throw new RangeError(`${total} cannot be shared out to ${weights.length}`);
  let given = 0;
  let weighed = 0;
  // Rounding the running total leaves no remainder to place.
  return weights.map((weight) => {
    weighed += weight;
    const upTo = Math.round((free * weighed) / sum);
    const share = upTo - given + least;
    given = upTo;
    return share;
  });
}
