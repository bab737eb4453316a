import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Email } from './email.js';
import { ForgottenPassword } from './forgotten-password.js';

type Contracts = typeof registry.ownAccount;

@Controller()
export class OwnAccountController implements HandlersOf<Contracts> {
  constructor(
    private readonly email: Email,
    private readonly forgotten: ForgottenPassword,
  ) {}

  @Handles(registry.ownAccount.putEmail)
  async putEmail(input: ParsedInputOf<Contracts['putEmail']>) {
    await this.email.put(input);
    return {};
  }

  @Handles(registry.ownAccount.confirmEmail)
  async confirmEmail(input: ParsedInputOf<Contracts['confirmEmail']>) {
    await this.email.confirm(input);
    return {};
  }

  @Handles(registry.ownAccount.removeEmail)
  async removeEmail({ username }: ParsedInputOf<Contracts['removeEmail']>) {
    await this.email.remove(username);
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
