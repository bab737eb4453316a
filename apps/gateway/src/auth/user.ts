import { type Role, role } from '#contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** Whoever makes a request. */
export interface User {
  readonly username: string;
  readonly roles: readonly Role[];
}

/** Whoever has signed in, and until when the access token holds (epoch milliseconds). */
export interface SignedIn extends User {
  readonly until: number;
}

/** What an access token says. */
export const claims = z.object({ sub: z.string(), roles: z.array(role), exp: z.number() });

/** The user of the request, set by the guard. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: User }>();
  if (user === undefined) throw new Error('a public route asks for the user');
  return user;
});
