import { checkIn, registry, scheduling } from '#contracts';
import { FeedFollower, type FeedPosition, type FeedSink } from '#feed';
import { DomainError } from '#kernel';
import { ContractClient, FactStream, LOGGER } from '#messaging';
import { Readiness } from '#service';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import { County } from '../model/county.js';

type Fact = Parameters<County['apply']>[0] extends Iterable<infer F> ? F : never;

/** Persons; about 5 ms. */
const JUDGED_AT_ONCE = 500;

/** Takes facts into the county in memory: after every start the snapshot first. */
class CountySink implements FeedSink<Fact> {
  private reached: FeedPosition | null = null;

  constructor(
    private readonly county: () => County,
    private readonly startOver: () => void,
  ) {}

  position(): Promise<FeedPosition | null> {
    return Promise.resolve(this.reached);
  }

  /** Whom the facts concern is judged at once, so that no report has to judge very many, and by pieces, so that others are answered meanwhile. */
  async apply(facts: Fact[], reached: FeedPosition | null): Promise<void> {
    const county = this.county();
    county.apply(facts);
    while (county.judgeSome(JUDGED_AT_ONCE)) await setImmediate();
    if (reached !== null) this.reached = reached;
  }

  reset(): Promise<void> {
    this.startOver();
    return Promise.resolve();
  }

  snapshotTaken(reached: FeedPosition): Promise<void> {
    return this.apply([], reached);
  }
}

/** The county as it stands, followed from the three owners. */
@Injectable()
export class LiveCounty extends Readiness implements OnApplicationBootstrap, OnModuleDestroy {
  private current = new County();
  private following = new AbortController();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private followers: readonly { asOf: number }[] = [];

  constructor(
    private readonly client: ContractClient,
    private readonly stream: FactStream,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super();
  }

  get county(): County {
    return this.current;
  }

  /** Epoch milliseconds: everything acknowledged before this instant is counted; -Infinity until all owners were heard. */
  get asOf(): number {
    return Math.min(...this.followers.map((f) => f.asOf));
  }

  /** The county and how far it reaches. @throws DomainError `UNAVAILABLE` while it is being loaded after a start */
  loaded(): { readonly county: County; readonly asOf: number } {
    const { asOf, county } = this;
    if (!Number.isFinite(asOf)) throw new DomainError('UNAVAILABLE', { part: 'statistics', reason: 'loading' });
    return { asOf, county };
  }

  reason(): string | undefined {
    return Number.isFinite(this.asOf) ? undefined : 'loading';
  }

  onApplicationBootstrap(): void {
    this.running = this.follow();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    this.following.abort();
    await this.running;
  }

  /** Follows, and begins with an empty county whenever an owner's data was set up anew. */
  private async follow(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.following = new AbortController();
      this.current = new County();
      const sink = () =>
        new CountySink(
          () => this.current,
          () => this.following.abort(),
        );
      const { client, stream, log } = this;
      const followers = [
        new FeedFollower(registry.feed, sink(), client, stream, log),
        new FeedFollower(scheduling.feed, sink(), client, stream, log),
        new FeedFollower(checkIn.feed, sink(), client, stream, log),
      ];
      this.followers = followers;
      await Promise.all(followers.map((f) => f.run(this.following.signal)));
    }
  }
}
