import { type HandlersOf, type ParsedInputOf, scheduling } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { SignUpDesk } from './sign-up-desk.js';

type Contracts = typeof scheduling.signUps;

@Controller()
export class SignUpsController implements HandlersOf<Contracts> {
  constructor(private readonly desk: SignUpDesk) {}

  @Handles(scheduling.signUps.signUp)
  signUp({ post, overriding, ...who }: ParsedInputOf<Contracts['signUp']>) {
    return this.desk.ask({ ...who, what: { kind: 'sign-up', post, overriding } });
  }

  @Handles(scheduling.signUps.cancel)
  cancel(who: ParsedInputOf<Contracts['cancel']>) {
    return this.desk.ask({ ...who, what: { kind: 'cancel' } });
  }

  @Handles(scheduling.signUps.accept)
  accept(who: ParsedInputOf<Contracts['accept']>) {
    return this.desk.ask({ ...who, what: { kind: 'accept' } });
  }

  @Handles(scheduling.signUps.list)
  async list({ sessionNo, within }: ParsedInputOf<Contracts['list']>) {
    return { signUps: await this.desk.list(sessionNo, within) };
  }
}
