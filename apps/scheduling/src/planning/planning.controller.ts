import { type HandlersOf, type ParsedInputOf, scheduling } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Planning } from './planning.js';

type Contracts = typeof scheduling.planning;

@Controller()
export class PlanningController implements HandlersOf<Contracts> {
  constructor(private readonly planning: Planning) {}

  @Handles(scheduling.planning.plan)
  plan(input: ParsedInputOf<Contracts['plan']>) {
    return this.planning.plan(input);
  }

  @Handles(scheduling.planning.revise)
  revise({ sessionNo, planned }: ParsedInputOf<Contracts['revise']>) {
    return this.planning.revise(sessionNo, planned);
  }

  @Handles(scheduling.planning.publish)
  publish({ sessionNo, by, within }: ParsedInputOf<Contracts['publish']>) {
    return this.planning.publish(sessionNo, by, within);
  }

  @Handles(scheduling.planning.cancel)
  cancel({ sessionNo, by, within }: ParsedInputOf<Contracts['cancel']>) {
    return this.planning.cancel(sessionNo, by, within);
  }

  @Handles(scheduling.planning.find)
  find({ sessionNo, within }: ParsedInputOf<Contracts['find']>) {
    return this.planning.find(sessionNo, within);
  }
}
