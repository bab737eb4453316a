import { Clock, delay } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases, Transactions } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { PlanRepository } from '../planning/plan.repository.js';
import { SignUpRepository } from '../sign-ups/sign-up.repository.js';

const EVERY_MS = 5_000;
/** How long before a session begins those with a place are reminded: the day before, at the same hour. */
const BEFORE_MS = 24 * 60 * 60 * 1000;

/** Has those be reminded who have a place at a session that begins within a day; one replica at a time. */
@Injectable()
export class Reminders extends LeasedTask {
  constructor(
    private readonly plans: PlanRepository,
    private readonly signUps: SignUpRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'reminders');
  }

  protected async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      try {
        const now = new Date(this.clock.now());
        const near = await this.plans.beginning(now, new Date(now.getTime() + BEFORE_MS));
        for (const sessionNo of await this.signUps.sessionsToRemind(near)) await this.remind(sessionNo, now);
      } catch (err) {
        this.log.warn({ err: String(err) }, 'who is to be reminded will be looked at again');
      }
      await delay(EVERY_MS, held);
    }
  }

  /** Whoever cancels at the same time changes the same sign-ups, so of the two one runs again. */
  private async remind(sessionNo: string, now: Date): Promise<void> {
    await this.transactions.run(async (session) => {
      const plan = await this.plans.find(sessionNo, session);
      if (plan !== null) await this.signUps.remind(plan, now, session);
    });
  }
}
