import { delay } from '#kernel';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Leases } from './leases.js';

/** How often something is looked at, and what is logged where that fails. */
interface Repeated {
  readonly everyMs: number;
  readonly log: Logger;
  readonly failing: string;
}

/**
 * Standing work of a service that one replica at a time does, from when everything is there (Nest calls the hook when every provider is
 * made, so collections and indexes too) until the service stops.
 */
export abstract class LeasedTask implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly leases: Leases,
    private readonly lease: string,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.leases.whileHeld(this.lease, this.stopping.signal, (held) => this.work(held));
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Looks and acts again and again until `held` is aborted: at once where `act` says that more is left, else after a pause. What fails is tried again. */
  protected async repeat(
    held: AbortSignal,
    { everyMs, log, failing }: Repeated,
    act: () => Promise<boolean>,
  ): Promise<void> {
    while (!held.aborted) {
      const isMore = await act().catch((err: unknown) => {
        log.warn({ err: String(err) }, failing);
        return false;
      });
      if (!isMore) await delay(everyMs, held);
    }
  }

  /** Goes on until `held` is aborted; begins again if it ends before. */
  protected abstract work(held: AbortSignal): Promise<void>;
}
