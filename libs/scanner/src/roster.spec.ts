import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { readRoster } from './roster.js';

const pair = (kid: string) => ({ kid, ...generateKeyPairSync('ed25519') });
const [own, stranger] = [pair('2026'), pair('2026')];
const keys = { keys: [{ ...(await exportJWK(own.publicKey)), kty: 'OKP', kid: '2026' }] };
const UNTIL = 1_800_000_000;
const at = { sessionNo: 'S1', now: 1_790_000_000_000 };
const header = { alg: 'EdDSA', typ: 'session-roster', kid: '2026' };

const claims = (change: object = {}) =>
  new SignJWT({
    ...{ roster: { version: 1, sessionNo: 'S1', people: [] }, sub: 'S1', aud: 'scanner', exp: UNTIL },
    ...change,
  });
const good = await claims().setProtectedHeader(header).sign(own.privateKey);
const publicText = own.publicKey.export({ format: 'der', type: 'spki' });

test('a roster is read until the second in which it runs out', () => {
  expect(readRoster(good, keys, at)).toEqual({ roster: { version: 1, sessionNo: 'S1', people: [] } });
  expect(readRoster(good, keys, { ...at, now: UNTIL * 1000 - 1 })).toHaveProperty('roster');
  expect(readRoster(good, keys, { ...at, now: UNTIL * 1000 })).toEqual({ refused: 'roster-expired' });
});

test('one of another session is none for this', () => {
  expect(readRoster(good, keys, { ...at, sessionNo: 'S2' })).toEqual({ refused: 'roster-of-other-session' });
});

test('one in which any letter is altered is none', () => {
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.constantFrom('A', 'z', '0', '-', '_', '.', '='), (place, other) => {
      fc.pre(good[place] !== other);
      const altered = good.slice(0, place) + other + good.slice(place + 1);
      expect(readRoster(altered, keys, at)).toEqual({ refused: 'roster-forged' });
    }),
  );
});

describe('a forged one is none', () => {
  test.each([
    ['by a key of the same name', () => claims().setProtectedHeader(header).sign(stranger.privateKey)],
    [
      'by a key that nobody knows',
      () =>
        claims()
          .setProtectedHeader({ ...header, kid: '2027' })
          .sign(own.privateKey),
    ],
    [
      'without a signature (alg none)',
      () => new UnsecuredJWT({ sub: 'S1', aud: 'scanner', exp: UNTIL, roster: { version: 1 } }).encode(),
    ],
    [
      'with the public key as a secret (HS256)',
      () =>
        claims()
          .setProtectedHeader({ ...header, alg: 'HS256' })
          .sign(publicText),
    ],
    [
      'that is a card',
      () =>
        claims()
          .setProtectedHeader({ ...header, typ: 'volunteer-card' })
          .sign(own.privateKey),
    ],
    ['for another audience', () => claims({ aud: 'check-in' }).setProtectedHeader(header).sign(own.privateKey)],
    [
      'of a version to come',
      () =>
        claims({ roster: { version: 2 } })
          .setProtectedHeader(header)
          .sign(own.privateKey),
    ],
    ['without a roster', () => claims({ roster: undefined }).setProtectedHeader(header).sign(own.privateKey)],
    ['of no form', () => 'x'],
    ['empty', () => ''],
  ])('%s', async (_, forged) => {
    expect(readRoster(await forged(), keys, at)).toEqual({ refused: 'roster-forged' });
  });

  test('without an end', async () => {
    const endless = await claims({ exp: undefined }).setProtectedHeader(header).sign(own.privateKey);
    expect(readRoster(endless, keys, at)).toEqual({ refused: 'roster-expired' });
  });
});
