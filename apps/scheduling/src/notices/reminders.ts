import { Clock, HOUR_MS } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases, Transactions } from '#mongo';
import { PoliciesToday } from '#policies';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { PlanRepository } from '../planning/plan.repository.js';
import { SignUpRepository } from '../sign-ups/sign-up.repository.js';

const EVERY_MS = 5_000;

/** Has those be reminded who have a place at a session that begins within the hours of the policy; one replica at a time. */
@Injectable()
export class Reminders extends LeasedTask {
  constructor(
    private readonly plans: PlanRepository,
    private readonly signUps: SignUpRepository,
    private readonly policies: PoliciesToday,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'reminders');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'who is to be reminded will be looked at again' };
    return this.repeat(held, repeated, async () => {
      const before = (await this.policies.value('reminder_hours')) * HOUR_MS;
      const now = new Date(this.clock.now());
      const near = await this.plans.beginning(now, new Date(now.getTime() + before));
      const sessions = await this.signUps.sessionsToRemind(near);
      await this.each(held, repeated, sessions, (sessionNo) => this.remind(sessionNo, now));
      return false;
    });
  }

  /** Whoever cancels at the same time changes the same sign-ups, so of the two one runs again. */
  private async remind(sessionNo: string, now: Date): Promise<void> {
    await this.transactions.run(async (session) => {
      const plan = await this.plans.find(sessionNo, session);
      if (plan !== null) await this.signUps.remind(plan, now, session);
    });
  }
}
