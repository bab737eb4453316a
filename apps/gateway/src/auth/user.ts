import { account, type Account, type Scope } from '#contracts';
import { DomainError, HOUR_MS } from '#kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** Whoever makes a request. */
export type User = Pick<Account, 'username' | 'grants' | 'volunteerNo'>;

/** The number under which the user is registered. @throws DomainError `ACCOUNT.NOT_A_VOLUNTEER` */
export function ownNumber({ volunteerNo }: User): string {
  if (volunteerNo === '') throw new DomainError('ACCOUNT.NOT_A_VOLUNTEER');
  return volunteerNo;
}

/** Whoever has signed in, and until when the access token holds (epoch milliseconds). */
export interface SignedIn extends User {
  readonly until: number;
}

/** What an access token says. */
export const claims = z.object({
  sub: z.string(),
  grants: account.shape.grants,
  no: account.shape.volunteerNo,
  exp: z.number(),
});

/** A request that the guard has let through: who makes it, and where he may use the right that the route needs. */
export type GuardedRequest = FastifyRequest & { user?: User; within?: Scope };

const guarded = (context: ExecutionContext) => context.switchToHttp().getRequest<GuardedRequest>();

/** The user of the request, set by the guard. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  const { user } = guarded(context);
  if (user === undefined) throw new Error('a public route asks for the user');
  return user;
});

/** The divisions and teams within which the user may use the route's right, set by the guard. */
export const Within = createParamDecorator((_: unknown, context: ExecutionContext): Scope => {
  const { within } = guarded(context);
  if (within === undefined) throw new Error('a public route asks for the scope');
  return within;
});

/** Until when the access token of the request holds, epoch milliseconds; of the command line's, which does not end, for an hour. */
export const SignedInUntil = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const user = guarded(context).user as Partial<SignedIn> | undefined;
  return user?.until ?? Date.now() + HOUR_MS;
});
