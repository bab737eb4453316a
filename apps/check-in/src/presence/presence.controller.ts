import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Presences } from './presence.js';
import { RemindedRepository } from './reminded.repository.js';

type Contracts = typeof checkIn.presence;

@Controller()
export class PresenceController implements HandlersOf<Contracts> {
  constructor(
    private readonly presences: Presences,
    private readonly reminded: RemindedRepository,
  ) {}

  @Handles(checkIn.presence.of)
  async of({ sessionNo, within, known }: ParsedInputOf<Contracts['of']>) {
    const { version, changed } = await this.presences.of(sessionNo, within, known);
    return {
      version,
      changed: changed === null ? null : { present: [...changed.present], unknown: changed.unknown },
    };
  }

  @Handles(checkIn.presence.attended)
  async attended({ sessionNo, volunteerNos }: ParsedInputOf<Contracts['attended']>) {
    return { attended: await this.presences.attended(sessionNo, volunteerNos) };
  }

  @Handles(checkIn.presence.missingCheckOuts)
  async missingCheckOuts({ sessionNo, within }: ParsedInputOf<Contracts['missingCheckOuts']>) {
    const missing = await this.presences.notCheckedOut(sessionNo, within);
    const told = await this.reminded.at(sessionNo);
    return {
      missing: missing.map(({ person, volunteerNo, since }) => ({
        ...{ volunteerNo, since },
        remindedAt: told.get(person)?.getTime() ?? null,
      })),
    };
  }
}
