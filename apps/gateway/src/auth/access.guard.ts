import { DomainError } from '#kernel';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { NEEDS, PUBLIC, type Right, scopeOf } from './rights.js';
import { Tokens } from './tokens.js';
import type { GuardedRequest, SignedIn, User } from './user.js';

/** Guards every route: public ones pass, all others need a signed-in user with the route's right (OWASP ASVS 5.0, 8.2.1, 8.2.2 and 8.3.1). */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: Tokens,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets) === true) return true;
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    const { authorization } = request.headers;
    request.user =
      this.tokens.commandLine(authorization) ?? this.tokens.known(authorization) ?? (await this.verify(context));
    const right = this.reflector.getAllAndOverride<Right | undefined>(NEEDS, targets);
    const within = right && scopeOf(request.user.grants, right);
    if (within === undefined) throw new DomainError('AUTH.FORBIDDEN');
    request.within = within;
    return true;
  }

  private async verify(context: ExecutionContext): Promise<User> {
    await super.canActivate(context);
    const { headers, user } = context.switchToHttp().getRequest<GuardedRequest & { user: SignedIn }>();
    this.tokens.remember(headers.authorization, user);
    return user;
  }

  override handleRequest<U>(error: unknown, user: U | false | null | undefined): U {
    if (error instanceof Error) throw error;
    if (user === false || user === null || user === undefined) throw new DomainError('AUTH.REQUIRED');
    return user;
  }
}
