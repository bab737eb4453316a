import { Inject, Injectable } from '@nestjs/common';
import { delay } from '#kernel';
import { FactStream, LOGGER } from '#messaging';
import { LeasedTask, Leases, Transactions } from '#mongo';
import type { Logger } from 'pino';
import { type NumberedEntry, Outbox } from './outbox.js';

/** What was added here is relayed at once; this long until what another replica added is seen. */
const POLL_MS = 400;
/** What comes in quick succession after an entry is gathered for so long: a position costs as much for few facts as for many. */
const GATHER_MS = 150;

/** Token of the JetStream subject on which the service's facts are published. */
export const FEED_SUBJECT = Symbol('feed subject');

/** Gives outbox entries their positions and publishes them; one relay at a time. */
@Injectable()
export class FeedRelay extends LeasedTask {
  constructor(
    private readonly outbox: Outbox,
    leases: Leases,
    private readonly transactions: Transactions,
    private readonly stream: FactStream,
    @Inject(FEED_SUBJECT) private readonly subject: string,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'feed-relay');
  }

  protected async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      try {
        await this.relay(held);
      } catch (err) {
        this.log.warn({ err: String(err) }, 'the relay of facts will try again');
        await delay(300, held);
      }
    }
  }

  private async relay(held: AbortSignal): Promise<void> {
    const epoch = await this.outbox.epoch();
    let position = await this.outbox.lastPosition();
    while (!held.aborted) {
      const fresh = await this.outbox.oldest();
      if (fresh.length === 0) {
        await this.outbox.added.wait(POLL_MS, held);
        continue;
      }
      const last = position;
      const numbered = await this.transactions.run((session) => this.outbox.number(fresh, last, session));
      position += numbered.length;
      await Promise.all(numbered.map((e) => this.publish(epoch, e)));
      // Not after large ones, of which more wait as a rule.
      if (numbered.length === 1) await delay(GATHER_MS, held);
    }
  }

  private publish(epoch: string, entry: NumberedEntry): Promise<void> {
    // `FeedFollower` reads epoch and position off the beginning.
    const payload = `{"epoch":${JSON.stringify(epoch)},"position":${entry.position},"facts":${entry.facts}}`;
    return this.stream.publish(this.subject, `${epoch}-${entry.position}`, payload);
  }
}
