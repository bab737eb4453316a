import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { AdministeredAccounts } from './administered-accounts.js';
import { Accounts } from './accounts.js';
import { NewAccounts } from './new-accounts.js';
import { WithoutAccount } from './without-account.js';

type Contracts = typeof registry.accounts;

@Controller()
export class AccountsController implements HandlersOf<Contracts> {
  constructor(
    private readonly accounts: Accounts,
    private readonly administered: AdministeredAccounts,
    private readonly newAccounts: NewAccounts,
    private readonly withoutAccount: WithoutAccount,
  ) {}

  @Handles(registry.accounts.signIn)
  signIn(input: ParsedInputOf<Contracts['signIn']>) {
    return this.accounts.signIn(input);
  }

  @Handles(registry.accounts.refresh)
  refresh({ refreshToken }: ParsedInputOf<Contracts['refresh']>) {
    return this.accounts.refresh(refreshToken);
  }

  @Handles(registry.accounts.signOut)
  async signOut({ refreshToken }: ParsedInputOf<Contracts['signOut']>) {
    await this.accounts.signOut(refreshToken);
    return {};
  }

  @Handles(registry.accounts.list)
  list(input: ParsedInputOf<Contracts['list']>) {
    return this.administered.list(input);
  }

  @Handles(registry.accounts.resetPassword)
  resetPassword({ username }: ParsedInputOf<Contracts['resetPassword']>) {
    return this.administered.resetPassword(username);
  }

  @Handles(registry.accounts.whoIs)
  whoIs({ username }: ParsedInputOf<Contracts['whoIs']>) {
    return this.accounts.whoIs(username);
  }

  @Handles(registry.accounts.without)
  without(input: ParsedInputOf<Contracts['without']>) {
    return this.withoutAccount.of(input);
  }

  @Handles(registry.accounts.setGrants)
  setGrants(input: ParsedInputOf<Contracts['setGrants']>) {
    return this.administered.setGrants(input);
  }

  @Handles(registry.accounts.create)
  create(input: ParsedInputOf<Contracts['create']>) {
    return this.newAccounts.create(input);
  }
}
