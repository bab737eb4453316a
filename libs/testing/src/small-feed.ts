import { feedContracts } from '#contracts';
import {
  FeedFollower,
  feedOwnerModule,
  type FeedPosition,
  type FeedSink,
  FeedSnapshot,
  Outbox,
  OUTBOX_PLAN,
} from '#feed';
import { ContractClient, FactStream, NatsLink } from '#messaging';
import { Leases, Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, MongoClient } from 'mongodb';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { ownName, serviceHere, silent } from './in-process.js';

const fact = z.object({ key: z.string(), rev: z.int().positive() });
export type ThingFact = z.infer<typeof fact>;
/** The feed of things, for tests of feeds alone. */
export const thingsFeed = feedContracts('registry', fact);

/** What a small owner keeps: things that have a revision and nothing else. */
@Injectable()
export class Things extends FeedSnapshot {
  constructor(
    @InjectConnection() readonly connection: Connection,
    readonly transactions: Transactions,
    readonly outbox: Outbox,
  ) {
    super();
  }

  /** Changes things and tells of them by one entry; acknowledged when this returns. */
  async change(...keys: string[]): Promise<ThingFact[]> {
    const facts = await this.transactions.run((session) => this.restate(keys, session));
    this.outbox.added.wake();
    return facts;
  }

  /** Acknowledges a change of which only `settle` tells, as of a file whose rows wait for their turn. */
  async record(key: string): Promise<void> {
    const mark = { _id: key, at: Date.now() };
    await this.transactions.run((session) => this.marks.insertOne(mark, { session }));
  }

  async settle(): Promise<void> {
    await this.transactions.run(async (session) => {
      const marks = await this.marks.find({}, { session }).toArray();
      const keys = marks.map((m) => m._id);
      if (keys.length > 0) await this.restate(keys, session, Math.min(...marks.map((m) => m.at)));
      await this.marks.deleteMany({ _id: { $in: keys } }, { session });
    });
  }

  override async settledBefore(): Promise<number> {
    return Math.min(...(await this.marks.find().toArray()).map((m) => m.at)); // Infinity without any
  }

  /** Three a page, so that a snapshot has several. */
  async page(after: string | null): Promise<{ facts: ThingFact[]; next: string | null }> {
    const found = this.things.find({ _id: { $gt: after ?? '' } }).sort({ _id: 1 });
    const facts = (await found.limit(3).toArray()).map(({ _id, rev }) => ({ key: _id, rev }));
    return { facts, next: facts.length < 3 ? null : facts.at(-1)!.key };
  }

  async state(): Promise<Record<string, number>> {
    return Object.fromEntries((await this.things.find().toArray()).map(({ _id, rev }) => [_id, rev]));
  }

  /** The entries that are still kept, by position. */
  async told(): Promise<{ position: number | undefined; facts: ThingFact[] }[]> {
    const entries = await this.outbox.entries.find().sort({ position: 1 }).toArray();
    return entries.map(({ position, facts }) => ({ position, facts: JSON.parse(facts) as ThingFact[] }));
  }

  /** As the index `forget` does after a day. */
  async forget(): Promise<void> {
    await this.outbox.entries.deleteMany({ position: { $exists: true } });
  }

  private async restate(keys: string[], session: ClientSession, since?: number): Promise<ThingFact[]> {
    const facts: ThingFact[] = [];
    const options = { upsert: true, returnDocument: 'after', session } as const;
    for (const key of keys) {
      const thing = await this.things.findOneAndUpdate({ _id: key }, { $inc: { rev: 1 } }, options);
      facts.push({ key, rev: thing!.rev });
    }
    await this.outbox.add(session, facts, since);
    return facts;
  }

  private get things() {
    return this.connection.collection<{ _id: string; rev: number }>('things');
  }

  private get marks() {
    return this.connection.collection<{ _id: string; at: number }>('marks');
  }
}

/** Keeps what was applied, and in which order. */
export class Sink implements FeedSink<ThingFact> {
  reached: FeedPosition | null = null;
  readonly applied: { position: number; facts: ThingFact[] }[] = [];
  pages = 0;
  resets = 0;
  onPage = (): void => undefined;
  private readonly things = new Map<string, number>();

  position = () => Promise.resolve(this.reached);
  has = (key: string): boolean => this.things.has(key);
  state = (): Record<string, number> => Object.fromEntries(this.things);

