import { registry } from '#contracts';
import { Clock, pieces } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { NoticesOf } from './notices-of.js';
import { thingsOf, ToTell, type ToTellDocument } from './to-tell.repository.js';

const EVERY_MS = 1_000;
/** Each names up to a thousand records. */
const ENTRIES_AT_ONCE = 50;
/** As many as registry takes at once. */
const NOTICES_AT_ONCE = 200;
/** When it is looked again whether a number leads to somebody: of a walk-in an office says so in its own time. */
const AGAIN_MS = 10_000;

/** Tells everybody of each new record of his, and of what was decided about his disputes. One replica at a time; told twice, it is one notice: it has the same id. */
@Injectable()
export class Telling extends LeasedTask {
  constructor(
    private readonly toTell: ToTell,
    private readonly noticesOf: NoticesOf,
    private readonly client: ContractClient,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'telling');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'notices will be given again' };
    return this.repeat(held, repeated, () => this.tell(held));
  }

  /** True where more is left. */
  private async tell(held: AbortSignal): Promise<boolean> {
    const due = await this.toTell.due(new Date(this.clock.now()), ENTRIES_AT_ONCE);
    for (const entries of pieces(due, (entry) => thingsOf(entry).length, NOTICES_AT_ONCE)) {
      if (held.aborted) return false;
      await this.tellOf(entries);
    }
    return due.length === ENTRIES_AT_ONCE;
  }

  private async tellOf(entries: readonly ToTellDocument[]): Promise<void> {
    const nobodys = new Set<string>();
    for (const things of pieces(entries.flatMap(thingsOf), () => 1, NOTICES_AT_ONCE)) {
      const found = await this.noticesOf.of(things);
      const notices = [...found.values()].filter((n) => n !== 'nobody');
      if (notices.length > 0) await this.client.call(registry.notices.give, { notices });
      for (const [id, notice] of found) if (notice === 'nobody') nobodys.add(id);
    }
    await this.toTell.told(entries, nobodys, new Date(this.clock.now() + AGAIN_MS));
  }
}
