import { Clock } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { PlanRepository } from './plan.repository.js';
import { Planning } from './planning.js';

const EVERY_MS = 1_000;
const AT_ONCE = 100;

/** Moves sessions on that have begun or are over; one replica at a time. */
@Injectable()
export class Stages extends LeasedTask {
  constructor(
    private readonly plans: PlanRepository,
    private readonly planning: Planning,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'stages');
  }

  protected work(held: AbortSignal): Promise<void> {
    const failing = 'sessions that have begun or are over will be looked at again';
    return this.repeat(held, { everyMs: EVERY_MS, log: this.log, failing }, async () => {
      for (const plan of await this.plans.due(new Date(this.clock.now()), AT_ONCE)) await this.planning.passTime(plan);
      return false;
    });
  }
}
