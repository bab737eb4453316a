import { covers } from '#access';
import type { ParsedInputOf, Stage, scheduling } from '#contracts';
import { Outbox } from '#feed';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { sessionFact, SessionRepository } from '../sessions/session.repository.js';
import { placeOf, type PlanDocument, PlanRepository } from './plan.repository.js';

type Said = ParsedInputOf<typeof scheduling.planning.cover>;

/** What organisers say about people covered (覆盖群众); said again, it is corrected. */
@Injectable()
export class Covering {
  constructor(
    private readonly plans: PlanRepository,
    private readonly sessions: SessionRepository,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_BEGUN` */
  cover(said: Said): Promise<void> {
    return this.keep(said, ['running', 'ended'], 'SESSION.NOT_BEGUN');
  }

  /** The same once it is over, which closes it. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_ENDED` */
  close(said: Said): Promise<void> {
    return this.keep(said, ['ended'], 'SESSION.NOT_ENDED', { by: said.by, at: new Date(this.clock.now()) });
  }

  private async keep(
    { sessionNo, within, covered, coveredMethod }: Said,
    stages: readonly Stage[],
    tooEarly: 'SESSION.NOT_BEGUN' | 'SESSION.NOT_ENDED',
    closed?: NonNullable<PlanDocument['closed']>,
  ): Promise<void> {
    await this.transactions.run(async (session) => {
      const plan = await this.plans.lock(sessionNo, session);
      if (plan === null || !covers(within, placeOf(plan))) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
      if (!stages.includes(plan.stage)) throw new DomainError(tooEarly, { sessionNo });
      if (closed !== undefined) await this.plans.keepChange(sessionNo, { closed }, session);
      const told = await this.sessions.change(sessionNo, { covered, coveredMethod }, session);
      if (told === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
      await this.outbox.add(session, [sessionFact(told)]);
    });
    this.outbox.added.wake();
  }
}
