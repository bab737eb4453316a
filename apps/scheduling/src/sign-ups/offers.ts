import { Clock, delay } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SignUpDesk } from './sign-up-desk.js';
import { SignUpRepository } from './sign-up.repository.js';

const EVERY_MS = 1_000;

/** Sees to it that a place whose offer nobody accepted goes on to the next; one replica at a time. */
@Injectable()
export class Offers extends LeasedTask {
  constructor(
    private readonly signUps: SignUpRepository,
    private readonly desk: SignUpDesk,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'offers');
  }

  protected async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      try {
        for (const sessionNo of await this.signUps.sessionsWithLapsedOffers(new Date(this.clock.now())))
          await this.desk.passTime(sessionNo);
      } catch (err) {
        this.log.warn({ err: String(err) }, 'offers will be looked at again');
      }
      await delay(EVERY_MS, held);
    }
  }
}
