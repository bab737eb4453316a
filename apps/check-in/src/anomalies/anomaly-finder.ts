import { WINDOW_MARGIN } from '#attendance';
import { chinaDayStart, Clock, DAY_MS } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Bounds } from '../admission/bounds.js';
import { type SessionCopy, SessionRepository } from '../follow/session.repository.js';
import { Watch } from '../watch/watch.js';
import { AnomalyRepository } from './anomaly.repository.js';
import { BY_HAND, IMPORT, type Observed, writtenAt } from './observed.js';
import { Observing, observedSession } from './observing.js';
import { bursts } from './of-accounts.js';
import { impossibleTravel } from './of-persons.js';
import { anomaliesOfSession } from './of-session.js';

const EVERY_MS = 5_000;

/**
 * Looks for what is odd at sessions when nobody can check out any more, and again when they have got further records, as long as records may still come. One
 * replica at a time; what is found twice is kept once.
 */
@Injectable()
export class AnomalyFinder extends LeasedTask {
  constructor(
    private readonly watch: Watch,
    private readonly observing: Observing,
    private readonly anomalies: AnomalyRepository,
    private readonly sessions: SessionRepository,
    private readonly bounds: Bounds,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'anomalies');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'anomalies will be looked for again' };
    return this.repeat(held, repeated, () => this.lookAtAll(held));
  }

  private async lookAtAll(held: AbortSignal): Promise<false> {
    const now = this.clock.now();
    const { inspected_days } = await this.bounds.today();
    const since = new Date(now - inspected_days * DAY_MS);
    const over = new Date(now - WINDOW_MARGIN - 1);
    const watching = { work: 'anomalies', after: since, until: over, log: this.log };
    await this.watch.each(watching, held, (session) => this.lookAt(session, since, over));
    return false;
  }

  private async lookAt(session: SessionCopy, since: Date, over: Date): Promise<void> {
    const bounds = await this.bounds.today();
    const there = await this.observing.atSession(session);
    const { sessions, records } = await this.observing.elsewhere(session, there);
    const flags = [
      ...anomaliesOfSession(session._id, there, bounds),
      ...impossibleTravel(sessions, [...there, ...records], bounds),
    ];
    const now = new Date(this.clock.now());
    await this.anomalies.add(flags, sessions, now);
    await this.lookAtAccounts(there, since, over);
  }

  /** What the accounts that have written down records of a session have written down on the same days at all sessions that are watched. */
  private async lookAtAccounts(there: readonly Observed[], since: Date, over: Date): Promise<void> {
    const byHand = there.filter((r) => BY_HAND.includes(r.method) && r.account !== IMPORT);
    if (byHand.length === 0) return;
    const bounds = await this.bounds.today();
    const watched = await this.sessions.endedBetween(since, over);
    const sessions = new Map(watched.map((s) => [s._id, observedSession(s)]));
    const accounts = [...new Set(byHand.map((r) => r.account))];
    for (const day of new Set(byHand.map((r) => chinaDayStart(writtenAt(r))))) {
      const found = await this.observing.byHand([...sessions.keys()], accounts, new Date(day), new Date(day + DAY_MS));
      await this.anomalies.add(bursts(found, bounds), sessions, new Date(this.clock.now()));
    }
  }
}
