import { Injectable } from '@nestjs/common';
import { AccountRepository } from '../accounts/account.repository.js';
import type { StillWanted } from '../mail/still-wanted.js';
import { Recipients } from './recipients.js';

/** A notice is wanted by who is still reached there by that way, and a code where there still is the account. */
@Injectable()
export class WantedLetters implements StillWanted {
  constructor(
    private readonly recipients: Recipients,
    private readonly accounts: AccountRepository,
  ) {}

  async isWanted({ way, to, for: whom }: Parameters<StillWanted['isWanted']>[0]): Promise<boolean> {
    if ('account' in whom) return (await this.accounts.find(whom.account)) !== null;
    return (await this.recipients.by(way, [whom])).some((reached) => reached.to === to);
  }
}
