import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HmacSha256 } from './hmac.js';

test('is what createHmac makes of any texts, one after the other, under any key', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary', minLength: 300, maxLength: 3_000 }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(texts, { minLength: 1 }), (key, all) => {
      const own = new HmacSha256(key);
      for (const text of all) expect(own.of(text)).toBe(createHmac('sha256', key).update(text).digest('base64url'));
    }),
  );
});

test('refuses a key that would have to be shortened first', () => {
  expect(() => new HmacSha256(new Uint8Array(65))).toThrow('at most 64 bytes');
});
