import type { RegistryFact, SessionFact } from '#contracts';
import type { FeedPosition, FeedSink } from '#feed';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { type Changed, Marks, type Pace } from '../attendances/marks.js';
import { PersonRepository } from '../persons/person.repository.js';
import { type FollowedDocument, FollowedRepository } from './followed.repository.js';
import { SessionRepository } from './session.repository.js';

/** Facts of one call are applied in transactions of at most this many; with more than a few of them what they bring is settled at leisure. */
const CHUNK = 1_000;
const FEW = 50;

/** Takes facts over into a copy, each transaction with the mark of what it changed. */
abstract class CopySink<F> implements FeedSink<F> {
  protected abstract readonly feed: FollowedDocument['_id'];
  /** When many facts at once are settled. */
  protected abstract readonly paceOfMany: Pace;

  constructor(
    private readonly marks: Marks,
    private readonly followed: FollowedRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Takes over those facts that are newer than what is there. */
  protected abstract takeOver(facts: readonly F[], session: ClientSession): Promise<Changed>;
  /** What was taken over is on disk. */
  protected committed(): void {}
  /** From now on any fact is newer than what is there. */
  protected abstract forgetRevisions(): Promise<void>;
  /** Drops some of what no fact came of since then; undefined when there is nothing more of it. */
  protected abstract dropUntold(limit: number, session: ClientSession): Promise<Changed | undefined>;

  position(): Promise<FeedPosition | null> {
    return this.followed.position(this.feed);
  }

  async apply(facts: F[], reached: FeedPosition | null): Promise<void> {
    for (let i = 0; i < facts.length || i === 0; i += CHUNK) {
      const chunk = facts.slice(i, i + CHUNK);
      const last = i + CHUNK >= facts.length;
      await this.transactions.run(async (session) => {
        await this.mark(await this.takeOver(chunk, session), chunk.length > FEW ? this.paceOfMany : 'soon', session);
        if (last && reached !== null) await this.followed.reach(this.feed, reached, session);
      });
      this.committed();
    }
    this.marks.added.wake();
  }

  /** What is there stays until the snapshot is: no attendance vanishes meanwhile. The position goes last, so that a crash on the way repeats it. */
  async reset(): Promise<void> {
    await this.forgetRevisions();
    await this.followed.forget(this.feed);
  }

  async snapshotTaken(reached: FeedPosition): Promise<void> {
    for (let more = true; more;) {
      more = await this.transactions.run(async (session) => {
        const changed = await this.dropUntold(CHUNK, session);
        if (changed !== undefined) await this.mark(changed, this.paceOfMany, session);
        return changed !== undefined;
      });
    }
    await this.apply([], reached);
  }

  caughtUp(asOf: number): Promise<void> {
    return this.followed.caughtUp(this.feed, asOf);
  }

  /** What has not been applied before now was acknowledged after what the feed was caught up with. */
  private async mark(changed: Changed, pace: Pace, session: ClientSession): Promise<void> {
    if (Object.values({ ...changed }).every((named) => named.length === 0)) return;
    await this.marks.add(changed, pace, session, await this.followed.change(this.feed, session));
  }
}

/** Takes over to whom numbers lead. */
@Injectable()
export class RegistrySink extends CopySink<RegistryFact> {
  protected readonly feed = 'registry';
  protected readonly paceOfMany = 'numbers';

  constructor(
    private readonly persons: PersonRepository,
    marks: Marks,
    followed: FollowedRepository,
    transactions: Transactions,
  ) {
    super(marks, followed, transactions);
  }

  /** The snapshot is taken where there is no log, as in a data folder made before there was one. */
  override async position(): Promise<FeedPosition | null> {
    return (await this.persons.isEmpty()) ? null : super.position();
  }

  protected takeOver(facts: readonly RegistryFact[], session: ClientSession): Promise<Changed> {
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

  protected async dropUntold(limit: number, session: ClientSession): Promise<Changed | undefined> {
    const persons = await this.persons.dropUntold(limit, session);
    return persons.length === 0 ? undefined : { persons };
  }
}

/** Takes over sessions. */
@Injectable()
export class SchedulingSink extends CopySink<SessionFact> {
  protected readonly feed = 'scheduling';
  protected readonly paceOfMany = 'bulk';

  constructor(
    private readonly sessions: SessionRepository,
    marks: Marks,
    followed: FollowedRepository,
    transactions: Transactions,
  ) {
    super(marks, followed, transactions);
  }

  /** The snapshot is taken where copies are of an old form, as in a data folder made before it was kept where sessions lie. */
  override async position(): Promise<FeedPosition | null> {
    return (await this.sessions.isOfOldForm()) ? null : super.position();
  }

  protected async takeOver(facts: readonly SessionFact[], session: ClientSession): Promise<Changed> {
    return { sessions: await this.sessions.apply(facts, session) };
  }

  protected forgetRevisions(): Promise<void> {
    return this.sessions.forgetRevisions();
  }

  protected async dropUntold(limit: number, session: ClientSession): Promise<Changed | undefined> {
    const sessions = await this.sessions.dropUntold(limit, session);
    return sessions.length === 0 ? undefined : { sessions };
  }
}
