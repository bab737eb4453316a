import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { MalformedInput } from './malformed.js';
import { QUERY } from './openapi.js';

/**
 * Refuses query parameters that a route does not have. Passed over, one that is mistyped (`divison=`, `dryrun=`, `division[$gt]=`) would show or
 * do more than was asked for.
 */
@Injectable()
export class KnownQueryGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const known = this.reflector.get<readonly string[] | undefined>(QUERY, context.getHandler()) ?? [];
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const unknown = Object.keys(query as object).filter((name) => !known.includes(name));
    if (unknown.length === 0) return true;
    throw new MalformedInput(unknown.slice(0, 20).map((path) => ({ path, code: 'parameter_unknown' })));
  }
}
