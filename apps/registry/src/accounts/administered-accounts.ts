import type { Account, OutputOf, ParsedInputOf, registry } from '#contracts';
import { DomainError, randomLetters } from '#kernel';
import { Transactions } from '#mongo';
import { KeyRing, maskNumber } from '#privacy';
import { Injectable } from '@nestjs/common';
import { type AccountDocument, AccountRepository, grantsOf } from './account.repository.js';
import { Accounts } from './accounts.js';

type Contracts = typeof registry.accounts;

/** With what an id begins that stands for a name. */
const HIDDEN = '~';

/** What an administrator does with the accounts of others. He need not know what they are called: one that is called by a number has an id from which nobody finds that. */
@Injectable()
export class AdministeredAccounts {
  constructor(
    private readonly repository: AccountRepository,
    private readonly accounts: Accounts,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
  ) {}

  /** @throws DomainError `ACCOUNT.UNKNOWN` */
  async list({ after, role, limit }: ParsedInputOf<Contracts['list']>): Promise<OutputOf<Contracts['list']>> {
    const name = after.startsWith(HIDDEN) ? (await this.called(after))._id : after;
    const found = await this.repository.page(name, role, limit);
    return { accounts: found.map((account) => ({ id: this.idOf(account._id), ...shown(account) })) };
  }

  /** Makes a password that nobody has chosen, to be handed to its owner (OWASP ASVS 5.0, 6.4.6). @throws DomainError `ACCOUNT.UNKNOWN` */
  async resetPassword(username: string): Promise<OutputOf<Contracts['resetPassword']>> {
    const password = newPassword();
    await this.accounts.setPassword((await this.called(username))._id, password);
    return { username, password };
  }

  /** @throws DomainError `ACCOUNT.UNKNOWN`, `ACCOUNT.OWN_GRANTS` */
  async setGrants({ username, grants, by }: ParsedInputOf<Contracts['setGrants']>): Promise<Account> {
    const account = await this.called(username);
    // So somebody is left who may give rights.
    if (account._id === by) throw new DomainError('ACCOUNT.OWN_GRANTS');
    await this.transactions.run((session) => this.repository.setGrants(account._id, grants, session));
    return shown({ ...account, grants });
  }

  /** The account of a name, of its owner's phone number, or of an id in the list. */
  private async called(text: string): Promise<AccountDocument> {
    const account = (await this.accounts.named(text)).account ?? (await this.ofId(text));
    if (account === null) throw new DomainError('ACCOUNT.UNKNOWN', { username: maskNumber(text) });
    return account;
  }

  private async ofId(id: string): Promise<AccountDocument | null> {
    if (!id.startsWith(HIDDEN)) return null;
    const name = (await this.repository.numeric()).find((n) => this.idOf(n) === id);
    return name === undefined ? null : this.repository.find(name);
  }

  private idOf(name: string): string {
    return maskNumber(name) === name ? name : `${HIDDEN}${this.keys.blindIndex('account', name)}`;
  }
}

const shown = (account: AccountDocument): Account => ({
  username: account._id,
  displayName: account.displayName,
  grants: grantsOf(account),
  volunteerNo: account.volunteerNo ?? '',
});

/** To be read off paper and typed: five groups of four letters and digits of which none is mistaken for another; 98 bits. */
function newPassword(): string {
  return Array.from({ length: 5 }, () => randomLetters(4)).join('-');
}
