import { ed25519 } from '@noble/curves/ed25519.js';

/** Public keys as a JWK set (RFC 7517, RFC 8037). */
export interface PublicKeys {
  readonly keys: readonly { readonly kty: string; readonly kid?: string; readonly [more: string]: unknown }[];
}

/** For what a token must be: no other that is signed by the same kind of key passes for it. */
export interface Expected {
  readonly typ: string;
  readonly audience: string;
}

/** Whether an Ed25519 signature (64 bytes) of a message holds under a public key (32 bytes). May throw for what is none. */
export type SignatureCheck = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;

/** Fixed here: which kind of signature holds is not for the token to choose (RFC 8725, 3.1). */
const ALGORITHM = 'EdDSA';

/** By RFC 8032 to the letter: what one implementation takes and another does not would be a token that holds here and not there. */
const inJavaScript: SignatureCheck = (signature, message, key) =>
  ed25519.verify(signature, message, key, { zip215: false });

/**
 * The claims of a token; undefined for one that was altered, forged, signed by another key, or is something else. Times in it (`exp`) are for the caller to look at.
 * @param check of the signature; in JavaScript where none is given
 */
export function verifyJws(
  token: string,
  { keys }: PublicKeys,
  { typ, audience }: Expected,
  check: SignatureCheck = inJavaScript,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const [head = '', body = '', signed = '', ...more] = token.split('.');
    if (more.length > 0) return undefined;
    const header = object(bytes(head));
    if (header['alg'] !== ALGORITHM || header['typ'] !== typ || 'crit' in header) return undefined;
    const key = keys.find((k) => k.kid !== undefined && k.kid === header['kid']);
    if (key === undefined || key.kty !== 'OKP' || key['crv'] !== 'Ed25519' || typeof key['x'] !== 'string')
      return undefined;
    if (!check(bytes(signed), new TextEncoder().encode(`${head}.${body}`), bytes(key['x']))) return undefined;
    const claims = object(bytes(body));
    return claims['aud'] === audience ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a token says that it was signed by one of these keys; of one that does not, nobody who has no other keys can say whether it holds. */
export function isKeyKnown(token: string, { keys }: PublicKeys): boolean {
  try {
    const { kid } = object(bytes(token.split('.')[0] ?? ''));
    return typeof kid !== 'string' || keys.some((k) => k.kid === kid);
  } catch {
    return true; // Whatever it is, no key makes a token of it.
  }
}

/** @throws Error where it is no base64url as RFC 7515 asks for, or not the only way to write those bytes */
function bytes(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (text.includes('+') || text.includes('/') || unpadded(btoa(binary)) !== text) throw new Error('no base64url');
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

const unpadded = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** @throws Error where it is no JSON object */
function object(utf8: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(utf8));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object');
  return value as Record<string, unknown>;
}
