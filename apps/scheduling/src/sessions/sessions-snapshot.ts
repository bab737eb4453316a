import { FeedSnapshot } from '#feed';
import { ImportJobs } from '#imports';
import { Injectable } from '@nestjs/common';
import { sessionFact, SessionRepository } from './session.repository.js';

const PAGE = 2_000;

/** Sessions in the order of their numbers. */
@Injectable()
export class SessionsSnapshot extends FeedSnapshot {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly imports: ImportJobs,
  ) {
    super();
  }

  async page(after: string | null) {
    const sessions = await this.sessions.page(after ?? '', PAGE);
    return { facts: sessions.map(sessionFact), next: sessions.length < PAGE ? null : (sessions.at(-1)?._id ?? null) };
  }
  override settledBefore(): Promise<number> {
    return this.imports.openSince();
  }
}
