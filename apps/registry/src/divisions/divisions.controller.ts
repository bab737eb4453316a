import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Divisions } from './divisions.js';

type Contracts = typeof registry.divisions;

@Controller()
export class DivisionsController implements HandlersOf<Contracts> {
  constructor(private readonly divisions: Divisions) {}

  @Handles(registry.divisions.find)
  find({ code, on }: ParsedInputOf<Contracts['find']>) {
    return this.divisions.find(code, on);
  }

  @Handles(registry.divisions.rename)
  rename(input: ParsedInputOf<Contracts['rename']>) {
    return this.divisions.rename(input);
  }
}
