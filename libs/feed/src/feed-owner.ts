import type { FeedContracts, HandlersOf } from '#contracts';
import { Clock } from '#kernel';
import { Handles } from '#messaging';
import { type DynamicModule, type Provider, Controller, Global, Inject, Injectable, Module } from '@nestjs/common';
import { Outbox } from './outbox.js';
import { FEED_SUBJECT, FeedRelay } from './relay.js';

/** What an owner tells of its data besides the outbox. */
export abstract class FeedSnapshot {
  /** Present facts after a cursor, page by page, `after` null for the first; `next` null on the last. */
  abstract page(after: string | null): Promise<{ facts: unknown[]; next: string | null }>;

  /** Epoch milliseconds before which everything acknowledged is already in the outbox; where something waits for its turn, as the rows of a file do, how far that is. */
  settledBefore(): Promise<number> {
    return Promise.resolve(Number.POSITIVE_INFINITY);
  }
}

/** Entries of one answer, and about how many characters of facts: an answer must fit into one message. */
const READ_LIMIT = 20;
const READ_CHARACTERS = 2_000_000;

/** What an owner answers about its feed. */
@Injectable()
class FeedReader {
  constructor(
    readonly outbox: Outbox,
    readonly snapshot: FeedSnapshot,
    private readonly clock: Clock,
  ) {}

  /**
   * The order of the three readings makes `asOf` true: what waits for its turn is seen first, then what is in the outbox and not yet
   * numbered, then the last number, so that nothing acknowledged can slip between two of them.
   */
  async head() {
    const now = this.clock.now();
    const epoch = await this.outbox.epoch();
    const settled = await this.snapshot.settledBefore();
    const waiting = await this.outbox.waiting().project<{ since: number }>({ since: 1 }).toArray();
    const position = await this.outbox.lastPosition();
    return { epoch, position, asOf: Math.min(now, settled, ...waiting.map((e) => e.since)) };
  }

  async read(after: number) {
    const epoch = await this.outbox.epoch();
    const last = await this.outbox.lastPosition();
    const cursor = this.outbox.entries
      .find({ position: { $gt: after } })
      .sort({ position: 1 })
      .limit(READ_LIMIT);
    const entries: { epoch: string; position: number; facts: unknown[] }[] = [];
    let characters = 0;
    for await (const { position = 0, facts } of cursor) {
      characters += facts.length;
      if (position !== after + entries.length + 1 || (entries.length > 0 && characters > READ_CHARACTERS)) break;
      entries.push({ epoch, position, facts: JSON.parse(facts) as unknown[] });
    }
    return { gone: entries.length === 0 && after < last, entries };
  }
}

/** Outbox, relay and the three answers of a feed, for the service that owns `contracts`; it brings its own `FeedSnapshot`. */
export function feedOwnerModule(
  contracts: FeedContracts,
  snapshot: Provider<FeedSnapshot>,
  imports: DynamicModule['imports'] = [],
): DynamicModule {
  @Controller()
  class FeedController implements HandlersOf<FeedContracts> {
    constructor(@Inject(FeedReader) private readonly feed: FeedReader) {}

    @Handles(contracts.head)
    head() {
      return this.feed.head();
    }

    @Handles(contracts.read)
    read({ after }: { after: number }) {
      return this.feed.read(after);
    }

    @Handles(contracts.snapshot)
    snapshot({ after }: { after: string | null }) {
      return this.feed.snapshot.page(after);
    }
  }

  @Global()
  @Module({})
  class FeedOwnerModule {}

  return {
    module: FeedOwnerModule,
    imports,
    controllers: [FeedController],
    providers: [Outbox, FeedReader, FeedRelay, snapshot, { provide: FEED_SUBJECT, useValue: contracts.subject }],
    exports: [Outbox],
  };
}
