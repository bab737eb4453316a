import { createLocalJWKSet, type CryptoKey, type JSONWebKeySet, jwtVerify, type KeyObject, SignJWT } from 'jose';

/** For what a token is: no other token that is signed here passes for a card, and a card for none of them. */
const TYPE = 'volunteer-card';
const AUDIENCE = 'check-in';
/** Fixed here: which kind of signature holds is not for the token to choose. */
const ALGORITHM = 'EdDSA';

/** What is in a card's QR code. */
export interface Card {
  readonly cardId: string;
  /** The volunteer number (志愿者编号) under which it was issued. */
  readonly volunteerNo: string;
  /** Epoch milliseconds, in whole seconds. */
  readonly issuedAt: number;
}

/** The public keys of cards, as a JWK set (RFC 7517). */
export type CardKeys = JSONWebKeySet;

/** @param key an Ed25519 private key; `kid` is its name among the `CardKeys` */
export function signCard(
  { cardId, volunteerNo, issuedAt }: Card,
  key: { readonly kid: string; readonly privateKey: CryptoKey | KeyObject },
): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.kid })
    .setJti(cardId)
    .setSubject(volunteerNo)
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(issuedAt / 1000))
    .sign(key.privateKey);
}

/** The card that a text is; undefined for one that was altered, forged, signed by another key, or is something else. */
export async function verifyCard(token: string, keys: CardKeys): Promise<Card | undefined> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      ...{ algorithms: [ALGORITHM], audience: AUDIENCE, typ: TYPE },
      requiredClaims: ['jti', 'sub', 'iat'],
    });
    const { jti: cardId = '', sub: volunteerNo = '', iat = 0 } = payload;
    return { cardId, volunteerNo, issuedAt: iat * 1000 };
  } catch {
    return undefined;
  }
}
