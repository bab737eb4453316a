import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Leases } from './leases.js';

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

  /** Goes on until `held` is aborted; begins again if it ends before. */
  protected abstract work(held: AbortSignal): Promise<void>;
}
