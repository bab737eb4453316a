import type { Grant, Scope } from '#contracts';
import { LOGGER } from '#messaging';
import { maskNumber } from '#privacy';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AuditLog } from '../audit/audit-log.js';
import { type AccountDocument, grantsOf } from './account.repository.js';

const ACT = 'POST /api/v1/auth/login';

/**
 * Sign-ins in the audit log (OWASP ASVS 5.0, 16.3.1). Of failures at one account only the first, second, fourth, eighth … since the last sign-in are written, and none at a name
 * that is nobody's: so whoever tries out passwords is seen, and can neither fill the log nor slow anybody down by it (docs/adr/0016).
 */
@Injectable()
export class SignInLog {
  constructor(
    private readonly audit: AuditLog,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Written before the tokens are handed out: nobody is signed in of whom it is not in the log. */
  async succeeded(account: AccountDocument): Promise<void> {
    await this.audit.append([{ ...entryOf(account), by: nameOf(account), outcome: 'done' }]);
  }

  /** @param nth how many attempts since the last sign-in, this one included. Not waited for: how long an answer takes tells nobody whether there is such an account. */
  failed(account: AccountDocument, nth: number): void {
    if (!isPowerOfTwo(nth)) return;
    void this.audit.append([{ ...entryOf(account), by: '', outcome: 'AUTH.FAILED' }]).catch((err: unknown) => {
      this.log.warn({ err: String(err) }, 'a failed sign-in is missing in the audit log');
    });
  }
}

const entryOf = (account: AccountDocument) => ({
  act: ACT,
  targets: [nameOf(account)],
  because: '',
  of: 0,
  within: withinOf(grantsOf(account)),
});

const nameOf = ({ _id, volunteerNo = '' }: AccountDocument): string => maskNumber(volunteerNo || _id).slice(0, 100);

/** Everywhere the account may do anything. */
const withinOf = (grants: readonly Grant[]): Scope =>
  grants.some((g) => g.division === undefined && g.team === undefined)
    ? 'everywhere'
    : { divisions: grants.flatMap((g) => g.division ?? []), teams: grants.flatMap((g) => g.team ?? []) };

const isPowerOfTwo = (n: number): boolean => n > 0 && Number.isInteger(Math.log2(n));
