import { Clock, chinaDay } from '#kernel';
import { KeyRing, type SigningKey, signingKey } from '#privacy';
import { Injectable } from '@nestjs/common';

/** The year of the first cards. */
const FIRST_YEAR = 2026;

/** The Ed25519 keys that sign cards: one a year, derived from the service's data key. Cards hold for years, so no key is given up. */
@Injectable()
export class CardKeys {
  private readonly derived = new Map<number, SigningKey>();

  constructor(
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  /** The key that signs cards issued at an instant (epoch milliseconds). A card says when it was issued, so the same card is signed the same again. */
  signing(issuedAt: number): SigningKey {
    return this.ofYear(yearOf(issuedAt));
  }

  /** The public keys of all years until now, as a JWK set (RFC 7517). */
  published(): { kty: string; kid: string }[] {
    const years = yearOf(this.clock.now()) - FIRST_YEAR + 1;
    return Array.from({ length: years }, (_, i) => {
      const { kid, publicKey } = this.ofYear(FIRST_YEAR + i);
      return { ...publicKey.export({ format: 'jwk' }), kty: 'OKP', kid, alg: 'EdDSA', use: 'sig' };
    });
  }

  private ofYear(year: number): SigningKey {
    const there = this.derived.get(year);
    if (there !== undefined) return there;
    const made = signingKey(Buffer.from(this.keys.authenticate('card-key', String(year)), 'base64url'), String(year));
    this.derived.set(year, made);
    return made;
  }
}

const yearOf = (at: number): number => Math.max(FIRST_YEAR, Number(chinaDay(at).slice(0, 4)));
