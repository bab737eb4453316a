import { type HandlersOf, type ParsedInputOf, scheduling } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { SignUpDesk } from './sign-up-desk.js';
import { TeamPlaces } from './team-places.js';

type Contracts = typeof scheduling.signUps;

@Controller()
export class SignUpsController implements HandlersOf<Contracts> {
  constructor(
    private readonly desk: SignUpDesk,
    private readonly teamPlaces: TeamPlaces,
  ) {}

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

  @Handles(scheduling.signUps.approve)
  approve(who: ParsedInputOf<Contracts['approve']>) {
    return this.desk.ask({ ...who, what: { kind: 'approve' } });
  }

  @Handles(scheduling.signUps.decline)
  decline(who: ParsedInputOf<Contracts['decline']>) {
    return this.desk.ask({ ...who, what: { kind: 'decline' } });
  }

  @Handles(scheduling.signUps.list)
  list({ sessionNo, within }: ParsedInputOf<Contracts['list']>) {
    return this.desk.list(sessionNo, within);
  }

  @Handles(scheduling.signUps.ofVolunteer)
  async ofVolunteer(asked: ParsedInputOf<Contracts['ofVolunteer']>) {
    return { signUps: await this.desk.ofVolunteer(asked) };
  }

  @Handles(scheduling.signUps.reserve)
  reserve(input: ParsedInputOf<Contracts['reserve']>) {
    return this.teamPlaces.reserve(input);
  }

  @Handles(scheduling.signUps.name)
  name(input: ParsedInputOf<Contracts['name']>) {
    return this.teamPlaces.name(input);
  }

  @Handles(scheduling.signUps.ofTeam)
  ofTeam(input: ParsedInputOf<Contracts['ofTeam']>) {
    return this.teamPlaces.ofTeam(input);
  }
}
