import type { ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { LOGGER } from '#messaging';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Mails } from '../mail/mails.js';
import type { AccountDocument } from './account.repository.js';
import { Accounts } from './accounts.js';
import { Addresses } from './addresses.js';
import { Attempts } from './attempts.js';
import { CodeLetters } from './code-letters.js';
import { Codes } from './codes.js';
import { Phones } from './phones.js';

type Contracts = typeof registry.ownAccount;

/** A forgotten password, replaced by whoever reads the mail or the text messages of its account; the answers tell nobody whether there is one (OWASP ASVS 5.0, 6.3.8 and 6.4.3). */
@Injectable()
export class ForgottenPassword {
  constructor(
    private readonly accounts: Accounts,
    private readonly attempts: Attempts,
    private readonly codes: Codes,
    private readonly letters: CodeLetters,
    private readonly addresses: Addresses,
    private readonly phones: Phones,
    private readonly mails: Mails,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** @throws DomainError `MAIL.OFF`, `AUTH.TOO_MANY_ATTEMPTS` */
  async forgot({ username, address }: ParsedInputOf<Contracts['forgot']>): Promise<void> {
    this.mails.assertOn('mail', 'sms');
    const { account, key } = await this.accounts.named(username);
    await this.attempts.begin({ username: key, address });
    if (account === null) return;
    // Not waited for: how long the answer takes tells nobody whether there is such an account. If it fails he asks again.
    void this.send(account).catch((err: unknown) => {
      const isSoonAgain = err instanceof DomainError && err.code === 'AUTH.TOO_MANY_ATTEMPTS';
      if (!isSoonAgain) this.log.warn({ err: String(err) }, 'a code for a new password was not sent');
    });
  }

  /** @throws DomainError `ACCOUNT.CODE_WRONG`, `AUTH.TOO_MANY_ATTEMPTS` */
  async reset({ username, address, code, password }: ParsedInputOf<Contracts['reset']>): Promise<void> {
    const { account, key } = await this.accounts.named(username);
    await this.attempts.begin({ username: key, address });
    const name = account?._id ?? key;
    await this.codes.use('reset', name, code);
    await this.accounts.setPassword(name, password);
    await this.attempts.succeeded({ username: key, address });
  }

  /** By mail where an address was confirmed, else by text message: that costs, and whoever asks need not be he. */
  private async send(account: AccountDocument): Promise<void> {
    const reached = [...this.addresses.mailOf(account), ...(await this.phones.confirmedOf(account))];
    const first = reached.find(({ way }) => this.mails.isOn(way));
    if (first !== undefined) await this.letters.send('reset', account._id, first);
  }
}
