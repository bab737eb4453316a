import type { RegistryFact, SessionFact } from '#contracts';
import type { FeedPosition, FeedSink } from '#feed';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { Marks } from '../attendances/marks.js';
import { FollowedRepository } from './followed.repository.js';
import { NumberRepository } from './number.repository.js';
import { SessionRepository } from './session.repository.js';

/** Facts of one call are applied in transactions of at most this many. */
const CHUNK = 1_000;

/** Takes over to whom numbers lead. */
@Injectable()
export class RegistrySink implements FeedSink<RegistryFact> {
  constructor(
    private readonly numbers: NumberRepository,
    private readonly marks: Marks,
    private readonly followed: FollowedRepository,
    private readonly transactions: Transactions,
  ) {}

  position(): Promise<FeedPosition | null> {
    return this.followed.position('registry');
  }

  async apply(facts: RegistryFact[], reached: FeedPosition | null): Promise<void> {
    const volunteers = facts.filter((f) => f.kind === 'volunteer');
    for (let i = 0; i < volunteers.length || i === 0; i += CHUNK) {
      const chunk = volunteers.slice(i, i + CHUNK);
      const last = i + CHUNK >= volunteers.length;
      await this.transactions.run(async (session) => {
        const changed = await this.numbers.apply(chunk, session);
        if (changed.numbers.length > 0) await this.marks.add({ ...changed, bulk: chunk.length > 50 }, session);
        if (last && reached !== null) await this.followed.reach('registry', reached, session);
      });
    }
    this.marks.added.wake();
  }

  async reset(): Promise<void> {
    await this.followed.forget('registry');
    await this.numbers.clear();
    await this.transactions.run((session) => this.marks.add({ everybody: true, bulk: true }, session));
  }

  caughtUp(asOf: number): Promise<void> {
    return this.followed.caughtUp('registry', asOf);
  }
}

/** Takes over sessions. */
@Injectable()
export class SchedulingSink implements FeedSink<SessionFact> {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly marks: Marks,
    private readonly followed: FollowedRepository,
    private readonly transactions: Transactions,
  ) {}

  position(): Promise<FeedPosition | null> {
    return this.followed.position('scheduling');
  }

  async apply(facts: SessionFact[], reached: FeedPosition | null): Promise<void> {
    await this.transactions.run(async (session) => {
      const changed = await this.sessions.apply(facts, session);
      if (changed.length > 0) await this.marks.add({ sessions: changed, bulk: facts.length > 50 }, session);
      if (reached !== null) await this.followed.reach('scheduling', reached, session);
    });
    this.marks.added.wake();
  }

  async reset(): Promise<void> {
    await this.followed.forget('scheduling');
    await this.sessions.clear();
    await this.transactions.run((session) => this.marks.add({ everybody: true, bulk: true }, session));
  }

  caughtUp(asOf: number): Promise<void> {
    return this.followed.caughtUp('scheduling', asOf);
  }
}
