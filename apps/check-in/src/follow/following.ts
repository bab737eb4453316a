import { registry, scheduling } from '#contracts';
import { FeedFollower } from '#feed';
import { ContractClient, FactStream, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { RegistrySink, SchedulingSink } from './sinks.js';

/** Keeps the copies up to date; one replica at a time. */
@Injectable()
export class Following extends LeasedTask {
  constructor(
    private readonly numbers: RegistrySink,
    private readonly sessions: SchedulingSink,
    private readonly client: ContractClient,
    private readonly stream: FactStream,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'following');
  }

  protected async work(held: AbortSignal): Promise<void> {
    const { client, stream, log } = this;
    await Promise.all([
      new FeedFollower(registry.feed, this.numbers, client, stream, log).run(held),
      new FeedFollower(scheduling.feed, this.sessions, client, stream, log).run(held),
    ]);
  }
}
