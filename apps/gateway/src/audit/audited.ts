import { SetMetadata } from '@nestjs/common';

const AUDITED = 'audited';
const NOT_AUDITED = 'not audited because';

/** A route that changes nothing and yet is in the audit log, because it shows what is personal. */
export const Audited = () => SetMetadata(AUDITED, true);
/** A route that changes something and is not in the audit log, with the reason. */
export const NotAudited = (because: string) => SetMetadata(NOT_AUDITED, because);

const READS = ['GET', 'HEAD'];

/** Whether what a route's handler does is in the audit log: every change is, unless the route says why not. */
export function isAudited(handler: object, method: string): boolean {
  if (Reflect.hasMetadata(NOT_AUDITED, handler)) return false;
  return !READS.includes(method) || Reflect.hasMetadata(AUDITED, handler);
}
