import { type PublicKeys, type SignatureCheck, verifyJws } from '#jws';
import { type CryptoKey, type KeyObject, SignJWT } from 'jose';

/** For what a token is: no other token that is signed here passes for a card, and a card for none of them. */
const TYPE = 'volunteer-card';
const AUDIENCE = 'check-in';

/** What is in a card's QR code. */
export interface Card {
  readonly cardId: string;
  /** The volunteer number (志愿者编号) under which it was issued. */
  readonly volunteerNo: string;
  /** Epoch milliseconds, in whole seconds. */
  readonly issuedAt: number;
}

/** @param key an Ed25519 private key; `kid` is its name among the public keys */
export function signCard(
  { cardId, volunteerNo, issuedAt }: Card,
  key: { readonly kid: string; readonly privateKey: CryptoKey | KeyObject },
): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: key.kid })
    .setJti(cardId)
    .setSubject(volunteerNo)
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(issuedAt / 1000))
    .sign(key.privateKey);
}

/** The card that a text is; undefined for one that was altered, forged, signed by another key, or is something else. Runs in browsers too. */
export function verifyCard(token: string, keys: PublicKeys, check?: SignatureCheck): Card | undefined {
  const claims = verifyJws(token, keys, { typ: TYPE, audience: AUDIENCE }, check);
  const { jti: cardId, sub: volunteerNo, iat } = claims ?? {};
  if (typeof cardId !== 'string' || typeof volunteerNo !== 'string' || typeof iat !== 'number') return undefined;
  return { cardId, volunteerNo, issuedAt: iat * 1000 };
}
