import type { Account, ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { maskNumber } from '#privacy';
import { Injectable } from '@nestjs/common';
import { TURN_OF_PERSONS, VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { AccountRepository } from './account.repository.js';
import { hashPassword } from './accounts.js';

/** Accounts that an administrator makes. */
@Injectable()
export class NewAccounts {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly transactions: Transactions,
  ) {}

  /** @throws DomainError `ACCOUNT.NAME_TAKEN`, `VOLUNTEER.UNKNOWN`, `ACCOUNT.OWNER_HAS_ONE` */
  async create({ password, ...account }: ParsedInputOf<(typeof registry.accounts)['create']>): Promise<Account> {
    const { username, displayName, grants, volunteerNo } = account;
    const passwordHash = await hashPassword(password);
    await this.transactions.inTurn(TURN_OF_PERSONS, async (session) => {
      const own = volunteerNo === '' ? {} : { volunteerNo };
      if (volunteerNo !== '') {
        // One account for a person, whichever of his numbers is named; of two at the same time one conflicts and finds the other.
        await this.volunteers.oneByOne(session);
        const { identity } = await this.volunteers.get(volunteerNo, session);
        const numbers = (await this.volunteers.ofIdentity(identity, session)).map((row) => row._id);
        const [there] = await this.accounts.ofNumbers(numbers, session);
        if (there !== undefined)
          throw new DomainError('ACCOUNT.OWNER_HAS_ONE', { volunteerNo, username: maskNumber(there._id) });
      }
      if ((await this.accounts.find(username, session)) !== null)
        throw new DomainError('ACCOUNT.NAME_TAKEN', { username: maskNumber(username) });
      await this.accounts.add({ _id: username, displayName, grants, passwordHash, ...own }, session);
    });
    return account;
  }
}
