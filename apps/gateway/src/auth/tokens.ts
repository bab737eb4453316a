import { type Account } from '#contracts';
import { Clock } from '#kernel';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { timingSafeEqual } from 'node:crypto';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config.js';
import type { SignedIn, User } from './user.js';

/** Seconds for which an access token holds. */
export const ACCESS_TOKEN_SECONDS = 10 * 60;

/** Tokens that are remembered as verified, at most. */
const REMEMBERED = 1_000;

/** Access tokens. */
@Injectable()
export class Tokens {
  private readonly verified = new Map<string, SignedIn>();

  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  issue(account: Account): { accessToken: string; expiresIn: number; user: Account } {
    const now = Math.floor(this.clock.now() / 1000);
    const accessToken = this.jwt.sign({
      sub: account.username,
      roles: account.roles,
      iat: now,
      exp: now + ACCESS_TOKEN_SECONDS,
    });
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, user: account };
  }

  /** The user of a token that was verified before and still holds: verifying it with every request would cost more than all else the gateway does. */
  known(authorization: string | undefined): User | undefined {
    const user = authorization === undefined ? undefined : this.verified.get(authorization);
    return user !== undefined && user.until > this.clock.now() ? user : undefined;
  }

  remember(authorization: string | undefined, user: SignedIn): void {
    if (authorization === undefined) return;
    if (this.verified.size >= REMEMBERED) this.verified.clear();
    this.verified.set(authorization, user);
  }

  /** The command line on this machine, which reads its token from a file that only the owner may read. */
  commandLine(authorization: string | undefined): User | undefined {
    const token = this.config.CLI_TOKEN;
    if (token === undefined || authorization === undefined) return undefined;
    return sameText(authorization, `Bearer ${token}`)
      ? { username: 'command-line', roles: ['administrator'] }
      : undefined;
  }
}

/** Takes the same time wherever texts of one length differ; the length of the token is no secret. */
function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
