import type { FeedContracts, FeedHead } from '#contracts';
import { Wakeup } from '#kernel';
import type { ContractClient, FactStream } from '#messaging';
import type { Logger } from 'pino';
import type { z } from 'zod';

/** How far a follower is in a feed. */
export interface FeedPosition {
  readonly epoch: string;
  readonly position: number;
}

/** Where a follower's facts go. Every method may be called again with the same facts: applying is by key and revision. */
export interface FeedSink<F> {
  /** The position applied, null when the snapshot is to be taken, also after a `reset` until it is. */
  position(): Promise<FeedPosition | null>;
  /** Applies facts; with a position, that position is reached when this returns (in the same transaction where it is durable). */
  apply(facts: F[], reached: FeedPosition | null): Promise<void>;
  /** Called before a snapshot that replaces what is there, also that of another epoch, whose revisions begin anew: whatever comes next is newer. */
  reset(): Promise<void>;
  /** The snapshot is applied, and with it its position reached; what was there before a `reset` and the snapshot did not name is gone. */
  snapshotTaken(reached: FeedPosition): Promise<void>;
}

/** Of an entry as the relay writes it: epoch and position. */
const HEAD_OF_ENTRY = /^\{"epoch":"([^"]+)","position":(\d+),/;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const HEAD_EVERY_MS = 800;
const PENDING_MAX = 200;
/** Every so many failures, about 10 s of them, are told as a warning. */
const FAILURES_TOLD = 30;

/** Follows one owner's feed into a sink. */
export class FeedFollower<S extends z.ZodType> {
  /** Entries as they arrived, by position: parsed only when their turn comes, so that what waits is a text and not very many objects. */
  private readonly pending = new Map<number, string>();
  private readonly arrived = new Wakeup();
  private reached: FeedPosition | null = null;
  private knownAsOf = Number.NEGATIVE_INFINITY;
  /** Since it was last caught up. */
  private failures = 0;

  constructor(
    private readonly contracts: FeedContracts<S>,
    private readonly sink: FeedSink<z.output<S>>,
    private readonly client: ContractClient,
    private readonly stream: FactStream,
    private readonly log: Logger,
  ) {}

  /** Epoch milliseconds: everything that the owner acknowledged before it is applied; -Infinity until the first time. */
  get asOf(): number {
    return this.knownAsOf;
  }

  /** Follows until the signal. Failures (an owner away, a lost stream) are waited out. */
  async run(signal: AbortSignal): Promise<void> {
    const consuming = this.stream.consume(this.contracts.subject, (text) => this.receive(text), signal);
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (err) {
        // An owner that restarts is away for a moment; what fails for longer is for somebody to look at.
        const level = ++this.failures % FAILURES_TOLD === 0 ? 'warn' : 'debug';
        this.log[level](
          { err: String(err), feed: this.contracts.subject, failures: this.failures },
          'following will be tried again',
        );
        await this.arrived.wait(300, signal);
      }
    }
    await consuming;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    this.reached = await this.sink.position();
    let nextHead = 0;
    while (!signal.aborted) {
      if (Date.now() >= nextHead) {
        await this.catchUp(await this.client.call(this.contracts.head, {}), signal);
        nextHead = Date.now() + HEAD_EVERY_MS;
      }
      await this.applyPending();
      await this.arrived.wait(Math.max(1, nextHead - Date.now()), signal);
    }
  }

  /** Reads until the head's position is applied. */
  private async catchUp(head: FeedHead, signal: AbortSignal): Promise<void> {
    if (this.reached === null || this.reached.epoch !== head.epoch || this.reached.position > head.position) {
      if (this.reached !== null) await this.startOver();
      await this.takeSnapshot(head, signal);
    }
    while (!signal.aborted && this.reached !== null && this.reached.position < head.position) {
      if (await this.applyPending()) continue;
      const { gone, entries } = await this.client.call(this.contracts.read, { after: this.reached.position });
      if (gone) {
        await this.startOver(); // a snapshot does not tell of what is no more
        await this.takeSnapshot(head, signal);
      }
      for (const entry of entries) await this.apply(entry.position, entry.facts);
    }
    if (signal.aborted) return;
    this.failures = 0;
    this.knownAsOf = Math.max(this.knownAsOf, head.asOf);
  }

  /** Nothing of the former feed counts any more: neither what was known of it nor what arrived of it and waits for its turn. */
  private async startOver(): Promise<void> {
    this.reached = null;
    this.pending.clear();
    this.knownAsOf = Number.NEGATIVE_INFINITY;
    await this.sink.reset();
  }

  /** What is at or before the head's position is in the data that is read after the head was asked. */
  private async takeSnapshot(head: FeedHead, signal: AbortSignal): Promise<void> {
    this.log.info({ feed: this.contracts.subject }, 'taking the snapshot');
    let after: string | null = null;
    do {
      const page: { facts: z.output<S>[]; next: string | null } = await this.client.call(this.contracts.snapshot, {
        after,
      });
      await this.sink.apply(page.facts, null);
      after = page.next;
    } while (after !== null && !signal.aborted);
    if (signal.aborted) return;
    this.reached = { epoch: head.epoch, position: head.position };
    await this.sink.snapshotTaken(this.reached);
  }

  private receive(text: string): void {
    const [, epoch, digits] = HEAD_OF_ENTRY.exec(text) ?? [];
    const position = Number(digits);
    if (this.reached === null || epoch !== this.reached.epoch || position <= this.reached.position) return;
    if (this.pending.size >= PENDING_MAX) return;
    this.pending.set(position, text);
    this.arrived.wake();
  }

  private async applyPending(): Promise<boolean> {
    let applied = false;
    for (;;) {
      const position = this.reached === null ? 0 : this.reached.position + 1;
      const text = this.pending.get(position);
      if (text === undefined) break;
      this.pending.delete(position);
      const entry = this.contracts.entry.safeParse(parsed(text));
      if (!entry.success) break; // the owner is asked for it
      await this.apply(position, entry.data.facts);
      applied = true;
    }
    for (const position of this.pending.keys()) {
      if (this.reached !== null && position <= this.reached.position) this.pending.delete(position);
    }
    return applied;
  }

  private async apply(position: number, facts: z.output<S>[]): Promise<void> {
    if (this.reached === null || position !== this.reached.position + 1) return;
    const next = { epoch: this.reached.epoch, position };
    await this.sink.apply(facts, next);
    this.reached = next;
    this.pending.delete(position);
  }
}
