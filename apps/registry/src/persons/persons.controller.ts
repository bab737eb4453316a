import { covers } from '#access';
import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { open } from '../teams/team-acts.js';
import { TeamRepository } from '../teams/team.repository.js';
import { ConsentPhotos } from './consent-photos.js';
import { Invitations } from './invitations.js';
import { OwnDataDesk } from './own-data.js';
import { OwnRegistration } from './own-registration.js';
import { Registrations } from './registrations.js';

type Contracts = typeof registry.persons;

@Controller()
export class PersonsController implements HandlersOf<Contracts> {
  constructor(
    private readonly registrations: Registrations,
    private readonly ownRegistration: OwnRegistration,
    private readonly ownData: OwnDataDesk,
    private readonly photos: ConsentPhotos,
    private readonly teams: TeamRepository,
    private readonly invitations: Invitations,
  ) {}

  @Handles(registry.persons.keepPhoto)
  async keepPhoto({ data, by }: ParsedInputOf<Contracts['keepPhoto']>) {
    return { photo: await this.photos.keep(Buffer.from(data, 'base64'), by) };
  }

  @Handles(registry.persons.register)
  register(input: ParsedInputOf<Contracts['register']>) {
    return this.registrations.register(input);
  }

  @Handles(registry.persons.registerOneself)
  registerOneself(input: ParsedInputOf<Contracts['registerOneself']>) {
    return this.ownRegistration.register(input);
  }

  @Handles(registry.persons.invite)
  async invite({ teamNo, uses, days, by, within }: ParsedInputOf<Contracts['invite']>) {
    const [team] = await this.teams.some([teamNo]);
    if (team === undefined) throw new DomainError('TEAM.UNKNOWN', { teamNo });
    if (!covers(within, { division: team.division, teams: [teamNo] })) throw new DomainError('AUTH.OUT_OF_SCOPE');
    open(team);
    return this.invitations.make({ team: teamNo, uses, days, by });
  }

  @Handles(registry.persons.own)
  own({ volunteerNo }: ParsedInputOf<Contracts['own']>) {
    return this.ownData.see(volunteerNo);
  }

  @Handles(registry.persons.kept)
  kept({ volunteerNo }: ParsedInputOf<Contracts['kept']>) {
    return this.ownData.kept(volunteerNo);
  }

  @Handles(registry.persons.correct)
  correct(input: ParsedInputOf<Contracts['correct']>) {
    return this.ownData.correct(input);
  }

  @Handles(registry.persons.photo)
  async photo(input: ParsedInputOf<Contracts['photo']>) {
    return { data: (await this.ownData.signedConsent(input)).toString('base64') };
  }

  @Handles(registry.persons.erased)
  async erased({ volunteerNos }: ParsedInputOf<Contracts['erased']>) {
    return { erased: await this.ownData.erased(volunteerNos) };
  }

  @Handles(registry.persons.erase)
  async erase(input: ParsedInputOf<Contracts['erase']>) {
    await this.ownData.erase(input);
    return {};
  }
}
