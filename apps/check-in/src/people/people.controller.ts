import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { People } from './people.js';
import { WalkIns } from './walk-ins.js';

type Contracts = typeof checkIn.people;

@Controller()
export class PeopleController implements HandlersOf<Contracts> {
  constructor(
    private readonly people: People,
    private readonly walkIns: WalkIns,
  ) {}

  @Handles(checkIn.people.walkIn)
  walkIn(input: ParsedInputOf<Contracts['walkIn']>) {
    return this.walkIns.record(input);
  }

  @Handles(checkIn.people.search)
  search(input: ParsedInputOf<Contracts['search']>) {
    return this.people.search(input);
  }

  @Handles(checkIn.people.sheet)
  sheet(input: ParsedInputOf<Contracts['sheet']>) {
    return this.people.sheet(input);
  }
}
