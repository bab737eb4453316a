import { checkIn, registry } from '#contracts';
import { chinaDay, Clock, delay, pieces } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type EndedPlan, PlanRepository } from '../planning/plan.repository.js';
import { AttendedRepository } from './attended.repository.js';

const EVERY_MS = 5_000;
const HOUR_MS = 60 * 60 * 1000;
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
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'no-shows');
  }

  protected async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      await this.askAll(held).catch((err: unknown) => {
        this.log.warn({ err: String(err) }, 'who came will be asked again');
      });
      await delay(EVERY_MS, held);
    }
  }

  private async askAll(held: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const ended = await this.plans.ended(new Date(now - ASKED_MS));
    const waiting = ended.filter((plan) => isToAsk(plan, now));
    if (waiting.length === 0) return;
    const hours = await this.hours(now);
    for (const plan of waiting) {
      if (held.aborted) return;
      if (plan.closed !== undefined || plan.endsAt.getTime() + hours * HOUR_MS <= now) await this.note(plan, now);
    }
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

  private async hours(now: number): Promise<number> {
    const { policies } = await this.client.call(registry.policies.find, { on: chinaDay(now) });
    const hours = policies.find((p) => p.key === 'no_show_hours')?.value;
    if (hours === undefined) throw new Error('no no_show_hours is in force');
    return hours;
  }
}

/** Not asked yet, not for some time, or not since it was closed. */
export function isToAsk({ askedAt, closed }: Pick<EndedPlan, 'askedAt' | 'closed'>, now: number): boolean {
  if (askedAt === undefined || askedAt.getTime() + AGAIN_MS <= now) return true;
  return closed !== undefined && closed.at >= askedAt;
}
