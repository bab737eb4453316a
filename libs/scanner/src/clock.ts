/** How far off the device's clock was found to be. Milliseconds. */
export interface MeasuredClock {
  /** By how much the server's was ahead, give or take `uncertainty`. */
  readonly offset: number;
  readonly uncertainty: number;
  /** The server's time then (epoch). */
  readonly at: number;
}

/** The server tells its time in whole seconds (`Date`), cut off. */
const STEP_MS = 1_000;

/**
 * Half way between sending (`from`) and receiving (`until`, both by the device's clock) it was `date` there, as with NTP. What agrees with a better measurement made before says no more
 * than what time it is.
 */
export function measure(before: MeasuredClock | undefined, date: number, from: number, until: number): MeasuredClock {
  const found: MeasuredClock = {
    offset: Math.round(date + STEP_MS / 2 - (from + until) / 2),
    uncertainty: Math.abs(until - from) / 2 + STEP_MS / 2,
    at: date,
  };
  if (before === undefined || before.uncertainty > found.uncertainty) return found;
  const agrees = Math.abs(before.offset - found.offset) <= before.uncertainty + found.uncertainty;
  return agrees ? { ...before, at: date } : found;
}

/**
 * The time now by the clock by which something was recorded, which is what the server is to be told. As a rule it is the device's: but phones set their clocks right as soon as they have a
 * network, before anything is handed in. It happened after the server was last heard of before it, and before now; a time that the clock as it is cannot have shown in between was another
 * clock's, off by so much at least.
 * @param recorded when it was by the device's clock then, and the server's time that was known to be over (if any)
 * @param now by the device's clock
 */
export function timeByClockOf(
  { occurredAt, after }: { readonly occurredAt: number; readonly after?: number },
  { offset, uncertainty }: MeasuredClock,
  now: number,
): number {
  // Records are in whole seconds, cut off.
  const slack = uncertainty + STEP_MS;
  if (occurredAt > now + slack) return occurredAt;
  if (after === undefined || occurredAt + offset >= after - slack) return now;
  return now + offset - (after - occurredAt);
}
