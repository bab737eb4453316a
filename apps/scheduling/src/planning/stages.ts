import { Clock } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { PlanRepository } from './plan.repository.js';
import { Planning } from './planning.js';

const EVERY_MS = 1_000;

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
    const repeated = { everyMs: EVERY_MS, log: this.log, failing };
    return this.repeat(held, repeated, async () => {
      const due = await this.plans.due(new Date(this.clock.now()));
      await this.each(held, repeated, due, (plan) => this.planning.passTime(plan));
      return false;
    });
  }
}
