import { delay } from '#kernel';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Leases } from './leases.js';

/** What is logged where something fails. */
interface Failing {
  readonly log: Logger;
  readonly failing: string;
}

/** How often something is looked at. */
interface Repeated extends Failing {
  readonly everyMs: number;
}

/** Something under its number. */
type Numbered = string | { readonly _id: string };

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

  /** Acts on one thing after the other until `held` is aborted. One that fails is left for the next look and holds up none of those after it. */
  protected async each<T extends Numbered>(
    held: AbortSignal,
    { log, failing }: Failing,
    things: Iterable<T>,
    act: (thing: T) => Promise<void>,
  ): Promise<void> {
    for (const thing of things) {
      if (held.aborted) return;
      const number = typeof thing === 'string' ? thing : thing._id;
      await act(thing).catch((err: unknown) => log.warn({ err: String(err), number }, failing));
    }
  }

  /** Goes on until `held` is aborted; begins again if it ends before. */
  protected abstract work(held: AbortSignal): Promise<void>;
}
