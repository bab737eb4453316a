import { type Account } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { timingSafeEqual } from 'node:crypto';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config.js';
import { SigningKeys } from './signing-keys.js';
import { claims, type SignedIn, type User } from './user.js';

/** Seconds for which an access token holds. */
export const ACCESS_TOKEN_SECONDS = 10 * 60;

/** Whom access tokens are for. */
const AUDIENCE = 'county-volunteer-service';
const ALGORITHM = 'EdDSA';
const BEARER = /^Bearer ([\w.-]+)$/i;

/** Tokens that are remembered as issued or verified here, at most: as many people as use the system within ten minutes of a county's busiest morning. */
const REMEMBERED = 5_000;

/** Access tokens: JWT under Ed25519 (`EdDSA`), with the name of the key and the audience (OWASP ASVS 5.0, 9.1.1–9.1.3, 9.2.1, 9.2.3). */
@Injectable()
export class Tokens {
  private readonly remembered = new Map<string, SignedIn>();
  private readonly keys: SigningKeys;

  constructor(
    private readonly clock: Clock,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {
    this.keys = new SigningKeys(Buffer.from(config.TOKEN_KEY, 'base64'));
  }

  async issue(account: Account): Promise<{ accessToken: string; expiresIn: number; user: Account }> {
    const now = Math.floor(this.clock.now() / 1000);
    const { kid, privateKey } = this.keys.signing(this.clock.now());
    const accessToken = await new SignJWT({ grants: account.grants, no: account.volunteerNo })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .setSubject(account.username)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(privateKey);
    const { username, grants, volunteerNo } = account;
    this.remember(`Bearer ${accessToken}`, {
      username,
      grants,
      volunteerNo,
      until: (now + ACCESS_TOKEN_SECONDS) * 1000,
    });
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, user: account };
  }

  /** Who is named by the token in an `Authorization` header. @throws DomainError `AUTH.REQUIRED` for none and for any that does not hold */
  async verify(authorization: string | undefined): Promise<SignedIn> {
    const token = BEARER.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new DomainError('AUTH.REQUIRED');
    const now = this.clock.now();
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = this.keys.verifying(kid, now);
          if (key === undefined) throw new Error('no such key');
          return key.publicKey;
        },
        { algorithms: [ALGORITHM], audience: AUDIENCE, currentDate: new Date(now) },
      );
      const { sub, grants, no, exp } = claims.parse(payload);
      return { username: sub, grants, volunteerNo: no, until: exp * 1000 };
    } catch (cause) {
      throw new DomainError('AUTH.REQUIRED', {}, { cause });
    }
  }

  /** The user of a token that was issued or verified here before and still holds: verifying it with every request would cost more than all else the gateway does. */
  known(authorization: string | undefined): User | undefined {
    const user = authorization === undefined ? undefined : this.remembered.get(authorization);
    return user !== undefined && user.until > this.clock.now() ? user : undefined;
  }

  remember(authorization: string | undefined, user: SignedIn): void {
    if (authorization === undefined) return;
    // The one that was remembered first goes: a map is in the order in which its entries came.
    if (this.remembered.size >= REMEMBERED) this.remembered.delete(this.remembered.keys().next().value ?? '');
    this.remembered.set(authorization, user);
  }

  /** The command line on this machine, which reads its token from a file that only the owner may read. */
  commandLine(authorization: string | undefined): User | undefined {
    const token = this.config.CLI_TOKEN;
    if (token === undefined || authorization === undefined) return undefined;
    return sameText(authorization, `Bearer ${token}`)
      ? { username: 'command-line', grants: [{ role: 'administrator' }], volunteerNo: '' }
      : undefined;
  }
}

/** Takes the same time wherever texts of one length differ; the length of the token is no secret. */
function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
