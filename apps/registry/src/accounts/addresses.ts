import type { ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { LOGGER } from '#messaging';
import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Mails } from '../mail/mails.js';
import { type AccountDocument, AccountRepository, type AddressKind } from './account.repository.js';
import { Accounts } from './accounts.js';
import { CodeLetters, type Reached } from './code-letters.js';
import { Codes } from './codes.js';

type Contracts = typeof registry.ownAccount;

const WAY_OF = { email: 'mail', wechat: 'wechat' } as const satisfies Record<AddressKind, Reached['way']>;

/** The e-mail address and the WeChat OpenID of an account: only one that was confirmed is ever written to, but for the code that confirms it. */
@Injectable()
export class Addresses {
  constructor(
    private readonly accounts: Accounts,
    private readonly repository: AccountRepository,
    private readonly codes: Codes,
    private readonly letters: CodeLetters,
    private readonly mails: Mails,
    private readonly keys: KeyRing,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** @throws DomainError `MAIL.OFF`, `CHANNEL.OFF`, `AUTH.FAILED`, `AUTH.TOO_MANY_ATTEMPTS` */
  async put(kind: AddressKind, to: string, who: Omit<ParsedInputOf<Contracts['putEmail']>, 'email'>): Promise<void> {
    const way = WAY_OF[kind];
    this.mails.assertOn(way);
    const { _id: username } = await this.accounts.check(who);
    await this.letters.send(kind, username, { way, to }, this.keys.seal(Buffer.from(to), contextOf(kind, username)));
  }

  /** @throws DomainError `ACCOUNT.CODE_WRONG` */
  async confirm(kind: AddressKind, { username, code }: ParsedInputOf<Contracts['confirmEmail']>): Promise<void> {
    const { sealed } = await this.codes.use(kind, username, code);
    if (sealed === undefined || !(await this.repository.setAddress(kind, username, bytesOf(sealed))))
      throw new DomainError('ACCOUNT.CODE_WRONG');
  }

  async remove(kind: AddressKind, username: string): Promise<void> {
    await this.repository.removeAddress(kind, username);
  }

  /** The addresses to which notices are sent, by volunteer number; one that does not open keeps nobody else's from being told. */
  async byNumber(kind: AddressKind, volunteerNos: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.repository.withAddress(kind, volunteerNos);
    return new Map(
      found.flatMap((account) => {
        try {
          return [[account.volunteerNo ?? '', this.open(kind, account)] as const];
        } catch (err) {
          this.log.error({ err: String(err), kind }, 'the address of an account does not open');
          return [];
        }
      }),
    );
  }

  /** The e-mail address of an account, where it has one. */
  mailOf(account: AccountDocument): Reached[] {
    return account.email === undefined ? [] : [{ way: 'mail', to: this.open('email', account) }];
  }

  private open(kind: AddressKind, account: AccountDocument): string {
    const sealed = account[kind];
    return sealed === undefined ? '' : this.keys.unseal(bytesOf(sealed), contextOf(kind, account._id)).toString();
  }
}

const contextOf = (kind: AddressKind, username: string): string => `account-${kind}:${username}`;
