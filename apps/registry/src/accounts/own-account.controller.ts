import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { Addresses } from './addresses.js';
import { ForgottenPassword } from './forgotten-password.js';
import { Phones } from './phones.js';

type Contracts = typeof registry.ownAccount;

@Controller()
export class OwnAccountController implements HandlersOf<Contracts> {
  constructor(
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly phones: Phones,
    private readonly forgotten: ForgottenPassword,
  ) {}

  /** OWASP ASVS 5.0, 6.2.2 and 6.2.3. */
  @Handles(registry.ownAccount.changePassword)
  async changePassword({ newPassword, ...who }: ParsedInputOf<Contracts['changePassword']>) {
    const { _id: username } = await this.accounts.check(who);
    await this.accounts.setPassword(username, newPassword);
    return {};
  }

  @Handles(registry.ownAccount.putEmail)
  async putEmail({ email, ...who }: ParsedInputOf<Contracts['putEmail']>) {
    await this.addresses.put('email', email, who);
    return {};
  }

  @Handles(registry.ownAccount.confirmEmail)
  async confirmEmail(input: ParsedInputOf<Contracts['confirmEmail']>) {
    await this.addresses.confirm('email', input);
    return {};
  }

  @Handles(registry.ownAccount.removeEmail)
  async removeEmail({ username }: ParsedInputOf<Contracts['removeEmail']>) {
    await this.addresses.remove('email', username);
    return {};
  }

  @Handles(registry.ownAccount.putWechat)
  async putWechat({ openId, ...who }: ParsedInputOf<Contracts['putWechat']>) {
    await this.addresses.put('wechat', openId, who);
    return {};
  }

  @Handles(registry.ownAccount.confirmWechat)
  async confirmWechat(input: ParsedInputOf<Contracts['confirmWechat']>) {
    await this.addresses.confirm('wechat', input);
    return {};
  }

  @Handles(registry.ownAccount.removeWechat)
  async removeWechat({ username }: ParsedInputOf<Contracts['removeWechat']>) {
    await this.addresses.remove('wechat', username);
    return {};
  }

  @Handles(registry.ownAccount.sendPhoneCode)
  async sendPhoneCode(input: ParsedInputOf<Contracts['sendPhoneCode']>) {
    await this.phones.sendCode(input);
    return {};
  }

  @Handles(registry.ownAccount.confirmPhone)
  async confirmPhone(input: ParsedInputOf<Contracts['confirmPhone']>) {
    await this.phones.confirm(input);
    return {};
  }

  @Handles(registry.ownAccount.forgot)
  async forgot(input: ParsedInputOf<Contracts['forgot']>) {
    await this.forgotten.forgot(input);
    return {};
  }

  @Handles(registry.ownAccount.reset)
  async reset(input: ParsedInputOf<Contracts['reset']>) {
    await this.forgotten.reset(input);
    return {};
  }
}