  apply(facts: ThingFact[], reached: FeedPosition | null): Promise<void> {
    for (const { key, rev } of facts) if (rev > (this.things.get(key) ?? 0)) this.things.set(key, rev);
    if (reached === null) this.onPage();
    if (reached === null) this.pages++;
    else if (facts.length > 0) this.applied.push({ position: reached.position, facts });
    this.reached = reached ?? this.reached;
    return Promise.resolve();
  }

  snapshotTaken(reached: FeedPosition): Promise<void> {
    this.reached = reached;
    return Promise.resolve();
  }

  reset(): Promise<void> {
    this.things.clear();
    this.reached = null;
    this.resets++;
    return Promise.resolve();
  }
}

/** A feed with a database, subjects and a stream of its own: its owners, and those who follow it. */
export class SmallFeed {
  readonly client: ContractClient;
  readonly stream: FactStream;
  private readonly mongo = new MongoClient(process.env['MONGODB_URI']!);
  private readonly endings: (() => Promise<unknown>)[] = [];

  private constructor(
    private readonly name: string,
    private readonly link: NatsLink,
  ) {
    this.client = new ContractClient(link);
    this.stream = new FactStream(link, silent);
  }

  static async open(): Promise<SmallFeed> {
    const name = ownName();
    return new SmallFeed(name, await NatsLink.open(process.env['NATS_URL']!, 'test', name));
  }

  async end(): Promise<void> {
    await Promise.all(this.endings.map((end) => end()));
    await this.dropDatabase();
    await this.mongo.close();
    await this.askStream('DELETE');
    await this.link.close();
  }

  /** A replica of the owner, whose relay works while it holds the lease, always and beside any other, or not at all. */
  async startOwner(
    relay: 'leased' | 'always' | 'never' = 'leased',
  ): Promise<{ things: Things; stop: () => Promise<void> }> {
    const link = await NatsLink.open(process.env['NATS_URL']!, 'owner', this.name);
    const app = await serviceHere(link, 'owner', {
      database: this.name,
      plan: { ...OUTBOX_PLAN, things: [], marks: [] },
      modules: [feedOwnerModule(thingsFeed, { provide: FeedSnapshot, useClass: Things })],
    });
    const whileHeld: Leases['whileHeld'] = async (_name, signal, work) => {
      if (relay === 'always') await work(signal);
    };
    if (relay !== 'leased') Object.assign(app.get(Leases), { whileHeld });
    await app.listen();
    await link.connection.flush(); // only then the server knows who answers
    const stop = this.once(() => app.close());
    return { things: app.get<FeedSnapshot, Things>(FeedSnapshot, { strict: false }), stop };
  }

  follow(sink: Sink): { follower: FeedFollower<typeof fact>; stop: () => Promise<void> } {
    const stopping = new AbortController();
    const follower = new FeedFollower(thingsFeed, sink, this.client, this.stream, silent);
    const running = follower.run(stopping.signal);
    const stop = this.once(() => {
      stopping.abort();
      return running;
    });
    return { follower, stop };
  }

  /** Every entry that a relay publishes from now on, whether or not the stream takes it. */
  published(): { position: number; facts: ThingFact[] }[] {
    const entries: { position: number; facts: ThingFact[] }[] = [];
    this.link.connection.subscribe(this.link.subject(thingsFeed.subject), {
      callback: (_, message) => {
        const { position, facts } = thingsFeed.entry.parse(message.json());
        entries.push({ position, facts });
      },
    });
    return entries;
  }

  /** Asks JetStream how the stream of facts is, or deletes it; undefined where there is none. */
  async askStream(verb: 'INFO' | 'DELETE'): Promise<{ messages: number; consumer_count: number } | undefined> {
    const reply = await this.link.connection.request(`$JS.API.STREAM.${verb}.${this.link.stream('FACTS')}`);
    return reply.json<{ state?: { messages: number; consumer_count: number } }>().state;
  }

  async dropDatabase(): Promise<void> {
    await this.mongo.db(this.name).dropDatabase();
  }

  /** What a test may do before its end, and otherwise happens then. */
  private once(end: () => Promise<void>): () => Promise<void> {
    let ending: Promise<void> | undefined;
    const once = () => (ending ??= end());
    this.endings.push(once);
    return once;
  }
}
