import { DAY_MS } from '#kernel';
import { type SigningKey, signingKey } from '#privacy';
import { hkdfSync } from 'node:crypto';

/** For so long one key signs: 7 days. */
export const PERIOD_MS = 7 * DAY_MS;

/**
 * The Ed25519 keys that sign access tokens. Each period has its own, derived from one secret, so that every gateway has the same and none is
 * stored. A token holds for minutes, so the keys of the period before and of the one after (of a gateway whose clock is ahead) are enough beside
 * the present one.
 */
export class SigningKeys {
  private readonly derived = new Map<number, SigningKey>();

  /** @param secret 32 bytes */
  constructor(private readonly secret: Buffer) {}

  /** The key that signs at an instant (epoch milliseconds). */
  signing(now: number): SigningKey {
    return this.ofPeriod(Math.floor(now / PERIOD_MS));
  }

  /** The key of that name, if it may still verify; undefined for every other name. */
  verifying(kid: string | undefined, now: number): SigningKey | undefined {
    const period = Math.floor(now / PERIOD_MS);
    return [period, period - 1, period + 1].map((p) => this.ofPeriod(p)).find((key) => key.kid === kid);
  }

  private ofPeriod(period: number): SigningKey {
    let key = this.derived.get(period);
    if (key === undefined) {
      const seed = Buffer.from(hkdfSync('sha256', this.secret, Buffer.alloc(0), `ed25519:${period}`, 32));
      key = signingKey(seed, String(period));
      if (this.derived.size > 3) this.derived.clear(); // of periods long past
      this.derived.set(period, key);
    }
    return key;
  }
}
