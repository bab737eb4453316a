import { chinaYear } from '#kernel';
import { type SigningKey, signingKey } from './ed25519.js';
import type { KeyRing } from './key-ring.js';

/** The year of the first of them. */
const FIRST_YEAR = 2026;

/**
 * Ed25519 keys for what holds for long: one for each year and purpose, derived from the service's data key. None is given up, as what was signed by it may hold still.
 */
export class YearlyKeys {
  private readonly derived = new Map<number, SigningKey>();

  constructor(
    private readonly keys: KeyRing,
    private readonly purpose: string,
  ) {}

  /** The key that signs at an instant (epoch milliseconds). What says when it was issued is signed the same again. */
  signing(at: number): SigningKey {
    return this.ofYear(yearOf(at));
  }

  /** The public keys of all years until now, as a JWK set (RFC 7517). */
  published(now: number): { kty: string; kid: string }[] {
    const years = yearOf(now) - FIRST_YEAR + 1;
    return Array.from({ length: years }, (_, i) => {
      const { kid, publicKey } = this.ofYear(FIRST_YEAR + i);
      return { ...publicKey.export({ format: 'jwk' }), kty: 'OKP', kid, alg: 'EdDSA', use: 'sig' };
    });
  }

  private ofYear(year: number): SigningKey {
    const there = this.derived.get(year);
    if (there !== undefined) return there;
    const made = signingKey(Buffer.from(this.keys.authenticate(this.purpose, String(year)), 'base64url'), String(year));
    this.derived.set(year, made);
    return made;
  }
}

const yearOf = (at: number): number => Math.max(FIRST_YEAR, chinaYear(at));
