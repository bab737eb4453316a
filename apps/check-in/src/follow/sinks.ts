import type { RegistryFact, SessionFact } from '#contracts';
import type { FeedPosition, FeedSink } from '#feed';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { PersonRepository } from '../persons/person.repository.js';
import { type FollowedDocument, FollowedRepository } from './followed.repository.js';
import { SessionRepository } from './session.repository.js';

/** Facts of one call are applied in transactions of at most this many. */
const CHUNK = 1_000;

/** Takes facts over into a copy. */
abstract class CopySink<F> implements FeedSink<F> {
  protected abstract readonly feed: FollowedDocument['_id'];

  constructor(
    protected readonly followed: FollowedRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Takes over those facts that are newer than what is there. */
  protected abstract takeOver(facts: readonly F[], session: ClientSession): Promise<void>;
  /** What was taken over is on disk. */
  protected committed(): void {}
  /** From now on any fact is newer than what is there. */
  protected abstract forgetRevisions(): Promise<void>;
  /** Drops some of what no fact came of since then; false when there was nothing of it. */
  protected abstract dropUntold(limit: number, session: ClientSession): Promise<boolean>;

  position(): Promise<FeedPosition | null> {
    return this.followed.position(this.feed);
  }

  async apply(facts: F[], reached: FeedPosition | null): Promise<void> {
    for (let i = 0; i < facts.length || i === 0; i += CHUNK) {
      const chunk = facts.slice(i, i + CHUNK);
      const last = i + CHUNK >= facts.length;
      await this.transactions.run(async (session) => {
        await this.takeOver(chunk, session);
        if (last && reached !== null) await this.followed.reach(this.feed, reached, session);
      });
      this.committed();
    }
  }

  /** What is there stays until the snapshot is: no answer forgets anybody meanwhile. The position goes last, so that a crash on the way repeats it. */
  async reset(): Promise<void> {
    await this.forgetRevisions();
    await this.followed.forget(this.feed);
  }

  async snapshotTaken(reached: FeedPosition): Promise<void> {
    for (let more = true; more;) {
      more = await this.transactions.run((session) => this.dropUntold(CHUNK, session));
    }
    await this.apply([], reached);
  }
}

/** Takes over to whom numbers lead. */
@Injectable()
export class RegistrySink extends CopySink<RegistryFact> {
  protected readonly feed = 'registry';

  constructor(
    private readonly persons: PersonRepository,
    followed: FollowedRepository,
    transactions: Transactions,
  ) {
    super(followed, transactions);
  }

  /** The snapshot is taken where there is no log, as in a data folder made before there was one. */
  override async position(): Promise<FeedPosition | null> {
    return (await this.persons.isEmpty()) ? null : super.position();
  }

  protected takeOver(facts: readonly RegistryFact[], session: ClientSession): Promise<void> {
    return this.persons.lead(
      facts.filter((f) => f.kind === 'volunteer'),
      session,
    );
  }

  protected override committed(): void {
    this.persons.committed();
  }

  protected forgetRevisions(): Promise<void> {
    return this.persons.forgetRevisions();
  }

  protected dropUntold(limit: number, session: ClientSession): Promise<boolean> {
    return this.persons.dropUntold(limit, session);
  }
}

/** Takes over sessions. */
@Injectable()
export class SchedulingSink extends CopySink<SessionFact> {
  protected readonly feed = 'scheduling';

  constructor(
    private readonly sessions: SessionRepository,
    followed: FollowedRepository,
    transactions: Transactions,
  ) {
    super(followed, transactions);
  }

  /** The snapshot is taken where copies are of an old form, as in a data folder made before it was kept where sessions lie. */
  override async position(): Promise<FeedPosition | null> {
    return (await this.sessions.isOfOldForm()) ? null : super.position();
  }

  protected async takeOver(facts: readonly SessionFact[], session: ClientSession): Promise<void> {
    if (await this.sessions.apply(facts, session)) await this.followed.change(this.feed, session);
  }

  protected forgetRevisions(): Promise<void> {
    return this.sessions.forgetRevisions();
  }

  protected async dropUntold(limit: number, session: ClientSession): Promise<boolean> {
    const dropped = await this.sessions.dropUntold(limit, session);
    if (dropped) await this.followed.change(this.feed, session);
    return dropped;
  }
}
