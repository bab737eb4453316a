import { registry } from '#contracts';
import { Clock } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Forgettable } from './forgettable.js';

const EVERY_MS = 5 * 60_000;
const AT_ONCE = 1_000;

/** Where what is written about people is kept: the repositories of it, in this order. */
export const FORGETTABLES = Symbol('FORGETTABLES');

/**
 * Forgets what is written about people who were erased; one replica at a time. `registry` is asked again and again, as it knows nothing of what is kept here (docs/adr/0018). What is forgotten
 * is what it says was erased, and not what it does not know.
 */
@Injectable()
export class Forgetting extends LeasedTask {
  constructor(
    @Inject(FORGETTABLES) private readonly forgettables: readonly Forgettable[],
    private readonly client: ContractClient,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'forgetting');
  }

  /** Looks through everything once. */
  async look(held?: AbortSignal): Promise<void> {
    for (const forgettable of this.forgettables) await this.lookThrough(forgettable, held);
  }

  private async lookThrough(forgettable: Forgettable, held?: AbortSignal): Promise<void> {
    let after = '';
    for (;;) {
      const volunteerNos = await forgettable.numbersAfter(after, AT_ONCE);
      after = volunteerNos.at(-1) ?? '';
      if (after === '' || held?.aborted === true) return;
      const { erased } = await this.client.call(registry.persons.erased, { volunteerNos });
      if (erased.length > 0) await forgettable.forget(erased, new Date(this.clock.now()));
    }
  }

  protected work(held: AbortSignal): Promise<void> {
    const failing = 'what is written about people who were erased will be looked for again';
    return this.repeat(held, { everyMs: EVERY_MS, log: this.log, failing }, async () => {
      await this.look(held);
      return false;
    });
  }
}
