import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Leadership } from './leadership.js';
import { Teams } from './teams.js';

type Contracts = typeof registry.teams;

@Controller()
export class TeamsController implements HandlersOf<Contracts> {
  constructor(
    private readonly teams: Teams,
    private readonly leadership: Leadership,
  ) {}

  @Handles(registry.teams.found)
  found(input: ParsedInputOf<Contracts['found']>) {
    return this.teams.found(input);
  }

  @Handles(registry.teams.find)
  find({ teamNo, on }: ParsedInputOf<Contracts['find']>) {
    return this.teams.find(teamNo, on);
  }

  @Handles(registry.teams.names)
  async names({ teamNos }: ParsedInputOf<Contracts['names']>) {
    return { teams: await this.teams.names(teamNos) };
  }

  @Handles(registry.teams.ended)
  async ended({ teamNos }: ParsedInputOf<Contracts['ended']>) {
    return { ended: await this.teams.ended(teamNos) };
  }

  @Handles(registry.teams.leaders)
  async leaders({ teamNos }: ParsedInputOf<Contracts['leaders']>) {
    return { leaders: await this.leadership.of(teamNos) };
  }

  @Handles(registry.teams.change)
  change(input: ParsedInputOf<Contracts['change']>) {
    return this.teams.change(input);
  }

  @Handles(registry.teams.dissolve)
  dissolve(input: ParsedInputOf<Contracts['dissolve']>) {
    return this.teams.dissolve(input);
  }

  @Handles(registry.teams.merge)
  merge(input: ParsedInputOf<Contracts['merge']>) {
    return this.teams.merge(input);
  }
}
