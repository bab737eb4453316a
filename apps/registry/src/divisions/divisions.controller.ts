import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Divisions } from './divisions.js';
import { Placing } from './placing.js';
import { Reorganising } from './reorganising.js';

type Contracts = typeof registry.divisions;

@Controller()
export class DivisionsController implements HandlersOf<Contracts> {
  constructor(
    private readonly divisions: Divisions,
    private readonly reorganising: Reorganising,
    private readonly placing: Placing,
  ) {}

  @Handles(registry.divisions.find)
  find({ code, on }: ParsedInputOf<Contracts['find']>) {
    return this.divisions.find(code, on);
  }

  @Handles(registry.divisions.ended)
  async ended({ codes }: ParsedInputOf<Contracts['ended']>) {
    return { ended: await this.placing.ended(codes) };
  }

  @Handles(registry.divisions.rename)
  rename(input: ParsedInputOf<Contracts['rename']>) {
    return this.divisions.rename(input);
  }

  @Handles(registry.divisions.found)
  found(input: ParsedInputOf<Contracts['found']>) {
    return this.reorganising.found(input);
  }

  @Handles(registry.divisions.merge)
  merge(input: ParsedInputOf<Contracts['merge']>) {
    return this.reorganising.merge(input);
  }

  @Handles(registry.divisions.move)
  move(input: ParsedInputOf<Contracts['move']>) {
    return this.reorganising.move(input);
  }

  @Handles(registry.divisions.split)
  split(input: ParsedInputOf<Contracts['split']>) {
    return this.reorganising.split(input);
  }

  @Handles(registry.divisions.end)
  end(input: ParsedInputOf<Contracts['end']>) {
    return this.reorganising.end(input);
  }
}
