import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Rosters } from './rosters.js';

type Contracts = typeof checkIn.rosters;

@Controller()
export class RostersController implements HandlersOf<Contracts> {
  constructor(private readonly rosters: Rosters) {}

  @Handles(checkIn.rosters.issue)
  issue(input: ParsedInputOf<Contracts['issue']>) {
    return this.rosters.issue(input);
  }

  @Handles(checkIn.rosters.keys)
  keys() {
    return Promise.resolve(this.rosters.published());
  }
}
