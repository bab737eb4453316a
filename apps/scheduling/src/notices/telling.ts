import { registry } from '#contracts';
import { ContractClient, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ToTell } from './to-tell.js';

const EVERY_MS = 500;
const AT_ONCE = 200;

/** Gives registry what is to be told, until it has it; one replica at a time. What is given twice is one notice: it has the same id. */
@Injectable()
export class Telling extends LeasedTask {
  constructor(
    private readonly toTell: ToTell,
    private readonly client: ContractClient,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'telling');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'notices will be given again' };
    return this.repeat(held, repeated, () => this.give());
  }

  /** True where more is left. */
  private async give(): Promise<boolean> {
    const notices = await this.toTell.oldest(AT_ONCE);
    if (notices.length === 0) return false;
    await this.client.call(registry.notices.give, { notices });
    await this.toTell.given(notices);
    return notices.length === AT_ONCE;
  }
}
