/** The first wait, and the longest. */
const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/**
 * Milliseconds until the next try: doubling, and each device at another moment, so that not all of a village come back at once.
 * @param tries that were in vain, from 1
 * @param random from 0 to 1
 */
export function backoff(tries: number, random: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)) * (0.5 + random / 2);
}

/** Milliseconds until another try is due. A device's clock may have been set back meanwhile: nobody waits for longer than the longest wait. */
export const dueIn = (notBefore: number, now: number): number =>
  notBefore <= now || notBefore - now > LONGEST_MS ? 0 : notBefore - now;
