import { registry } from '#contracts';
import { Clock } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CertificateRepository } from './certificate.repository.js';

const EVERY_MS = 5 * 60_000;
const AT_ONCE = 1_000;

/**
 * Forgets what the certificates of people say who were erased; one replica at a time. `registry` is asked again and again, as it knows nothing of certificates (docs/adr/0018). What is forgotten
 * is what it says was erased, and not what it does not know.
 */
@Injectable()
export class Forgetting extends LeasedTask {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly client: ContractClient,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'forgetting');
  }

  /** Looks through all of them once. */
  async look(held?: AbortSignal): Promise<void> {
    let after = '';
    for (;;) {
      const volunteerNos = await this.certificates.numbersAfter(after, AT_ONCE);
      after = volunteerNos.at(-1) ?? '';
      if (after === '' || held?.aborted === true) return;
      const { erased } = await this.client.call(registry.persons.erased, { volunteerNos });
      if (erased.length > 0) await this.certificates.forget(erased, new Date(this.clock.now()));
    }
  }

  protected work(held: AbortSignal): Promise<void> {
    const failing = 'certificates of people who were erased will be looked for again';
    return this.repeat(held, { everyMs: EVERY_MS, log: this.log, failing }, async () => {
      await this.look(held);
      return false;
    });
  }
}
