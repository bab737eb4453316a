import { createHmac } from 'node:crypto';

/** Where a key stands when a seed draws: by its HMAC-SHA256 under the seed, which nobody can foresee who does not know the seed. */
const placeOf = (seed: string, key: string): string => createHmac('sha256', seed).update(key).digest('hex');

/**
 * Keys in the order in which a seed draws them. Of each set of keys all orders are equally likely over the seeds, so the first n are a random sample of n, and
 * what is passed over because it does not belong leaves a random sample of what does. The order of `keys` changes nothing.
 */
export function inDrawnOrder(seed: string, keys: Iterable<string>): string[] {
  return [...new Set(keys)]
    .map((key) => ({ key, place: placeOf(seed, key) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ key }) => key);
}
