import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PublicKeys } from '#jws';
import { verifiesEd25519 } from '#privacy';
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { type Card, signCard, verifyCard } from './card.js';

const pair = (kid: string) => ({ kid, ...generateKeyPairSync('ed25519') });
const [own, older, stranger] = [pair('2026'), pair('2025'), pair('2026')];
const published = async (...keys: { kid: string; publicKey: KeyObject }[]): Promise<PublicKeys> => ({
  keys: await Promise.all(
    keys.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kty: 'OKP', kid, alg: 'EdDSA' })),
  ),
});
const keys = await published(own, older);
const card: Card = { cardId: 'c1', volunteerNo: 'ZY0001', issuedAt: 1_770_000_000_000 };

const claims = () => new SignJWT({}).setJti('c1').setSubject('ZY0001').setIssuedAt(1_770_000_000);
const header = { alg: 'EdDSA', typ: 'volunteer-card', kid: '2026' };

/** As scanners verify it, and as services do. */
const both = (token: string): (Card | undefined)[] => [
  verifyCard(token, keys),
  verifyCard(token, keys, verifiesEd25519),
];

test('a card holds what was signed, also under an older key', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }).filter((s) => s.isWellFormed());
  await fc.assert(
    fc.asyncProperty(text, text, fc.nat(4_000_000_000), fc.boolean(), async (cardId, volunteerNo, seconds, old) => {
      const said = { cardId, volunteerNo, issuedAt: seconds * 1000 };
      expect(both(await signCard(said, old ? older : own))).toEqual([said, said]);
    }),
    { numRuns: 50 },
  );
});

test('one in which anything is altered does not hold', async () => {
  const token = await signCard(card, own);
  fc.assert(
    fc.property(
      fc.nat(token.length - 1),
      fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.', '=', '+', ' '),
      (at, other) => {
        fc.pre(token[at] !== other);
        expect(both(token.slice(0, at) + other + token.slice(at + 1))).toEqual([undefined, undefined]);
      },
    ),
  );
  const [head = '', , signature = ''] = token.split('.');
  const other = Buffer.from(JSON.stringify({ jti: 'c1', sub: 'ZY0002', aud: 'check-in', iat: 1 })).toString(
    'base64url',
  );
  expect(both([head, other, signature].join('.'))).toEqual([undefined, undefined]);
  for (const changed of [`${token}.`, ` ${token}`, `${token}=`, `${token}\n`, token.slice(0, -1)])
    expect(both(changed)).toEqual([undefined, undefined]);
});

describe('a forged one does not hold', () => {
  test.each([
    ['by a key of the same name', () => signCard(card, stranger)],
    [
      'without a signature (alg none)',
      () => new UnsecuredJWT({}).setJti('c1').setSubject('ZY0001').setAudience('check-in').setIssuedAt().encode(),
    ],
    [
      'with the public key as a secret (HS256)',
      async () =>
        claims()
          .setAudience('check-in')
          .setProtectedHeader({ ...header, alg: 'HS256' })
          .sign(own.publicKey.export({ format: 'der', type: 'spki' })),
    ],
    [
      'of another kind',
      () =>
        claims()
          .setAudience('check-in')
          .setProtectedHeader({ ...header, typ: 'JWT' })
          .sign(own.privateKey),
    ],
    ['for another audience', () => claims().setAudience('gateway').setProtectedHeader(header).sign(own.privateKey)],
    [
      'without a card number',
      () =>
        new SignJWT({})
          .setSubject('ZY0001')
          .setIssuedAt()
          .setAudience('check-in')
          .setProtectedHeader(header)
          .sign(own.privateKey),
    ],
    [
      'with what must be understood and is not (crit)',
      () =>
        claims()
          .setAudience('check-in')
          .setProtectedHeader({ ...header, crit: ['b64'], b64: true })
          .sign(own.privateKey),
    ],
    ['by a key that is not among them', () => signCard(card, pair('2027'))],
    ['of no form', () => 'ZY0001'],
    ['empty', () => ''],
  ])('%s', async (_, forged) => {
    expect(both(await forged())).toEqual([undefined, undefined]);
  });
});
