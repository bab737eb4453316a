import { registry, scheduling } from '#contracts';
import { FeedFollower } from '#feed';
import { ContractClient, FactStream, LOGGER } from '#messaging';
import { DATABASE_READY, Leases } from '#mongo';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { RegistrySink, SchedulingSink } from './sinks.js';

/** Keeps the copies up to date; one replica at a time. */
@Injectable()
export class Following implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly numbers: RegistrySink,
    private readonly sessions: SchedulingSink,
    private readonly client: ContractClient,
    private readonly stream: FactStream,
    private readonly leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(DATABASE_READY) private readonly ready: unknown,
  ) {}

  onApplicationBootstrap(): void {
    const { client, stream, log } = this;
    this.running = this.leases.whileHeld('following', this.stopping.signal, async (held) => {
      await Promise.all([
        new FeedFollower(registry.feed, this.numbers, client, stream, log).run(held),
        new FeedFollower(scheduling.feed, this.sessions, client, stream, log).run(held),
      ]);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
