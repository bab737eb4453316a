import { Clock, DAY_MS, HOUR_MS } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Bounds } from '../admission/bounds.js';
import { EvidenceRepository } from './evidence.repository.js';

const EVERY_MS = HOUR_MS;

/** Reduces positions whose time is over (《个人信息保护法》 articles 19 and 47) to inside or outside and a band of distance. One replica at a time. */
@Injectable()
export class Positions extends LeasedTask {
  constructor(
    private readonly evidence: EvidenceRepository,
    private readonly bounds: Bounds,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'positions');
  }

  /** Returns how many positions were reduced. */
  async reduce(): Promise<number> {
    const { position_days: days } = await this.bounds.today();
    const before = new Date(this.clock.now() - days * DAY_MS);
    let all = 0;
    for (let some = await this.evidence.reduce(before); some > 0; some = await this.evidence.reduce(before))
      all += some;
    return all;
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'positions will be looked at again' };
    return this.repeat(held, repeated, async () => {
      await this.reduce();
      return false;
    });
  }
}
