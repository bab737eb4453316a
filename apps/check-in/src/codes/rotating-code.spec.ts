import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HmacSha256 } from '#privacy';
import { type CodeKeys, digitCode, qrCode, readDigits, readQr, SLOT_MS, slotAt } from './rotating-code.js';

const keyOf = (session: string, purpose: string) =>
  createHmac('sha256', 'data key').update(`${purpose} ${session}`).digest();
const keysOf = (session: string): CodeKeys => ({
  qr: new HmacSha256(keyOf(session, 'qr')),
  digits: keyOf(session, 'digits'),
});
const NOW = Date.parse('2026-11-26T09:00:10+08:00');
const SLOT = slotAt(NOW);
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const code = (session = 'S1', slot = SLOT) => qrCode({ session, slot }, keysOf(session));
const read = (text: string, session = 'S1', now = NOW) => readQr(text, session, now, keysOf);
const INVALID = { refused: 'CHECK_IN.CODE_INVALID' };

describe('the QR of a session', () => {
  test('is a JWS that says what it is, for which session and slot', () => {
    const [header, payload, signature] = code()
      .split('.')
      .map((part) => Buffer.from(part, 'base64url'));
    expect(JSON.parse(header!.toString())).toEqual({ alg: 'HS256', typ: 'check-in-code' });
    expect(JSON.parse(payload!.toString())).toEqual({ session: 'S1', slot: SLOT });
    const [h, p] = code().split('.');
    expect(signature).toEqual(createHmac('sha256', keyOf('S1', 'qr')).update(`${h}.${p}`).digest());
  });

  test('is taken in its slot and the next, at no other time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10 * SLOT_MS, max: 10 * SLOT_MS }), (later) => {
        const passed = slotAt(NOW + later) - SLOT;
        const wanted = passed < 0 ? INVALID : passed <= 1 ? { slot: SLOT } : { refused: 'CHECK_IN.CODE_EXPIRED' };
        expect(read(code(), 'S1', NOW + later)).toEqual(wanted);
      }),
    );
  });

  test('of another session is known as such, and is not taken', () => {
    expect(read(code('S2'))).toEqual({ refused: 'CHECK_IN.CODE_OF_OTHER_SESSION' });
    const otherKey = qrCode({ session: 'S1', slot: SLOT }, keysOf('S2'));
    expect(read(otherKey)).toEqual(INVALID);
  });

  test('is no code any more when any character of it is another, is missing or is added', () => {
    const characters = fc.constantFrom('A', 'B', 'x', '0', '9', '-', '_', '.', '=', '+', '/', ' ', '\u0000', 'é');
    fc.assert(
      fc.property(fc.nat(code().length), characters, fc.constantFrom(0, 1), (at, character, dropped) => {
        const altered = code().slice(0, at) + character + code().slice(at + dropped);
        fc.pre(altered !== code());
        expect(read(altered)).toEqual(INVALID);
        expect(read(code().slice(0, at))).toEqual(at === code().length ? { slot: SLOT } : INVALID);
      }),
    );
  });

  test('is not what its header would have it be: no algorithm, another one, or another kind of token', () => {
    const [, payload, signature] = code().split('.');
    const headers = [
      { alg: 'none', typ: 'check-in-code' },
      { alg: 'HS512', typ: 'check-in-code' },
      { alg: 'HS256', typ: 'JWT' },
      { alg: 'HS256' },
      { typ: 'check-in-code', alg: 'HS256' },
      { alg: 'HS256', typ: 'check-in-code', jwk: { kty: 'oct', k: '' } },
    ];
    for (const header of headers) {
      const signed = `${encoded(header)}.${payload}`;
      const digest = header.alg === 'HS512' ? 'sha512' : 'sha256';
      const own = createHmac(digest, keyOf('S1', 'qr')).update(signed).digest('base64url');
      for (const end of ['', signature, own]) expect(read(`${signed}.${end}`)).toEqual(INVALID);
    }
  });

  test('is read without a fault whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(read(text)).toEqual(INVALID)));
    for (const said of [null, 1, [], { session: 1, slot: 1 }, { session: 'S1' }, { session: 'S1', slot: SLOT, x: 1 }])
      expect(read(`${code().split('.')[0]}.${encoded(said)}.`)).toEqual(INVALID);
  });
});

describe('the six digits', () => {
  test('are truncated as in RFC 4226, 5.3', () => {
    // By hand, from the definition: the last four bits say where the 31 bits are.
    const mac = createHmac('sha256', keysOf('S1').digits)
      .update(Buffer.from(SLOT.toString(16).padStart(16, '0'), 'hex'))
      .digest();
    const at = mac[31]! % 16;
    const bits = (mac[at]! % 128) * 2 ** 24 + mac[at + 1]! * 2 ** 16 + mac[at + 2]! * 2 ** 8 + mac[at + 3]!;
    expect(digitCode(SLOT, keysOf('S1'))).toBe(String(bits).padStart(6, '0').slice(-6));
  });

  test('are taken in their slot and the next; those of others, and of other sessions, are not', () => {
    const typed = digitCode(SLOT, keysOf('S1'));
    expect(typed).toMatch(/^\d{6}$/);
    expect(readDigits(typed, NOW, keysOf('S1'))).toEqual({ slot: SLOT });
    expect(readDigits(typed, NOW + SLOT_MS, keysOf('S1'))).toEqual({ slot: SLOT });
    for (const [now, session] of [
      [NOW + 2 * SLOT_MS, 'S1'],
      [NOW - SLOT_MS, 'S1'],
      [NOW, 'S2'],
    ] as const)
      expect(readDigits(typed, now, keysOf(session))).toEqual(INVALID);
    for (const other of ['', '12345', '１２３４５６', `${typed} `])
      expect(readDigits(other, NOW, keysOf('S1'))).toEqual(INVALID);
  });
});
