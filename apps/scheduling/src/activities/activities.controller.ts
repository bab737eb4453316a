import { type HandlersOf, type ParsedInputOf, scheduling } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Activities } from './activities.js';

type Contracts = typeof scheduling.activities;

@Controller()
export class ActivitiesController implements HandlersOf<Contracts> {
  constructor(private readonly activities: Activities) {}

  @Handles(scheduling.activities.plan)
  plan(input: ParsedInputOf<Contracts['plan']>) {
    return this.activities.plan(input);
  }

  @Handles(scheduling.activities.revise)
  revise({ activityNo, planned }: ParsedInputOf<Contracts['revise']>) {
    return this.activities.revise(activityNo, planned);
  }

  @Handles(scheduling.activities.find)
  find({ activityNo, within }: ParsedInputOf<Contracts['find']>) {
    return this.activities.find(activityNo, within);
  }

  @Handles(scheduling.activities.list)
  async list(input: ParsedInputOf<Contracts['list']>) {
    return { activities: await this.activities.list(input) };
  }

  @Handles(scheduling.activities.schedule)
  async schedule(input: ParsedInputOf<Contracts['schedule']>) {
    return { sessions: await this.activities.schedule(input) };
  }

  @Handles(scheduling.activities.sessions)
  async sessions(input: ParsedInputOf<Contracts['sessions']>) {
    return { sessions: await this.activities.sessions(input) };
  }

  @Handles(scheduling.activities.submit)
  submit(input: ParsedInputOf<Contracts['submit']>) {
    return this.activities.submit(input);
  }

  @Handles(scheduling.activities.publish)
  publish(input: ParsedInputOf<Contracts['publish']>) {
    return this.activities.publish(input);
  }
}
