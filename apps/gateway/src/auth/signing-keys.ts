import { createPrivateKey, createPublicKey, hash, hkdfSync, type KeyObject } from 'node:crypto';

/** For so long one key signs: 7 days. */
export const PERIOD_MS = 7 * 24 * 60 * 60 * 1000;

/** What comes before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface SigningKey {
  /** Names the key in a token's header: the number of its period and the beginning of its public key's digest. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

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
      const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
      const publicKey = createPublicKey(privateKey);
      const digest = hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'base64url').slice(0, 12);
      key = { kid: `${period}-${digest}`, privateKey, publicKey };
      if (this.derived.size > 3) this.derived.clear(); // of periods long past
      this.derived.set(period, key);
    }
    return key;
  }
}
