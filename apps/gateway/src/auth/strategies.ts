import { type OutputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { createSecretKey } from 'node:crypto';
import { ExtractJwt, Strategy as JwtStrategyBase } from 'passport-jwt';
import { Strategy as LocalStrategyBase } from 'passport-local';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config.js';
import { claims, type SignedIn } from './user.js';

/** Name and password, checked by the registry. */
@Injectable()
export class LocalStrategy extends PassportStrategy(LocalStrategyBase) {
  constructor(private readonly client: ContractClient) {
    super();
  }

  validate(username: string, password: string): Promise<OutputOf<typeof registry.accounts.signIn>> {
    return this.client.call(registry.accounts.signIn, { username, password });
  }
}

/** An access token in `Authorization: Bearer`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(JwtStrategyBase) {
  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig) {
    // A key, which passport-jwt's types do not name: of bytes jsonwebtoken asks at every request whether they are a public key, which costs
    // more than all the rest.
    const key = createSecretKey(config.TOKEN_KEY, 'base64');
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: key as unknown as Buffer,
      algorithms: ['HS256'],
      ignoreExpiration: false,
    });
  }

  validate(payload: unknown): SignedIn {
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw new DomainError('AUTH.REQUIRED');
    const { sub, roles, exp } = parsed.data;
    return { username: sub, roles, until: exp * 1000 };
  }
}
