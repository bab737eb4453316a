import { SetMetadata } from '@nestjs/common';
import type { GuardedRequest } from '../auth/user.js';

const AUDITED = 'audited';
const NOT_AUDITED = 'not audited because';

/** A route that changes nothing and yet is in the audit log, because it shows what is personal. */
export const Audited = () => SetMetadata(AUDITED, true);
type Asked = Pick<GuardedRequest, 'method' | 'body' | 'query'>;
/** What a route says of not being audited; `unless` tells the requests of it that are. */
interface Exempt {
  readonly because: string;
  readonly unless?: (request: Asked) => boolean;
}
/** A route that changes something and is not in the audit log, with the reason. */
export const NotAudited = (because: string, unless?: Exempt['unless']) =>
  SetMetadata<string, Exempt>(NOT_AUDITED, { because, ...(unless && { unless }) });

const READS = ['GET', 'HEAD'];

/** Whether what a route's handler does is in the audit log: every change is, unless the route says why not. */
export function isAudited(handler: object, request: Asked): boolean {
  const exempt = Reflect.getMetadata(NOT_AUDITED, handler) as Exempt | undefined;
  if (exempt !== undefined) return exempt.unless?.(request) ?? false;
  return !READS.includes(request.method) || Reflect.hasMetadata(AUDITED, handler);
}
