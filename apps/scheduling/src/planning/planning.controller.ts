import { type HandlersOf, type ParsedInputOf, scheduling } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { SessionPlaces } from '../sessions/session-places.js';
import { Covering } from './covering.js';
import { Planning } from './planning.js';

type Contracts = typeof scheduling.planning;

@Controller()
export class PlanningController implements HandlersOf<Contracts> {
  constructor(
    private readonly planning: Planning,
    private readonly covering: Covering,
    private readonly places: SessionPlaces,
  ) {}

  @Handles(scheduling.planning.plan)
  plan(input: ParsedInputOf<Contracts['plan']>) {
    return this.planning.plan(input);
  }

  @Handles(scheduling.planning.revise)
  revise(input: ParsedInputOf<Contracts['revise']>) {
    return this.planning.revise(input);
  }

  @Handles(scheduling.planning.submit)
  submit(input: ParsedInputOf<Contracts['submit']>) {
    return this.planning.submit(input);
  }

  @Handles(scheduling.planning.return)
  return(input: ParsedInputOf<Contracts['return']>) {
    return this.planning.return(input);
  }

  @Handles(scheduling.planning.publish)
  publish(input: ParsedInputOf<Contracts['publish']>) {
    return this.planning.publish(input);
  }

  @Handles(scheduling.planning.change)
  change(input: ParsedInputOf<Contracts['change']>) {
    return this.planning.change(input);
  }

  @Handles(scheduling.planning.cover)
  async cover(input: ParsedInputOf<Contracts['cover']>) {
    await this.covering.cover(input);
    return this.planning.find(input.sessionNo, input.within);
  }

  @Handles(scheduling.planning.close)
  async close(input: ParsedInputOf<Contracts['close']>) {
    await this.covering.close(input);
    return this.planning.find(input.sessionNo, input.within);
  }

  @Handles(scheduling.planning.cancel)
  cancel(input: ParsedInputOf<Contracts['cancel']>) {
    return this.planning.cancel(input);
  }

  @Handles(scheduling.planning.list)
  async list(input: ParsedInputOf<Contracts['list']>) {
    return { sessions: await this.planning.list(input) };
  }

  @Handles(scheduling.planning.forRecords)
  forRecords({ sessionNos }: ParsedInputOf<Contracts['forRecords']>) {
    return this.places.of(sessionNos);
  }

  @Handles(scheduling.planning.find)
  find({ sessionNo, within }: ParsedInputOf<Contracts['find']>) {
    return this.planning.find(sessionNo, within);
  }
}
