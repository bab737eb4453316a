import { Clock } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { PlanRepository } from '../planning/plan.repository.js';
import { Rosters } from './rosters.js';
import { SignUpRepository } from './sign-up.repository.js';

const EVERY_MS = 1_000;

/** Sees to it that a place whose offer nobody accepted, or which was reserved and not taken, goes on to the next; one replica at a time. */
@Injectable()
export class Offers extends LeasedTask {
  constructor(
    private readonly signUps: SignUpRepository,
    private readonly plans: PlanRepository,
    private readonly rosters: Rosters,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'offers');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'offers will be looked at again' };
    return this.repeat(held, repeated, async () => {
      const now = this.clock.now();
      const lapsed = await this.signUps.sessionsWithLapsedOffers(new Date(now));
      const ended = await this.plans.withEndedReservations(now);
      await this.each(held, repeated, new Set([...lapsed, ...ended]), (sessionNo) => this.rosters.passTime(sessionNo));
      return false;
    });
  }
}
