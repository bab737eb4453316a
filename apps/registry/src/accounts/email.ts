import { type ParsedInputOf, type registry } from '#contracts';
import { translate } from '#i18n';
import { DomainError } from '#kernel';
import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Mails } from '../mail/mails.js';
import { AccountRepository } from './account.repository.js';
import { Accounts } from './accounts.js';
import { Codes, MINUTES, type Purpose } from './codes.js';

type Contracts = typeof registry.ownAccount;

/** The e-mail address of an account: only one that was confirmed is ever written to, but for the code that confirms it. */
@Injectable()
export class Email {
  constructor(
    private readonly accounts: Accounts,
    private readonly repository: AccountRepository,
    private readonly codes: Codes,
    private readonly mails: Mails,
    private readonly keys: KeyRing,
  ) {}

  /** @throws DomainError `MAIL.OFF`, `AUTH.FAILED`, `AUTH.TOO_MANY_ATTEMPTS` */
  async put({ email, ...who }: ParsedInputOf<Contracts['putEmail']>): Promise<void> {
    this.mails.assertOn();
    const { _id: username } = await this.accounts.check(who);
    await this.mailCode('email', username, email, this.keys.seal(Buffer.from(email), contextOf(username)));
  }

  /** @throws DomainError `ACCOUNT.CODE_WRONG` */
  async confirm({ username, code }: ParsedInputOf<Contracts['confirmEmail']>): Promise<void> {
    const { sealed } = await this.codes.use('email', username, code);
    if (sealed === undefined || !(await this.repository.setEmail(username, bytesOf(sealed))))
      throw new DomainError('ACCOUNT.CODE_WRONG');
  }

  async remove(username: string): Promise<void> {
    await this.repository.removeEmail(username);
  }

  /** Mails a code for a new password, where the account has an address. @throws DomainError `AUTH.TOO_MANY_ATTEMPTS` */
  async mailResetCode(username: string): Promise<void> {
    const account = await this.repository.find(username);
    if (account?.email !== undefined) await this.mailCode('reset', username, this.open(username, account.email));
  }

  /** The addresses to which notices are mailed, by volunteer number. */
  async byNumber(volunteerNos: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.repository.withEmail(volunteerNos);
    return new Map(found.map(({ _id, volunteerNo = '', email }) => [volunteerNo, this.open(_id, email)]));
  }

  private async mailCode(purpose: Purpose, username: string, to: string, sealed?: Buffer): Promise<void> {
    const { code, expiresAt } = await this.codes.make(purpose, username, sealed);
    const subject = translate('zh', `mail.${purpose}.subject`);
    const text = translate('zh', `mail.${purpose}.text`, { code, minutes: MINUTES });
    await this.mails.send([{ id: `${purpose}:${randomUUID()}`, to, subject, text, until: expiresAt }]);
  }

  private open(username: string, email: Buffer | undefined): string {
    return email === undefined ? '' : this.keys.unseal(bytesOf(email), contextOf(username)).toString();
  }
}

const contextOf = (username: string): string => `account-email:${username}`;
