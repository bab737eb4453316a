import { Clock } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type PlanDocument, PlanRepository } from '../planning/plan.repository.js';
import { Rosters } from './rosters.js';
import { SignUpRepository } from './sign-up.repository.js';
import { Volunteers } from './volunteers.js';

const EVERY_MS = 30_000;

/** By whom those are taken off a roster who are gone, in the history of their sign-ups. */
const BY = 'register';

/**
 * Takes those off the rosters of sessions to come who could not sign up any more by what the registry knows: who was erased, whose number leads to somebody
 * else, and minors whose guardian has withdrawn. Their places go to the next. The registry is asked again and again, so nothing it does can be missed.
 */
@Injectable()
export class Gone extends LeasedTask {
  constructor(
    private readonly signUps: SignUpRepository,
    private readonly plans: PlanRepository,
    private readonly volunteers: Volunteers,
    private readonly rosters: Rosters,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'gone');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'who is gone will be looked for again' };
    return this.repeat(held, repeated, async () => {
      const numbers = await this.signUps.sessionsToCome(new Date(this.clock.now()));
      await this.each(held, repeated, await this.plans.some(numbers), (plan) => this.lookAt(plan));
      return false;
    });
  }

  private async lookAt(plan: PlanDocument): Promise<void> {
    const active = await this.signUps.active(plan._id);
    const known = await this.volunteers.find(
      active.map((d) => d.volunteerNo),
      plan,
      'everywhere',
    );
    const left = active.filter((d) => known.get(d.volunteerNo)?.person !== d.person);
    const minors = active.filter((d) => !left.includes(d) && known.get(d.volunteerNo)?.lacksGuardian === true);
    // A minor stays whom who is in charge has signed up knowing that no guardian had consented.
    const knowingly = await this.signUps.overridden(minors, 'guardian_missing');
    const gone = [...left, ...minors.filter((d) => !knowingly.has(d._id.toHexString()))];
    if (gone.length === 0) return;
    const leaders = await this.volunteers.leaders(gone.flatMap((d) => d.team ?? []));
    await this.rosters.takeOff(
      plan._id,
      gone.map((d) => d.person),
      { by: BY, leaders },
    );
    this.log.info({ sessionNo: plan._id, signUps: gone.length }, 'sign-ups of people who are gone have ended');
  }
}
