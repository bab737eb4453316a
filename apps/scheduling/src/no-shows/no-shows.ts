import { checkIn } from '#contracts';
import { Clock, HOUR_MS, pieces } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { PoliciesToday } from '#policies';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type EndedPlan, PlanRepository } from '../planning/plan.repository.js';
import { AttendedRepository } from './attended.repository.js';

const EVERY_MS = 5_000;
/** How often a session is asked about: a record that comes late corrects what was noted. */
const AGAIN_MS = HOUR_MS;
/** For so long after its end: records are due within ten working days, which are fewer days than these, holidays included. */
const ASKED_MS = 30 * 24 * HOUR_MS;
/** Volunteers of one question to check-in. */
const AT_ONCE = 1_000;

/**
 * Notes who of those with a place came and who did not, by what check-in says: once a session is closed, or some hours after its end where nobody has closed it,
 * and again until records are no longer due. Nothing follows from it by itself. One replica at a time.
 */
@Injectable()
export class NoShows extends LeasedTask {
  constructor(
    private readonly plans: PlanRepository,
    private readonly attended: AttendedRepository,
    private readonly client: ContractClient,
    private readonly policies: PoliciesToday,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'no-shows');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'who came will be asked again' };
    return this.repeat(held, repeated, async () => {
      const now = this.clock.now();
      await this.each(held, repeated, await this.toAsk(now), (plan) => this.note(plan, now));
      return false;
    });
  }

  private async toAsk(now: number): Promise<EndedPlan[]> {
    const ended = await this.plans.ended(new Date(now - ASKED_MS));
    const waiting = ended.filter((plan) => isToAsk(plan, now));
    if (waiting.length === 0) return [];
    const hours = await this.policies.value('no_show_hours');
    return waiting.filter((plan) => plan.closed !== undefined || plan.endsAt.getTime() + hours * HOUR_MS <= now);
  }

  private async note({ _id: sessionNo }: EndedPlan, now: number): Promise<void> {
    const confirmed = await this.attended.confirmedNumbers(sessionNo);
    const came: string[] = [];
    for (const volunteerNos of pieces(confirmed, () => 1, AT_ONCE)) {
      const { attended } = await this.client.call(checkIn.presence.attended, { sessionNo, volunteerNos });
      came.push(...attended);
    }
    await this.attended.noteAttended(sessionNo, came);
    await this.plans.noteAsked(sessionNo, new Date(now));
  }
}

/** Not asked yet, not for some time, or not since it was closed. */
export function isToAsk({ askedAt, closed }: Pick<EndedPlan, 'askedAt' | 'closed'>, now: number): boolean {
  if (askedAt === undefined || askedAt.getTime() + AGAIN_MS <= now) return true;
  return closed !== undefined && closed.at >= askedAt;
}
