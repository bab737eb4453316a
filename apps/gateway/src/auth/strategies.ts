import { type OutputOf, registry } from '#contracts';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy as CustomStrategyBase } from 'passport-custom';
import { Strategy as LocalStrategyBase } from 'passport-local';
import { Tokens } from './tokens.js';
import type { SignedIn } from './user.js';

/** Name and password, checked by the registry. */
@Injectable()
export class LocalStrategy extends PassportStrategy(LocalStrategyBase) {
  constructor(private readonly client: ContractClient) {
    super({ passReqToCallback: true });
  }

  validate(
    { ip: address }: FastifyRequest,
    username: string,
    password: string,
  ): Promise<OutputOf<typeof registry.accounts.signIn>> {
    return this.client.call(registry.accounts.signIn, { username, password, address });
  }
}

/** An access token in `Authorization: Bearer`, and nowhere else: addresses are kept in logs. */
@Injectable()
export class JwtStrategy extends PassportStrategy(CustomStrategyBase, 'jwt') {
  constructor(private readonly tokens: Tokens) {
    super();
  }

  validate({ headers }: FastifyRequest): Promise<SignedIn> {
    return this.tokens.verify(headers.authorization);
  }
}
