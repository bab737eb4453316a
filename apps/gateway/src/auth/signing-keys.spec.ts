import { expect, test } from '@jest/globals';
import { randomBytes, sign, verify } from 'node:crypto';
import { PERIOD_MS, SigningKeys } from './signing-keys.js';

const SECRET = randomBytes(32);
const NOW = 2_952 * PERIOD_MS + 1_000;

test('every gateway has the same keys, and nobody with another secret has', () => {
  const key = new SigningKeys(SECRET).signing(NOW);
  const signature = sign(null, Buffer.from('x'), key.privateKey);
  const same = new SigningKeys(SECRET).verifying(key.kid, NOW);
  expect(verify(null, Buffer.from('x'), same!.publicKey, signature)).toBe(true);
  expect(new SigningKeys(randomBytes(32)).verifying(key.kid, NOW)).toBeUndefined();
});

test('a key signs for one period, verifies for one more on either side, and then no longer', () => {
  const keys = new SigningKeys(SECRET);
  const { kid } = keys.signing(NOW);
  expect(keys.signing(NOW + PERIOD_MS - 2_000).kid).toBe(kid);
  expect(keys.signing(NOW + PERIOD_MS).kid).not.toBe(kid);
  const verifies = [-2, -1, 0, 1, 2].map((periods) => keys.verifying(kid, NOW + periods * PERIOD_MS)?.kid);
  expect(verifies).toEqual([undefined, kid, kid, kid, undefined]);
  expect(keys.verifying(undefined, NOW)).toBeUndefined();
});
